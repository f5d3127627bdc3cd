import { NS } from '../../src/stanza/namespaces.js'
import type { Chance } from './chance.js'
import type { StanzaContext } from './random-stanza.js'

const NAMESPACES = Object.values(NS)
const NAMES = [
  ...['query', 'x', 'command', 'search', 'set', 'max', 'after', 'before', 'item', 'items', 'pubsub', 'event', 'field'],
  ...['moderate', 'retract', 'metadata', 'vCard', 'PHOTO', 'rai', 'mav', 'hats', 'unique', 'ping', 'delay', 'error'],
  ...['request', 'tokens', 'revoke', 'token', 'password'],
]
const ATTRIBUTES = [
  'id',
  'jid',
  'node',
  'var',
  'type',
  'since',
  'nick',
  'affiliation',
  'queryid',
  'sessionid',
  'action',
  'counter',
  'delay',
]

/** A text that few parsers expect. */
export function oddText({ one }: Pick<Chance, 'one'>): string {
  const number = one('-1', 'NaN', '1e9', '99999999999999999999', '2026-13-45T99:99:99Z')
  return one('', number, ' ', '__proto__', 'constructor', '=', '%E0%A4', '@', 'a@b/', 'urn:x', 'é'.repeat(2000))
}

/** A stanza that no client would send, in namespaces that the service knows. */
export function nonsenseStanza(context: StanzaContext): string {
  const { from, room, nick, one } = context
  const to = one('rooms.localhost', room, room, `${room}/${nick}`)
  const [name, type] = one(
    ...([['iq', 'get'] as const, ['iq', 'set'] as const, ['iq', 'result'] as const] as const),
    ...([['message', 'groupchat'] as const, ['message', 'error'] as const, ['presence', 'probe'] as const] as const),
  )
  return `<${name} from='${from}' to='${to}' type='${type}' id='o'>${element(context, 3)}</${name}>`
}

function element(context: StanzaContext, depth: number): string {
  const { below, some } = context
  const name = NAMES[below(NAMES.length)]
  const namespace = some(0.5) ? ` xmlns='${NAMESPACES[below(NAMESPACES.length)]}'` : ''
  const attributes = ATTRIBUTES.filter(() => some(0.2)).map(attribute => ` ${attribute}='${oddText(context)}'`)
  const children = Array.from({ length: depth === 0 ? 0 : below(3) }, () => element(context, depth - 1))
  return `<${name}${namespace}${attributes.join('')}>${children.join('') || oddText(context)}</${name}>`
}
