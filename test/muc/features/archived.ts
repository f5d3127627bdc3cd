import { attr, type Element } from '../../../src/stanza/element.js'
import type { Actor } from '../../scenario/index.js'

const MAM = 'urn:xmpp:mam:2'

/** A query to the archive: fields of the form, the content of `<set/>` and further children, written as XML. */
export type Asked = {
  readonly fields?: Readonly<Record<string, string | readonly string[]>>
  readonly set?: string
  readonly more?: string
}

/** A page of the archive as it arrived, and the reply to its query. */
export type Page = { readonly results: readonly Element[]; readonly fin: Element | undefined; readonly reply: Element }

/** Sends one message for each body. Gives the ids that the room assigned. */
export async function says(actor: Actor, room: string, ...words: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const word of words) ids.push(await sends(actor, room, `<body>${word}</body>`))
  return ids
}

/** Sends a groupchat message and waits for its reflection. Gives the id that the room assigned. */
export async function sends(actor: Actor, room: string, inside: string, id = `said-${++sent}`): Promise<string> {
  actor.sends(`<message to='${room}' type='groupchat' id='${id}'>${inside}</message>`)
  return roomsId(await actor.receives(`<message from='${room}/${actor.name}' id='${id}' type='groupchat'/>`), room)
}
let sent = 0

/** The stanza id that the room assigned to a message (XEP-0359). */
export function roomsId(message: Element, room: string): string {
  const stanzaIds = message.getChildren('stanza-id', 'urn:xmpp:sid:0').filter(stanzaId => attr(stanzaId, 'by') === room)
  return (stanzaIds[0] && attr(stanzaIds[0], 'id')) ?? ''
}

/** The `<query/>` element, written as XML. */
export function query({ fields = {}, set = '', more = '' }: Asked, attributes = ''): string {
  const filled = Object.entries({ FORM_TYPE: MAM, ...fields }).map(([name, value]) => {
    const values = [value].flat().map(one => `<value>${one}</value>`)
    return `<field var='${name}'>${values.join('')}</field>`
  })
  const x = filled.length > 1 ? `<x xmlns='jabber:x:data' type='submit'>${filled.join('')}</x>` : ''
  return `<query xmlns='${MAM}' ${attributes}>${x}<set xmlns='http://jabber.org/protocol/rsm'>${set}</set>${more}</query>`
}

/** Queries the archive and reads all results before the reply. */
export async function reads(actor: Actor, room: string, asked: Asked = {}): Promise<Page> {
  await actor.receivedMeanwhile()
  actor.sends(`<iq type='set' id='archive-1' to='${room}'>${query(asked, "queryid='f27'")}</iq>`)
  const received = await actor.receivedMeanwhile()
  const end = received.findIndex(stanza => stanza.name === 'iq' && attr(stanza, 'id') === 'archive-1')
  const reply = received[end]
  if (!reply) throw new Error('the archive did not answer')
  if (received.slice(end).some(isResult)) throw new Error('a message of the archive came after the reply')
  return { results: received.slice(0, end).filter(isResult), fin: reply.getChild('fin', MAM), reply }
}

function isResult(stanza: Element): boolean {
  return stanza.getChild('result', MAM) !== undefined
}

/** The message inside a result. */
export function forwarded(result: Element | undefined): Element {
  const message = result?.getChild('result', MAM)?.getChild('forwarded', 'urn:xmpp:forward:0')?.getChild('message')
  if (!message) throw new Error('there is no forwarded message')
  return message
}

/** The body of each message of a page. */
export function words({ results }: Page): (string | null)[] {
  return results.map(result => forwarded(result).getChildText('body'))
}
