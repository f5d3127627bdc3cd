import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { any, HOST, named, USERS } from './xmpp-addresses.js'
import { pageOf, randomForm } from './xmpp-forms.js'
import { type Choices, NICKS, occupant, room, SERVICE, seen, xml } from './xmpp-targets.js'

/** A change of an affiliation or role. */
function claim(by: Choices): string {
  const affiliation = by.one('owner', 'owner', 'admin', 'member', 'none', 'outcast', 'OWNER', '', 'nonsense')
  const role = by.one('', '', " role='moderator'", " role='none'", " role='nonsense'")
  const who = by.one(`jid='${xml(named(by))}'`, `nick='${xml(any(by, NICKS))}'`, `jid='${any(by, USERS)}'`)
  return admin(by, `<item ${who} affiliation='${affiliation}'${role}><reason>${oddText(by)}</reason></item>`)
}

function admin(by: Choices, items: string): string {
  const type = by.one('set', 'set', 'set', 'get')
  const iq = `<iq to='${room(by)}' type='${type}' id='a'>`
  return `${iq}<query xmlns='${NS.mucAdmin}'>${items}</query></iq>`
}

/** Changes of many affiliations; the longest exceed the limit of a stanza. */
function delta(by: Choices): string {
  if (by.some(0.9)) return claim(by)
  const affiliation = by.one('member', 'outcast', 'none', 'owner')
  const many = by.one(10, 100, 100, 1500, 1500, by.some(0.02) ? 100_000 : 20)
  const items = Array.from({ length: many }, (_, i) => `<item jid='u${i}@${HOST}' affiliation='${affiliation}'/>`)
  return admin(by, items.join(''))
}

function command(by: Choices): string {
  const { one, some } = by
  const node = some(0.95) ? any(by, by.nodes) : oddText(by)
  const session = some(0.4) ? ` sessionid='${seen(by)}'` : ''
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
  const to = one(room(by), SERVICE)
  const x = one('', randomForm(by), randomForm(by))
  return `<iq to='${to}' type='set' id='c'><command xmlns='${NS.commands}' node='${node}'${session}${action}>${x}</command></iq>`
}

function archive(by: Choices): string {
  const to = by.one(room(by), room(by), SERVICE)
  const [type, payload] = by.one(
    ...([
      ['set', `<query xmlns='${NS.archive}' queryid='${oddText(by)}'>${randomForm(by)}${pageOf(by)}</query>`],
    ] as const),
    ...([['set', `<query xmlns='${NS.archive}'>${pageOf(by)}</query>`]] as const),
    ...([
      ['get', `<query xmlns='${NS.archive}'/>`],
      ['get', `<metadata xmlns='${NS.archive}'/>`],
    ] as const),
    ...([['set', `<prefs xmlns='${NS.archive}' default='always'/>`]] as const),
  )
  return `<iq to='${to}' type='${type}' id='r'>${payload}</iq>`
}

function page(by: Choices): string {
  const [to, node] = by.one([SERVICE, ''], [room(by), ''], [SERVICE, ` node='${NS.commands}'`])
  return `<iq to='${to}' type='get' id='d'><query xmlns='${NS.discoItems}'${node}>${pageOf(by)}</query></iq>`
}

function token(by: Choices): string {
  const limits = by.one('', " counter='1'", ` counter='${oddText(by)}'`, ` delay='${oddText(by)}'`)
  const [type, payload] = by.one(
    ['set', `<request xmlns='${NS.tokenInvite}'${limits}/>`],
    ['set', `<revoke xmlns='${NS.tokenInvite}'>${seen(by)}</revoke>`],
    ['get', `<tokens xmlns='${NS.tokenInvite}'/>`],
  )
  return `<iq to='${room(by)}' type='${type}' id='t'>${payload}</iq>`
}

function registration(by: Choices): string {
  const nick = `<field var='muc#register_roomnick'><value>${xml(any(by, NICKS))}</value></field>`
  const x = `<x xmlns='${NS.dataForm}' type='submit'><field var='FORM_TYPE'><value>${NS.mucRegister}</value></field>${nick}</x>`
  const payload = by.one(x, x, '<remove/>', `<remove/>${x}`, '<username>A</username>')
  const type = by.one('set', 'set', 'get')
  return `<iq to='${room(by)}' type='${type}' id='g'><query xmlns='${NS.register}'>${payload}</query></iq>`
}

/** A request to another occupant, or an answer without a request. */
function relay(by: Choices): string {
  const type = by.one('get', 'set', 'result', 'error', 'nonsense')
  const payload = by.one("<ping xmlns='urn:xmpp:ping'/>", "<vCard xmlns='vcard-temp'/>", oddText(by))
  const body = by.some(0.2) ? `${payload}${payload}` : payload
  return `<iq to='${occupant(by)}' type='${type}' id='${by.one('o', seen(by), oddText(by))}'>${body}</iq>`
}

function vcard(by: Choices): string {
  const photo = by.one(
    '',
    '<PHOTO/>',
    `<PHOTO><BINVAL>${oddText(by)}</BINVAL></PHOTO>`,
    `<PHOTO><TYPE>text/html</TYPE><BINVAL>AAAA</BINVAL></PHOTO>`,
  )
  const card = `<vCard xmlns='${NS.vcard}'>${photo}<FN>${'x'.repeat(by.one(1, 1, 1, 70_000))}</FN></vCard>`
  return `<iq to='${by.one(room(by), SERVICE, occupant(by))}' type='${by.one('set', 'get')}' id='v'>${card}</iq>`
}

function disco(by: Choices): string {
  const to = by.one(room(by), SERVICE, occupant(by))
  const namespace = by.one(
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
  const node = by.one('', '', ` node='${oddText(by)}'`, ` node='x-roomuser-item'`, ` node='${any(by, by.nodes)}'`)
  const name = by.one('query', 'query', 'ping', 'time', 'unique', 'vCard')
  return `<iq to='${to}' type='${by.one('get', 'get', 'set')}' id='d'><${name} xmlns='${namespace}'${node}/></iq>`
}

function moderation(by: Choices): string {
  const retract = `<retract xmlns='${NS.retract}'/><reason>${oddText(by)}</reason>`
  const moderate = `<moderate xmlns='${NS.moderate}' id='${by.one(seen(by), oddText(by))}'>${retract}</moderate>`
  return `<iq to='${room(by)}' type='set' id='x'>${moderate}</iq>`
}

/** A random request. */
export function request(by: Choices): string {
  return by.one(
    ...([claim, delta, command, command, archive, page] as const),
    ...([token, registration, relay, vcard, disco, moderation] as const),
  )(by)
}
