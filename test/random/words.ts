import type { Chance } from './chance.js'
import { nonsense, odd } from './nonsense.js'

const MUC = 'http://jabber.org/protocol/muc'
export const ADMIN = 'escalus@localhost'
export const ROOMS = ['verona', 'mantua', 'padua'].map(name => `${name}@rooms.localhost`)
export const USERS = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris'].map(name => `${name}@localhost`)

/** Stands in what is said for the id of an open invite, which nobody knows beforehand. */
export const LINK = 'LINK'

/** Who says something, and where. */
export type Speech = Chance & { readonly from: string; readonly room: string; readonly nick: string }

/** A stanza that somebody may send, sensible or not, as it is written. */
export function words(by: Chance): string {
  const { one, some } = by
  const user = some(0.05) ? ADMIN : any(by, USERS)
  const nick = some(0.9) ? one('A', 'B', 'C', 'D', 'E') : one('a b', '☃', '&#x200b;', ' ', '')
  const speech = { ...by, from: `${user}/${one('x', 'x', 'y')}`, room: any(by, ROOMS), nick }
  return one(enters, enters, leaves, speaks, asks, asks, asks, commands, configures, nonsense)(speech)
}

function any({ below }: Chance, choices: readonly string[]): string {
  return choices[below(choices.length)] ?? ''
}

function enters({ from, room, nick, one, some }: Speech): string {
  const version = one('', "<mav xmlns='urn:xmpp:muc:affiliations:0' since='0'/>")
  const x = some(0.9)
    ? `<x xmlns='${MUC}'>${one('', '', '<password>p</password>', `<password>${LINK}</password>`)}${version}</x>`
    : ''
  return `<presence from='${from}' to='${room}/${nick}'>${x}${one('', '<status>é</status>')}</presence>`
}

function leaves({ from, room, nick, one }: Speech): string {
  const type = one('unavailable', 'unavailable', 'unavailable', 'error', 'probe')
  const [to, said] = one([`${room}/${nick}`, ''], [`${room}/${nick}`, ''], ['rooms.localhost', RAI])
  return `<presence from='${from}' to='${to}' ${said === '' ? `type='${type}'` : ''}>${said}</presence>`
}
const RAI = "<rai xmlns='urn:xmpp:rai:0'/>"

function speaks(speech: Speech): string {
  const { from, room, nick, one } = speech
  const said = one(
    '<body>Hello</body>',
    '<subject>Love</subject>',
    `<x xmlns='${MUC}#user'><invite to='${any(speech, USERS)}'/></x>`,
    form(speech, `${MUC}#request`, { 'muc#role': 'participant', ...answer(speech) }),
    form(speech, `${MUC}#register`, answer(speech)),
  )
  const [to, type] = one([room, 'groupchat'], [room, 'groupchat'], [room, 'normal'], [`${room}/${nick}`, 'chat'])
  return `<message from='${from}' to='${to}' type='${type}' id='m'>${said}</message>`
}

function answer(speech: Speech): Record<string, string> {
  const user = any(speech, USERS)
  const allow = speech.one('1', '1', '0')
  if (speech.some(0.3)) return {}
  return {
    ...{ 'muc#request_allow': allow, 'muc#jid': `${user}/x` },
    ...{ 'muc#register_allow': allow, 'x-muc#register_jid': user, 'muc#register_roomnick': speech.nick },
  }
}

function asks(speech: Speech): string {
  const { from, room, nick, one, some } = speech
  const registered = form(speech, `${MUC}#register`, { 'muc#register_roomnick': nick })
  const [type, payload] = one(
    ['set', `<query xmlns='${MUC}#admin'>${item(speech)}</query>`],
    ['set', `<query xmlns='${MUC}#admin'>${item(speech)}${item(speech)}</query>`],
    ['get', `<query xmlns='${MUC}#admin'>${item(speech)}</query>`],
    ['set', `<query xmlns='jabber:iq:register'>${registered}</query>`],
    ['set', `<query xmlns='jabber:iq:register'><remove/></query>`],
    ['set', `<query xmlns='${MUC}#owner'><destroy jid='${any(speech, ROOMS)}'/></query>`],
    ['set', `<vCard xmlns='vcard-temp'>${one('', 'AAAA', 'AAAB').replace(/(.+)/, PHOTO)}</vCard>`],
    ...tokens(speech),
    ['get', `<query xmlns='http://jabber.org/protocol/disco#${one('info', 'items')}'/>`],
  )
  const to = some(0.9) ? room : one('rooms.localhost', `${room}/${nick}`)
  return `<iq from='${from}' to='${to}' type='${type}' id='q'>${payload}</iq>`
}

