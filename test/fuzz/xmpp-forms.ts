import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { any, named } from './xmpp-addresses.js'
import { type Choices, room, SERVICE, seen, xml } from './xmpp-targets.js'

const FIELDS = [
  ...['muc#roomconfig_roomname', 'muc#roomconfig_roomdesc', 'muc#roomconfig_maxusers', 'muc#roomconfig_whois'],
  ...[
    'muc#roomconfig_roomadmins',
    'muc#roomconfig_roomowners',
    'muc#roomconfig_membersonly',
    'muc#roominfo_contactjid',
  ],
  ...['muc#roomconfig_presencebroadcast', 'muc#roomconfig_getmemberlist', 'muc#roomconfig_roomsecret', 'FORM_TYPE'],
  ...[
    'muc#roomconfig_lang',
    'muc#roomconfig_pubsub',
    'muc#maxhistoryfetch',
    'muc#role',
    'muc#request_allow',
    'muc#jid',
  ],
  ...[
    'muc#register_roomnick',
    'muc#register_allow',
    'q',
    'all',
    'key',
    'min_users',
    'start',
    'end',
    'with',
    'before-id',
  ],
  ...[
    'hats#uri',
    'hats#title',
    'hats#hue',
    'hats#jid',
    'room',
    'jid',
    'affiliation',
    'announcement',
    'link',
    '__proto__',
  ],
]
const FORM_TYPES = [
  ...[NS.roomConfig, NS.roomConfig, NS.roomConfig, NS.mucRequest, NS.mucRegister, NS.channelSearchParams, NS.search],
  ...[NS.archive, 'urn:xmpp:hats:commands', 'nonsense', ''],
]

/** A random form: repeated fields, wrong types, no values or many, nested forms. */
export function randomForm(by: Choices): string {
  const { one, some, below } = by
  const fields = Array.from({ length: below(6) }, () => {
    const value = () => `<value>${one('1', '0', xml(named(by)), oddText(by), seen(by), '<value>x</value>')}</value>`
    const values = Array.from({ length: one(0, 1, 1, 1, 2, some(0.05) ? 1000 : 1) }, value)
    const type = one('', '', " type='boolean'", " type='jid-multi'", " type='fixed'", " type='nonsense'")
    return `<field var='${any(by, FIELDS)}'${type}>${values.join('')}</field>`
  })
  const formType = `<field var='FORM_TYPE'><value>${any(by, FORM_TYPES)}</value></field>`
  const types = one(['submit'], ['submit'], ['submit'], ['submit'], ['cancel'], ['form'], ['result'], ['nonsense'])
  const nested = some(0.05) ? randomForm(by) : ''
  return `<x xmlns='${NS.dataForm}' type='${types[0]}'>${some(0.8) ? formType : ''}${fields.join('')}${nested}</x>`
}

/** A random form in each place that takes forms. */
export function form(by: Choices): string {
  const x = randomForm(by)
  if (by.some(0.2)) return `<message to='${room(by)}' id='f'>${x}</message>`
  const [to, payload] = by.one(
    ...([[room(by), `<query xmlns='${NS.mucOwner}'>${x}</query>`]] as const),
    ...([[room(by), `<query xmlns='${NS.register}'>${x}</query>`]] as const),
    ...([[SERVICE, `<search xmlns='${NS.channelSearch}'>${x}${pageOf(by)}</search>`]] as const),
    ...([[SERVICE, `<search xmlns='${NS.muclumbus}'>${x}${pageOf(by)}</search>`]] as const),
    ...([[SERVICE, `<query xmlns='${NS.search}'>${x}${pageOf(by)}</query>`]] as const),
    ...([[room(by), `<query xmlns='${NS.mucOwner}'><destroy jid='${named(by)}'/>${x}</query>`]] as const),
  )
  return `<iq to='${to}' type='${by.one('set', 'set', 'get')}' id='f'>${payload}</iq>`
}

/** A result set request (XEP-0059), often with invalid values. */
export function pageOf(by: Choices): string {
  const { one } = by
  const max = one('', '<max>10</max>', '<max>0</max>', '<max>-1</max>', '<max>1e9</max>', `<max>${oddText(by)}</max>`)
  const after = one('', '', `<after>${seen(by)}</after>`, `<after>${oddText(by)}</after>`, '<after/>')
  const before = one('', '', `<before>${seen(by)}</before>`, '<before/>')
  const index = one('', '', '<index>-5</index>', '<index>99999999999999999999</index>', '<index>1</index>')
  return by.some(0.2) ? '' : `<set xmlns='${NS.resultSet}'>${max}${after}${before}${index}</set>`
}
