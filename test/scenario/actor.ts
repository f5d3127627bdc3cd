import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { bareOf } from '../../src/stanza/jid.js'
import { Inbox } from './inbox.js'
import { matches, pattern } from './pattern.js'
import { callRest, type RestAnswer, type RestCall } from './rest.js'
import type { Stage } from './stage.js'

export type EntryOptions = { readonly nick?: string; readonly inside?: string }

/** Somebody with a client, who plays in a scene. */
export class Actor {
  readonly name: string
  /** The full JID. */
  readonly jid: string
  /** The bare JID. */
  readonly bare: string
  /** What the server had for this client when it signed in: no part of the scene, unless it is looked for. */
  #atSignIn: readonly Element[] = []
  readonly #stage: Stage
  readonly #client: SignedIn
  readonly #inbox: Inbox
  #asked = 0

  private constructor(stage: Stage, name: string, { client, inbox }: { client: SignedIn; inbox: Inbox }) {
    this.#stage = stage
    this.name = name
    this.#client = client
    this.#inbox = inbox
    this.jid = client.jid
    this.bare = bareOf(client.jid)
  }

  /** Signs in; `resource` tells several clients of one person apart. */
  static async signIn(stage: Stage, name: string, resource = 'balcony'): Promise<Actor> {
    const { clientPort: port, domain } = stage.server
    const inbox = new Inbox(`${name}/${resource}`)
    const account = { port, domain, user: name, password: stage.server.password ?? 'secret', resource }
    const client = await signIn(account, stanza => inbox.add(stanza))
    const actor = new Actor(stage, name, { client, inbox })
    await actor.settles()
    actor.#atSignIn = inbox.takeAll()
    return actor
  }

  /** Sends a stanza as it is written. */
  sends(stanza: string): void {
    this.#client.send(parseElement(stanza.trim()))
  }

  /** Waits for stanzas that are as the patterns say, in this order; others between them are skipped. Gives the last. */
  async receives(first: string, ...more: string[]): Promise<Element> {
    let stanza = await this.#inbox.take(first)
    for (const wanted of more) stanza = await this.#inbox.take(wanted)
    return stanza
  }

  /** Waits for stanzas that are as the patterns say, in whatever order; what else there is stays unread. */
  async receivesAll(...wanted: string[]): Promise<void> {
    for (const one of wanted) await this.#inbox.pick(one)
  }

  /** Waits for a stanza that the server had kept for this person until they signed in. */
  async finds(wanted: string): Promise<Element> {
    const kept = this.#atSignIn.find(stanza => matches(pattern(wanted), stanza))
    return kept ?? this.#inbox.take(wanted)
  }

  /**
   * Fails if anything is unread when all that was sent so far has been handled; with a pattern, anything like it. What
   * a room says of itself by its own presence, or to clients of the REST API, is no part of the scene, unless a pattern names it: here and below.
   */
  async receivesNothing(like?: string): Promise<void> {
    await this.#stage.settles()
    const unwanted = this.#inbox.takeAll().filter(stanza => (like ? matches(pattern(like), stanza) : !isOfRoom(stanza)))
    const [stanza] = unwanted
    if (stanza) throw new Error(`${this.name} should not have received\n  ${stanza.toString()}`)
  }

  /** All that is unread when everything that was sent so far has been handled is as the patterns say, in this order. */
  async receivesOnly(...wanted: string[]): Promise<Element[]> {
    await this.#stage.settles()
    const asked = wanted.some(text => isOfRoom(pattern(text)))
    const stanzas = this.#inbox.takeAll().filter(stanza => asked || !isOfRoom(stanza))
    const isExact = stanzas.length === wanted.length && stanzas.every((it, i) => matches(pattern(wanted[i] ?? ''), it))
    if (isExact) return stanzas
    const received = stanzas.map(stanza => `  ${stanza.toString()}`).join('\n') || '  nothing'
    throw new Error(`${this.name} should have received only\n  ${wanted.join('\n  ')}\nbut received\n${received}`)
  }

  /** All that is unread when everything that was sent so far has been handled. */
  async receivedMeanwhile(): Promise<Element[]> {
    await this.#stage.settles()
    return this.#inbox.takeAll().filter(stanza => !isOfRoom(stanza))
  }

  /** Sends an IQ request with an id of its own and gives the reply, an error too. */
  async asks(request: string): Promise<Element> {
    const iq = parseElement(request.trim())
    iq.attrs['id'] ??= `ask-${++this.#asked}`
    this.#client.send(iq)
    return this.#inbox.take(`<iq id='${attr(iq, 'id') ?? ''}' from='${attr(iq, 'to') ?? this.bare}'/>`)
  }