function tokens({ one }: Speech): [string, string][] {
  const xmlns = "xmlns='urn:xmpp:muc-token-invite:0'"
  return [
    ['set', `<request ${xmlns} ${one('', "counter='1'", "counter='2'", "delay='900'")}/>`],
    ['set', `<revoke ${xmlns}>${LINK}</revoke>`],
    ['get', `<tokens ${xmlns}/>`],
  ]
}
const PHOTO = '<PHOTO><BINVAL>$1</BINVAL></PHOTO>'

function item(speech: Speech): string {
  const { nick, one } = speech
  const user = one('localhost', 'hag@localhost/x', any(speech, USERS), any(speech, USERS))
  const affiliation = one('none', 'outcast', 'member', 'member', 'admin', 'owner')
  return one(
    `<item jid='${user}' affiliation='${affiliation}'/>`,
    `<item jid='${user}' affiliation='${affiliation}' nick='${nick}'/>`,
    `<item nick='${nick}' role='${one('none', 'visitor', 'participant', 'moderator')}'/>`,
  )
}

function commands(speech: Speech): string {
  const { from, room, one } = speech
  const hat = { 'hats#uri': one('urn:a', 'urn:b'), 'hats#title': one('Bard', 'Fool'), 'hats#jid': any(speech, USERS) }
  const node = `urn:xmpp:hats:commands:${one('create', 'create', 'destroy', 'assign', 'assign', 'unassign')}`
  const command = `<command xmlns='http://jabber.org/protocol/commands' node='${node}'>`
  return `<iq from='${from}' to='${room}' type='set' id='h'>${command}${form(speech, 'urn:xmpp:hats:commands', hat)}</command></iq>`
}

function configures(speech: Speech): string {
  const { from, room, one, some } = speech
  const all = {
    ...{ 'muc#roomconfig_persistentroom': one('1', '0'), 'muc#roomconfig_membersonly': one('1', '0') },
    ...{ 'muc#roomconfig_moderatedroom': one('1', '0'), 'muc#roomconfig_whois': one('anyone', 'moderators') },
    ...{ 'muc#roomconfig_publicroom': one('1', '0'), 'muc#roomconfig_enablelogging': one('1', '0') },
    ...{ 'x-muc#roomconfig_reservednick': one('1', '0'), 'muc#roomconfig_roomsecret': one('', 'p') },
    ...{ 'x-muc#roomconfig_registration': one('open', 'approval', 'closed'), 'muc#maxhistoryfetch': one('0', '9') },
    ...{ 'muc#roomconfig_allowinvites': one('1', '0'), 'x-muc#roomconfig_linkuses': one('0', '2') },
    ...{ 'x-muc#roomconfig_autoregister': one('unlock', 'unlock', 'unlock_ack', 'lock') },
    ...{
      'muc#roomconfig_presencebroadcast': one('moderator', 'none'),
      'muc#roomconfig_roomadmins': any(speech, USERS),
    },
  }
  const chosen = Object.fromEntries(Object.entries(all).filter(() => some(0.2)))
  const x = some(0.05) ? `<x xmlns='jabber:x:data' type='cancel'/>` : form(speech, `${MUC}#roomconfig`, chosen)
  return `<iq from='${from}' to='${room}' type='set' id='c'><query xmlns='${MUC}#owner'>${x}</query></iq>`
}

/** Filled in, now and then with something odd, or without the name of a field. */
function form(speech: Speech, formType: string, values: Readonly<Record<string, string>>): string {
  const fields = Object.entries({ FORM_TYPE: formType, ...values }).map(([name, value]) => {
    const named = speech.some(0.99) ? ` var='${name}'` : ''
    return `<field${named}><value>${speech.some(0.98) ? value : odd(speech)}</value></field>`
  })
  return `<x xmlns='jabber:x:data' type='submit'>${fields.join('')}</x>`
}
