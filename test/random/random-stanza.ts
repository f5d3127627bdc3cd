import type { Chance } from './chance.js'
import { nonsenseStanza, oddText } from './nonsense.js'

const MUC = 'http://jabber.org/protocol/muc'
export const ADMIN = 'escalus@localhost'
export const ROOMS = ['verona', 'mantua', 'padua'].map(name => `${name}@rooms.localhost`)
export const USERS = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris'].map(name => `${name}@localhost`)

/** Placeholder for the id of an open invite, which is only known later. */
export const LINK = 'LINK'

/** The same for the bare JID of a guest. */
export const GUEST = 'GUEST'
const PEOPLE = [...USERS, GUEST]

/** The sender, room and nick of a stanza, and the random choices. */
export type StanzaContext = Chance & { readonly from: string; readonly room: string; readonly nick: string }

/** A random stanza as XML text, valid or not. */
export function randomStanza(by: Chance): string {
  const { one, some } = by
  const user = some(0.05) ? ADMIN : any(by, PEOPLE)
  const nick = some(0.9) ? one('A', 'B', 'C', 'D', 'E') : one('a b', '☃', '&#x200b;', ' ', '')
  const context = { ...by, from: `${user}/${one('x', 'x', 'y')}`, room: any(by, ROOMS), nick }
  return one(enters, enters, leaves, speaks, asks, asks, asks, commands, configures, nonsenseStanza)(context)
}

function any({ below }: Chance, choices: readonly string[]): string {
  return choices[below(choices.length)] ?? ''
}

function enters({ from, room, nick, one, some }: StanzaContext): string {
  const version = one('', "<mav xmlns='urn:xmpp:muc:affiliations:0' since='0'/>")
  const x = some(0.9)
    ? `<x xmlns='${MUC}'>${one('', '', '<password>p</password>', `<password>${LINK}</password>`)}${version}</x>`
    : ''
  return `<presence from='${from}' to='${room}/${nick}'>${x}${one('', '<status>é</status>')}</presence>`
}

function leaves({ from, room, nick, one }: StanzaContext): string {
  const type = one('unavailable', 'unavailable', 'unavailable', 'error', 'probe')
  const [to, said] = one([`${room}/${nick}`, ''], [`${room}/${nick}`, ''], ['rooms.localhost', RAI])
  return `<presence from='${from}' to='${to}' ${said === '' ? `type='${type}'` : ''}>${said}</presence>`
}
const RAI = "<rai xmlns='urn:xmpp:rai:0'/>"

function speaks(context: StanzaContext): string {
  const { from, room, nick, one } = context
  const said = one(
    '<body>Hello</body>',
    '<subject>Love</subject>',
    `<x xmlns='${MUC}#user'><invite to='${any(context, USERS)}'/></x>`,
    form(context, `${MUC}#request`, { 'muc#role': 'participant', ...answer(context) }),
    form(context, `${MUC}#register`, answer(context)),
  )
  const [to, type] = one([room, 'groupchat'], [room, 'groupchat'], [room, 'normal'], [`${room}/${nick}`, 'chat'])
  return `<message from='${from}' to='${to}' type='${type}' id='m'>${said}</message>`
}

function answer(context: StanzaContext): Record<string, string> {
  const user = any(context, PEOPLE)
  const allow = context.one('1', '1', '0')
  if (context.some(0.3)) return {}
  return {
    ...{ 'muc#request_allow': allow, 'muc#jid': `${user}/x` },
    ...{ 'muc#register_allow': allow, 'x-muc#register_jid': user, 'muc#register_roomnick': context.nick },
  }
}

function asks(context: StanzaContext): string {
  const { from, room, nick, one, some } = context
  const registered = form(context, `${MUC}#register`, { 'muc#register_roomnick': nick })
  const [type, payload] = one(
    ['set', `<query xmlns='${MUC}#admin'>${item(context)}</query>`],
    ['set', `<query xmlns='${MUC}#admin'>${item(context)}${item(context)}</query>`],
    ['get', `<query xmlns='${MUC}#admin'>${item(context)}</query>`],
    ['set', `<query xmlns='jabber:iq:register'>${registered}</query>`],
    ['set', `<query xmlns='jabber:iq:register'><remove/></query>`],
    ['set', `<query xmlns='${MUC}#owner'><destroy jid='${any(context, ROOMS)}'/></query>`],
    ['set', `<vCard xmlns='vcard-temp'>${one('', 'AAAA', 'AAAB').replace(/(.+)/, PHOTO)}</vCard>`],
    ...tokens(context),
    ['get', `<query xmlns='http://jabber.org/protocol/disco#${one('info', 'items')}'/>`],
  )
  const to = some(0.9) ? room : one('rooms.localhost', `${room}/${nick}`)
  return `<iq from='${from}' to='${to}' type='${type}' id='q'>${payload}</iq>`
}