  /**
   * Enters a room and reads all that comes with it, to the subject. A room that does not exist is made with the default
   * configuration. `inside` is put into the `<x/>`. Gives the self-presence.
   */
  async enters(room: string, { nick = this.name, inside = '' }: EntryOptions = {}): Promise<Element> {
    const x = `<x xmlns='http://jabber.org/protocol/muc'>${inside}</x>`
    this.sends(`<presence to='${room}/${nick}'>${x}</presence>`)
    const self = await this.receives(`<presence from='${room}/${nick}'><x><status code='110'/></x></presence>`)
    await this.receives(`<message type='groupchat'><subject/></message>`)
    if (matches(pattern(`<presence><x><status code='201'/></x></presence>`), self)) await this.#unlocks(room)
    return self
  }

  async #unlocks(room: string): Promise<void> {
    await this.configures(room, {})
  }

  /** Submits the configuration form of a room with these fields. Gives the reply. */
  async configures(room: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Element> {
    const formType = { FORM_TYPE: 'http://jabber.org/protocol/muc#roomconfig' }
    const filled = Object.entries(Object.keys(fields).length === 0 ? {} : { ...formType, ...fields })
    const xml = filled.map(([name, value]) => {
      const values = [value].flat().map(one => `<value>${one}</value>`)
      return `<field var='${name}'>${values.join('')}</field>`
    })
    return this.asks(`<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>
      <x xmlns='jabber:x:data' type='submit'>${xml.join('')}</x></query></iq>`)
  }

  /** Sends items of muc#admin, written as XML. Gives the reply. */
  async administers(room: string, items: string): Promise<Element> {
    return this.asks(
      `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query></iq>`,
    )
  }

  /** Asks for a list by items of muc#admin, written as XML. Gives the reply. */
  async lists(room: string, items: string): Promise<Element> {
    return this.asks(
      `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query></iq>`,
    )
  }

  /** Asks for the configuration form of a room. Gives the values of its fields by name. */
  async readsConfiguration(room: string): Promise<Record<string, string[]>> {
    const reply = await this.asks(
      `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'/></iq>`,
    )
    const fields = reply.getChild('query')?.getChild('x', 'jabber:x:data')?.getChildren('field') ?? []
    return Object.fromEntries(
      fields.map(field => [attr(field, 'var') ?? '', field.getChildren('value').map(value => value.getText())]),
    )
  }

  /** Asks to destroy a room; `destroy` is the element, written as XML. Gives the reply. */
  async destroys(room: string, destroy = '<destroy/>'): Promise<Element> {
    return this.asks(
      `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>${destroy}</query></iq>`,
    )
  }

  /** Asks what an address is, or what it has (XEP-0030). Gives the reply. */
  async discovers(what: 'info' | 'items', to: string): Promise<Element> {
    return this.asks(`<iq type='get' to='${to}'><query xmlns='http://jabber.org/protocol/disco#${what}'/></iq>`)
  }

  /** Leaves, and reads all that comes with it. */
  async leaves(room: string): Promise<void> {
    this.sends(`<presence type='unavailable' to='${room}/${this.name}'/>`)
    await this.receives(`<presence type='unavailable'><x><status code='110'/></x></presence>`)
  }

  /** Calls the REST API with a token of this person. */
  calls(method: RestCall['method'], path: string, body?: unknown): Promise<RestAnswer> {
    return callRest(this.#stage, this.bare, { method, path, body })
  }

  /** Resolves when the service has handled all that this actor sent, and its answers are here. */
  async settles(): Promise<void> {
    const id = `settle-${++this.#asked}`
    this.sends(`<iq type='get' id='${id}' to='${this.#stage.server.roomsDomain}'><ping xmlns='urn:xmpp:ping'/></iq>`)
    await this.#inbox.pick(`<iq id='${id}'/>`)
  }

  async signsOut(): Promise<void> {
    await this.#client.stop()
  }

  /** The connection breaks off; the server notices. */
  vanishes(): void {
    this.#client.vanish()
  }
}

/**
 * A presence of a room itself (XEP-0115, XEP-0153), of nobody in it; what clients of the REST API hear of it; or the
 * message without content by which it looks for a client.
 */
function isOfRoom(stanza: Element): boolean {
  if (attr(stanza, 'type') === 'groupchat' && stanza.getChildElements().length === 0) return true
  const isNews = ['room', 'openinvite'].some(name => stanza.getChild(name, 'jabber:iq:configuration'))
  if (stanza.name === 'message' && isNews) return true
  const from = attr(stanza, 'from') ?? ''
  return stanza.name === 'presence' && from.includes('@') && !from.includes('/') && attr(stanza, 'type') === undefined
}
