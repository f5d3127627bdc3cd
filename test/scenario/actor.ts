import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { bareOf, localOf } from '../../src/stanza/jid.js'
import { makeAccounts, passwordAt } from './accounts.js'
import { type GuestAccount, signInGuest } from './guest-client.js'
import { Inbox } from './inbox.js'
import { matches, pattern } from './pattern.js'
import { callRest, type RestAnswer, type RestCall } from './rest.js'
import type { Stage } from './stage.js'

export type EntryOptions = { readonly nick?: string; readonly inside?: string }

/** A person with one client, who plays in a scene. */
export class Actor {
  readonly name: string
  /** The full JID. */
  readonly jid: string
  /** The bare JID. */
  readonly bare: string
  /** The stanzas that the server had stored for this client, received at sign-in. */
  #atSignIn: readonly Element[] = []
  readonly #stage: Stage
  readonly #client: SignedIn
  readonly #inbox: Inbox
  #asked = 0
  #isGone = false

  private constructor(stage: Stage, name: string, { client, inbox }: { client: SignedIn; inbox: Inbox }) {
    this.#stage = stage
    this.name = name
    this.#client = client
    this.#inbox = inbox
    this.jid = client.jid
    this.bare = bareOf(client.jid)
  }

  /** Signs in, with an account that is made if it is missing; `resource` distinguishes several clients of one person. */
  static async signIn(stage: Stage, name: string, resource = 'balcony'): Promise<Actor> {
    const { clientPort: port, domain } = stage.server
    const inbox = new Inbox(`${name}/${resource}`)
    await makeAccounts(stage.server, [name])
    const account = { port, domain, user: name, password: passwordAt(stage.server), resource }
    // A server tells a client of the same person's other clients, and may do so late (RFC 6121 §4.2.2).
    const client = await signIn(account, stanza => isOfOtherClient(stanza) || inbox.add(stanza))
    const actor = new Actor(stage, name, { client, inbox })
    await actor.settles()
    actor.#atSignIn = inbox.takeAll()
    return actor
  }

  /** Signs in as a guest over WebSocket. */
  static async asGuest(stage: Stage, account: GuestAccount): Promise<Actor> {
    const inbox = new Inbox(account.jid)
    const client = await signInGuest(account, stanza => inbox.add(stanza))
    return new Actor(stage, localOf(account.jid), { client, inbox })
  }

  /** Sends a stanza exactly as written. */
  sends(stanza: string): void {
    this.#client.send(parseElement(stanza.trim()))
  }

  /**
   * Waits for stanzas that match the patterns in this order, and skips others in between. Gives the last match. Rejects
   * after 60 s.
   */
  async receives(first: string, ...more: string[]): Promise<Element> {
    let stanza = await this.#inbox.take(first)
    for (const wanted of more) stanza = await this.#inbox.take(wanted)
    return stanza
  }

  /** Waits for stanzas that match the patterns in any order; other stanzas stay unread. Rejects after 60 s. */
  async receivesAll(...wanted: string[]): Promise<void> {
    for (const one of wanted) await this.#inbox.pick(one)
  }

  /** Waits for a stanza that the server had stored for this person before the sign-in. Rejects after 60 s. */
  async finds(wanted: string): Promise<Element> {
    const kept = this.#atSignIn.find(stanza => matches(pattern(wanted), stanza))
    return kept ?? this.#inbox.take(wanted)
  }

  /**
   * The messages that the server had stored for this person and that this client has received at its sign-in. Prosody's
   * message about privileges, which it sends to each client, is not among them.
   */
  messagesAtSignIn(): readonly Element[] {
    return this.#atSignIn.filter(stanza => stanza.name === 'message' && !stanza.getChild('privilege'))
  }

  /**
   * Waits until everything sent so far has been handled, and fails if any unread stanza is left; with a pattern, if one
   * matches it. Ignores the room's own presence, its notifications to REST clients and its liveness probes unless the
   * pattern matches them: here and below.
   */
  async receivesNothing(like?: string): Promise<void> {
    await this.#stage.settles()
    const unwanted = this.#inbox.takeAll().filter(stanza => (like ? matches(pattern(like), stanza) : !isOfRoom(stanza)))
    const [stanza] = unwanted
    if (stanza) throw new Error(`${this.name} should not have received\n  ${stanza.toString()}`)
  }

  /**
   * Waits until everything sent so far has been handled, and fails unless exactly these patterns match the unread
   * stanzas in this order. Gives the stanzas.
   */
  async receivesOnly(...wanted: string[]): Promise<Element[]> {
    await this.#stage.settles()
    const asked = wanted.some(text => isOfRoom(pattern(text)))
    const stanzas = this.#inbox.takeAll().filter(stanza => asked || !isOfRoom(stanza))
    const isExact = stanzas.length === wanted.length && stanzas.every((it, i) => matches(pattern(wanted[i] ?? ''), it))
    if (isExact) return stanzas
    const received = stanzas.map(stanza => `  ${stanza.toString()}`).join('\n') || '  nothing'
    throw new Error(`${this.name} should have received only\n  ${wanted.join('\n  ')}\nbut received\n${received}`)
  }

