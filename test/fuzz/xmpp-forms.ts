import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { any, named } from './xmpp-people.js'
import { room, type Says, SERVICE, seen, xml } from './xmpp-places.js'

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

/** A form of any kind: fields twice, of wrong types, without values or with many, within one another. */
export function madForm(says: Says): string {
  const { one, some, below } = says
  const fields = Array.from({ length: below(6) }, () => {
    const value = () =>
      `<value>${one('1', '0', xml(named(says)), oddText(says), seen(says), '<value>x</value>')}</value>`
    const values = Array.from({ length: one(0, 1, 1, 1, 2, some(0.05) ? 1000 : 1) }, value)
    const type = one('', '', " type='boolean'", " type='jid-multi'", " type='fixed'", " type='nonsense'")
    return `<field var='${any(says, FIELDS)}'${type}>${values.join('')}</field>`
  })
  const formType = `<field var='FORM_TYPE'><value>${any(says, FORM_TYPES)}</value></field>`
  const types = one(['submit'], ['submit'], ['submit'], ['submit'], ['cancel'], ['form'], ['result'], ['nonsense'])
  const nested = some(0.05) ? madForm(says) : ''
  return `<x xmlns='${NS.dataForm}' type='${types[0]}'>${some(0.8) ? formType : ''}${fields.join('')}${nested}</x>`
}

/** Such a form wherever there are forms. */
export function form(says: Says): string {
  const x = madForm(says)
  if (says.some(0.2)) return `<message to='${room(says)}' id='f'>${x}</message>`
  const [to, payload] = says.one(
    ...([[room(says), `<query xmlns='${NS.mucOwner}'>${x}</query>`]] as const),
    ...([[room(says), `<query xmlns='${NS.register}'>${x}</query>`]] as const),
    ...([[SERVICE, `<search xmlns='${NS.channelSearch}'>${x}${pageOf(says)}</search>`]] as const),
    ...([[SERVICE, `<search xmlns='${NS.muclumbus}'>${x}${pageOf(says)}</search>`]] as const),
    ...([[SERVICE, `<query xmlns='${NS.search}'>${x}${pageOf(says)}</query>`]] as const),
    ...([[room(says), `<query xmlns='${NS.mucOwner}'><destroy jid='${named(says)}'/>${x}</query>`]] as const),
  )
  return `<iq to='${to}' type='${says.one('set', 'set', 'get')}' id='f'>${payload}</iq>`
}

/** XEP-0059 with values that make no sense. */
export function pageOf(says: Says): string {
  const { one } = says
  const max = one('', '<max>10</max>', '<max>0</max>', '<max>-1</max>', '<max>1e9</max>', `<max>${oddText(says)}</max>`)
  const after = one('', '', `<after>${seen(says)}</after>`, `<after>${oddText(says)}</after>`, '<after/>')
  const before = one('', '', `<before>${seen(says)}</before>`, '<before/>')
  const index = one('', '', '<index>-5</index>', '<index>99999999999999999999</index>', '<index>1</index>')
  return says.some(0.2) ? '' : `<set xmlns='${NS.resultSet}'>${max}${after}${before}${index}</set>`
}
