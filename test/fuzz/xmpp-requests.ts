import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { madForm, pageOf } from './xmpp-forms.js'
import { any, HOST, named, PEOPLE } from './xmpp-people.js'
import { NICKS, occupant, room, type Says, SERVICE, seen, xml } from './xmpp-places.js'

/** Somebody makes somebody something. */
function claim(says: Says): string {
  const affiliation = says.one('owner', 'owner', 'admin', 'member', 'none', 'outcast', 'OWNER', '', 'nonsense')
  const role = says.one('', '', " role='moderator'", " role='none'", " role='nonsense'")
  const who = says.one(`jid='${xml(named(says))}'`, `nick='${xml(any(says, NICKS))}'`, `jid='${any(says, PEOPLE)}'`)
  return admin(says, `<item ${who} affiliation='${affiliation}'${role}><reason>${oddText(says)}</reason></item>`)
}

function admin(says: Says, items: string): string {
  const type = says.one('set', 'set', 'set', 'get')
  const iq = `<iq to='${room(says)}' type='${type}' id='a'>`
  return `${iq}<query xmlns='${NS.mucAdmin}'>${items}</query></iq>`
}

/** Very many at once; the longest are longer than any stanza may be. */
function delta(says: Says): string {
  if (says.some(0.9)) return claim(says)
  const affiliation = says.one('member', 'outcast', 'none', 'owner')
  const many = says.one(10, 100, 100, 1500, 1500, says.some(0.02) ? 100_000 : 20)
  const items = Array.from({ length: many }, (_, i) => `<item jid='u${i}@${HOST}' affiliation='${affiliation}'/>`)
  return admin(says, items.join(''))
}

function command(says: Says): string {
  const { one, some } = says
  const node = some(0.95) ? any(says, says.nodes) : oddText(says)
  const session = some(0.4) ? ` sessionid='${seen(says)}'` : ''
  const action = one(
    '',
    '',
    '',
    " action='next'",
    " action='prev'",
    " action='complete'",
    " action='cancel'",
    " action=''",
  )
  const to = one(room(says), SERVICE)
  const x = one('', madForm(says), madForm(says))
  return `<iq to='${to}' type='set' id='c'><command xmlns='${NS.commands}' node='${node}'${session}${action}>${x}</command></iq>`
}

function archive(says: Says): string {
  const to = says.one(room(says), room(says), SERVICE)
  const [type, payload] = says.one(
    ...([
      ['set', `<query xmlns='${NS.archive}' queryid='${oddText(says)}'>${madForm(says)}${pageOf(says)}</query>`],
    ] as const),
    ...([['set', `<query xmlns='${NS.archive}'>${pageOf(says)}</query>`]] as const),
    ...([
      ['get', `<query xmlns='${NS.archive}'/>`],
      ['get', `<metadata xmlns='${NS.archive}'/>`],
    ] as const),
    ...([['set', `<prefs xmlns='${NS.archive}' default='always'/>`]] as const),
  )
  return `<iq to='${to}' type='${type}' id='r'>${payload}</iq>`
}

function page(says: Says): string {
  const [to, node] = says.one([SERVICE, ''], [room(says), ''], [SERVICE, ` node='${NS.commands}'`])
  return `<iq to='${to}' type='get' id='d'><query xmlns='${NS.discoItems}'${node}>${pageOf(says)}</query></iq>`
}

function token(says: Says): string {
  const limits = says.one('', " counter='1'", ` counter='${oddText(says)}'`, ` delay='${oddText(says)}'`)
  const [type, payload] = says.one(
    ['set', `<request xmlns='${NS.tokenInvite}'${limits}/>`],
    ['set', `<revoke xmlns='${NS.tokenInvite}'>${seen(says)}</revoke>`],
    ['get', `<tokens xmlns='${NS.tokenInvite}'/>`],
  )
  return `<iq to='${room(says)}' type='${type}' id='t'>${payload}</iq>`
}

function registration(says: Says): string {
  const nick = `<field var='muc#register_roomnick'><value>${xml(any(says, NICKS))}</value></field>`
  const x = `<x xmlns='${NS.dataForm}' type='submit'><field var='FORM_TYPE'><value>${NS.mucRegister}</value></field>${nick}</x>`
  const payload = says.one(x, x, '<remove/>', `<remove/>${x}`, '<username>A</username>')
  const type = says.one('set', 'set', 'get')
  return `<iq to='${room(says)}' type='${type}' id='g'><query xmlns='${NS.register}'>${payload}</query></iq>`
}

/** Requests from occupant to occupant, and answers that nobody waits for. */
function relay(says: Says): string {
  const type = says.one('get', 'set', 'result', 'error', 'nonsense')
  const payload = says.one("<ping xmlns='urn:xmpp:ping'/>", "<vCard xmlns='vcard-temp'/>", oddText(says))
  const body = says.some(0.2) ? `${payload}${payload}` : payload
  return `<iq to='${occupant(says)}' type='${type}' id='${says.one('o', seen(says), oddText(says))}'>${body}</iq>`
}

function vcard(says: Says): string {
  const photo = says.one(
    '',
    '<PHOTO/>',
    `<PHOTO><BINVAL>${oddText(says)}</BINVAL></PHOTO>`,
    `<PHOTO><TYPE>text/html</TYPE><BINVAL>AAAA</BINVAL></PHOTO>`,
  )
  const card = `<vCard xmlns='${NS.vcard}'>${photo}<FN>${'x'.repeat(says.one(1, 1, 1, 70_000))}</FN></vCard>`
  return `<iq to='${says.one(room(says), SERVICE, occupant(says))}' type='${says.one('set', 'get')}' id='v'>${card}</iq>`
}

function disco(says: Says): string {
  const to = says.one(room(says), SERVICE, occupant(says))
  const namespace = says.one(
    ...([
      NS.discoInfo,
      NS.discoInfo,
      NS.discoItems,
      NS.ping,
      NS.version,
      NS.time,
      NS.lastActivity,
      NS.mucUnique,
    ] as const),
    ...([NS.register, NS.mucOwner, NS.search, NS.vcard, NS.commands, 'urn:nobody'] as const),
  )
  const node = says.one(
    '',
    '',
    ` node='${oddText(says)}'`,
    ` node='x-roomuser-item'`,
    ` node='${any(says, says.nodes)}'`,
  )
  const name = says.one('query', 'query', 'ping', 'time', 'unique', 'vCard')
  return `<iq to='${to}' type='${says.one('get', 'get', 'set')}' id='d'><${name} xmlns='${namespace}'${node}/></iq>`
}

function moderation(says: Says): string {
  const retract = `<retract xmlns='${NS.retract}'/><reason>${oddText(says)}</reason>`
  const moderate = `<moderate xmlns='${NS.moderate}' id='${says.one(seen(says), oddText(says))}'>${retract}</moderate>`
  return `<iq to='${room(says)}' type='set' id='x'>${moderate}</iq>`
}

/** A request of any kind. */
export function request(says: Says): string {
  return says.one(
    ...([claim, delta, command, command, archive, page] as const),
    ...([token, registration, relay, vcard, disco, moderation] as const),
  )(says)
}