  /** Waits until everything sent so far has been handled. Gives and clears all unread stanzas. */
  async receivedMeanwhile(): Promise<Element[]> {
    await this.#stage.settles()
    return this.#inbox.takeAll().filter(stanza => !isOfRoom(stanza))
  }

  /**
   * Sends an IQ request, with a new id if it has none. Gives the reply, which may be an error. What came before the request
   * counts as read; the effect of the request, which comes before the reply, does not.
   */
  async asks(request: string): Promise<Element> {
    const iq = parseElement(request.trim())
    iq.attrs['id'] ??= `ask-${++this.#asked}`
    const reply = this.#inbox.answer(`<iq id='${attr(iq, 'id') ?? ''}' from='${attr(iq, 'to') ?? this.bare}'/>`)
    this.#client.send(iq)
    return reply
  }

  /**
   * Enters a room and reads everything up to the subject. Creates a missing room with the default configuration.
   * `inside` is the content of `<x/>`. Gives the self-presence.
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

  /**
   * Submits the configuration form of a room with these fields; without fields, accepts the defaults. Gives the reply.
   */
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

  /** Sends muc#admin items, written as XML. Gives the reply. */
  async administers(room: string, items: string): Promise<Element> {
    return this.asks(
      `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query></iq>`,
    )
  }

  /** Requests the lists of these muc#admin items, written as XML. Gives the reply. */
  async lists(room: string, items: string): Promise<Element> {
    return this.asks(
      `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query></iq>`,
    )
  }

  /** Requests the configuration form of a room. Gives the values of its fields by name. */
  async readsConfiguration(room: string): Promise<Record<string, string[]>> {
    const reply = await this.asks(
      `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'/></iq>`,
    )
    const fields = reply.getChild('query')?.getChild('x', 'jabber:x:data')?.getChildren('field') ?? []
    return Object.fromEntries(
      fields.map(field => [attr(field, 'var') ?? '', field.getChildren('value').map(value => value.getText())]),
    )
  }

  /** Requests to destroy a room; `destroy` is the element, written as XML. Gives the reply. */
  async destroys(room: string, destroy = '<destroy/>'): Promise<Element> {
    return this.asks(
      `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>${destroy}</query></iq>`,
    )
  }

  /** Queries disco#info or disco#items of an address (XEP-0030). Gives the reply. */
  async discovers(what: 'info' | 'items', to: string): Promise<Element> {
    return this.asks(`<iq type='get' to='${to}'><query xmlns='http://jabber.org/protocol/disco#${what}'/></iq>`)
  }

  /** Leaves, and reads everything up to the self-presence. */
  async leaves(room: string): Promise<void> {
    this.sends(`<presence type='unavailable' to='${room}/${this.name}'/>`)
    await this.receives(`<presence type='unavailable'><x><status code='110'/></x></presence>`)
  }

  /** Calls the REST API with a token of this person. */
  calls(method: RestCall['method'], path: string, body?: unknown): Promise<RestAnswer> {
    return callRest(this.#stage, this.bare, { method, path, body })
  }

  /** Signs in with a client of the Rainbow family over REST: from then on this person gets what only those get. */
  async usesFamilyClient(): Promise<void> {
    const path = '/api/rainbow/enduser/v1.0/users/me'
    const { status } = await callRest(this.#stage, this.bare, { method: 'GET', path, isByFamily: true })
    if (status !== 200) throw new Error(`the request was answered with ${status}`)
  }

  /** Resolves when the service has handled everything that this actor sent and its answers have arrived. */
  async settles(): Promise<void> {
    if (this.#isGone) return
    const id = `settle-${++this.#asked}`
    this.sends(`<iq type='get' id='${id}' to='${this.#stage.server.roomsDomain}'><ping xmlns='urn:xmpp:ping'/></iq>`)
    await this.#inbox.pick(`<iq id='${id}'/>`)
  }

  async signsOut(): Promise<void> {
    this.#isGone = true
    await this.#client.stop()
  }

  /** Breaks the connection without signing out; the server notices. */
  vanishes(): void {
    this.#isGone = true
    this.#client.vanish()
  }
}

/** Whether the stanza is the presence of a client of the same person. */
function isOfOtherClient({ name, attrs }: Element): boolean {
  return name === 'presence' && bareOf(attrs['from'] ?? '') === bareOf(attrs['to'] ?? '')
}

/**
 * Whether the stanza is the presence of a room itself (XEP-0115, XEP-0153), a notification to REST clients, or an empty
 * message that probes whether a client is still there.
 */
function isOfRoom(stanza: Element): boolean {
  if (attr(stanza, 'type') === 'groupchat' && stanza.getChildElements().length === 0) return true
  const isNews = ['room', 'openinvite'].some(name => stanza.getChild(name, 'jabber:iq:configuration'))
  if (stanza.name === 'message' && isNews) return true
  const from = attr(stanza, 'from') ?? ''
  return stanza.name === 'presence' && from.includes('@') && !from.includes('/') && attr(stanza, 'type') === undefined
}
