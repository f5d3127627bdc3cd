import { createHash } from 'node:crypto'
import { connect } from 'node:net'

/*
 * A component (XEP-0114) with rooms in a few lines, to compare with: what comes is passed on at once. It checks nothing,
 * keeps nothing, and says nothing about those who leave. `startBareComponent` runs it as a process of its own.
 *
 *     node dist/bench/bare-component.js PORT DOMAIN SECRET [PADDING]
 */

const [port = '', domain = '', secret = '', padding = '0'] = process.argv.slice(2)
/** What makes each message longer by the given number of characters: two elements, as a room adds, and a third with the rest. */
const ADDED = [
  `<a xmlns='urn:bench:a' id='${'0'.repeat(32)}'/>`,
  `<b xmlns='urn:bench:b' id='${'0'.repeat(32)}'/>`,
].join('')
const rest = Number(padding) - ADDED.length - `<x xmlns='p'></x>`.length
const PADDING = rest < 0 ? '' : `${ADDED}<x xmlns='p'>${'x'.repeat(rest)}</x>`
const STANZA = /<(message|presence|iq)\b([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g
/** The nicks by client, of each room. */
const rooms = new Map<string, Map<string, string>>()
let text = ''

const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8').setNoDelay(true)
socket.write(
  `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'>`,
)
socket.on('data', more => read(String(more)))

function read(more: string): void {
  text += more
  const id = /<stream:stream[^>]*? id=['"]([^'"]+)/.exec(text)?.[1]
  if (id !== undefined) {
    text = ''
    socket.write(`<handshake>${createHash('sha1').update(`${id}${secret}`).digest('hex')}</handshake>`)
  }
  if (/<handshake/.test(text)) {
    text = ''
    console.log('ready')
  }
  let end = 0
  const answers: string[] = []
  for (const found of text.matchAll(STANZA)) {
    const [all, name = '', attributes = '', children = ''] = found
    end = found.index + all.length
    answers.push(...answersTo(name, attributes, children))
  }
  text = text.slice(end)
  if (answers.length > 0) socket.write(answers.join(''))
}

function answersTo(name: string, attributes: string, children: string): string[] {
  const of = (attribute: string) => new RegExp(`\\b${attribute}=['"]([^'"]*)`).exec(attributes)?.[1] ?? ''
  const [from, to, type] = [of('from'), of('to'), of('type')]
  const [room = '', nick = ''] = to.split('/')
  if (name === 'iq') return type === 'result' ? [] : [`<iq type='result' id='${of('id')}' from='${to}' to='${from}'/>`]
  const occupants = rooms.get(room) ?? new Map<string, string>()
  rooms.set(room, occupants)
  if (name === 'presence') return type === '' ? enter(occupants, { room, nick, client: from }) : leave(occupants, from)
  if (type !== 'groupchat') return []
  const rest = `from='${room}/${occupants.get(from)}' type='groupchat' id='${of('id')}'>${children}${PADDING}</message>`
  return [...occupants.keys()].map(client => `<message to='${client}' ${rest}`)
}

function enter(
  occupants: Map<string, string>,
  { room, nick, client }: { room: string; nick: string; client: string },
): string[] {
  const item = `<item affiliation='none' role='participant'/>`
  const presence = (to: string, of: string, more = '') =>
    `<presence to='${to}' from='${room}/${of}'><x xmlns='http://jabber.org/protocol/muc#user'>${item}${more}</x></presence>`
  const others = [...occupants]
  occupants.set(client, nick)
  return [
    ...others.map(([, other]) => presence(client, other)),
    ...others.map(([other]) => presence(other, nick)),
    presence(client, nick, `<status code='110'/>`),
    `<message to='${client}' from='${room}' type='groupchat'><subject/></message>`,
  ]
}

function leave(occupants: Map<string, string>, client: string): string[] {
  occupants.delete(client)
  return []
}