function tokens({ one }: StanzaContext): [string, string][] {
  const xmlns = "xmlns='urn:xmpp:muc-token-invite:0'"
  return [
    ['set', `<request ${xmlns} ${one('', "counter='1'", "counter='2'", "delay='900'")}/>`],
    ['set', `<revoke ${xmlns}>${LINK}</revoke>`],
    ['get', `<tokens ${xmlns}/>`],
  ]
}
const PHOTO = '<PHOTO><BINVAL>$1</BINVAL></PHOTO>'

function item(context: StanzaContext): string {
  const { nick, one } = context
  const user = one('localhost', 'hag@localhost/x', any(context, PEOPLE), any(context, USERS))
  const affiliation = one('none', 'outcast', 'member', 'member', 'admin', 'owner')
  return one(
    `<item jid='${user}' affiliation='${affiliation}'/>`,
    `<item jid='${user}' affiliation='${affiliation}' nick='${nick}'/>`,
    `<item nick='${nick}' role='${one('none', 'visitor', 'participant', 'moderator')}'/>`,
  )
}

function commands(context: StanzaContext): string {
  const { from, room, one } = context
  const hat = { 'hats#uri': one('urn:a', 'urn:b'), 'hats#title': one('Bard', 'Fool'), 'hats#jid': any(context, PEOPLE) }
  const node = `urn:xmpp:hats:commands:${one('create', 'create', 'destroy', 'assign', 'assign', 'unassign')}`
  const command = `<command xmlns='http://jabber.org/protocol/commands' node='${node}'>`
  return `<iq from='${from}' to='${room}' type='set' id='h'>${command}${form(context, 'urn:xmpp:hats:commands', hat)}</command></iq>`
}

function configures(context: StanzaContext): string {
  const { from, room, one, some } = context
  const all = {
    ...{ 'muc#roomconfig_persistentroom': one('1', '0'), 'muc#roomconfig_membersonly': one('1', '0') },
    ...{ 'muc#roomconfig_moderatedroom': one('1', '0'), 'muc#roomconfig_whois': one('anyone', 'moderators') },
    ...{ 'muc#roomconfig_publicroom': one('1', '0'), 'muc#roomconfig_enablelogging': one('1', '0') },
    ...{ 'x-muc#roomconfig_reservednick': one('1', '0'), 'muc#roomconfig_roomsecret': one('', 'p') },
    ...{ 'x-muc#roomconfig_registration': one('open', 'approval', 'closed'), 'muc#maxhistoryfetch': one('0', '9') },
    ...{ 'muc#roomconfig_allowinvites': one('1', '0'), 'x-muc#roomconfig_linkuses': one('0', '2') },
    ...{ 'x-muc#roomconfig_autoregister': one('unlock', 'unlock', 'unlock_ack', 'lock') },
    ...{ 'x-muc#roomconfig_linkguests': one('1', '1', '0'), 'muc#roomconfig_lang': one('de', 'it') },
    ...{ enable_hats: one('1', '1', '0'), 'muc#roomconfig_allowvisitorstatus': one('1', '0') },
    ...{
      'muc#roomconfig_presencebroadcast': one('moderator', 'none'),
      'muc#roomconfig_roomadmins': any(context, USERS),
    },
  }
  const chosen = Object.fromEntries(Object.entries(all).filter(() => some(0.2)))
  const x = some(0.05) ? `<x xmlns='jabber:x:data' type='cancel'/>` : form(context, `${MUC}#roomconfig`, chosen)
  return `<iq from='${from}' to='${room}' type='set' id='c'><query xmlns='${MUC}#owner'>${x}</query></iq>`
}

/** A submitted form; a few values are odd, a few fields have no name. */
function form(context: StanzaContext, formType: string, values: Readonly<Record<string, string>>): string {
  const fields = Object.entries({ FORM_TYPE: formType, ...values }).map(([name, value]) => {
    const named = context.some(0.99) ? ` var='${name}'` : ''
    return `<field${named}><value>${context.some(0.98) ? value : oddText(context)}</value></field>`
  })
  return `<x xmlns='jabber:x:data' type='submit'>${fields.join('')}</x>`
}
