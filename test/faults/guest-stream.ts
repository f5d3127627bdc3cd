import { once } from 'node:events'
import WebSocket from 'ws'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { bareOf, localOf } from '../../src/stanza/jid.js'
import { StreamInbox } from './stream-inbox.js'

const OPEN = `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='rooms.localhost' version='1.0'/>`
/** Milliseconds. */
const ANSWER_WITHIN = 30_000

/** A guest of Latchstring and the port of its WebSocket. */
export type GuestAccount = { readonly port: number; readonly jid: string; readonly password: string }

/** The stream of a signed-in guest over WebSocket (RFC 7395). */
class GuestStream {
  /** The full JID that the service has bound: another resource than asked for if that one is in use. */
  jid = ''
  readonly #socket: WebSocket
  readonly #inbox = new StreamInbox()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', frame => this.#inbox.add(parseElement(String(frame))))
    socket.on('error', () => undefined)
    socket.once('close', () => this.#inbox.close())
  }

  /** Signs in. Rejects if the service cannot be reached or refuses the guest. */
  static async signIn({ port, jid, password }: GuestAccount, resource: string): Promise<GuestStream> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/xmpp-websocket`, 'xmpp')
    const stream = new GuestStream(socket)
    const timer = setTimeout(() => socket.terminate(), ANSWER_WITHIN)
    try {
      await once(socket, 'open')
      await stream.#negotiate(Buffer.from(`\0${localOf(jid)}\0${password}`).toString('base64'), resource)
      return stream
    } catch (error) {
      socket.terminate()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #negotiate(plain: string, resource: string): Promise<void> {
    this.#socket.send(OPEN)
    await this.#inbox.until('stream:features', 'open')
    this.#socket.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`)
    await this.#inbox.until('success')
    this.#socket.send(OPEN)
    await this.#inbox.until('stream:features', 'open')
    const bind = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`
    this.send(`<iq type='set' id='bind'>${bind}</iq>`)
    const bound = await this.#inbox.until('iq')
    this.jid = bound.getChild('bind')?.getChildText('jid') ?? ''
  }

  /** Passes each stanza to `take` from now on, and calls `lost` when the connection ends. */
  listen(take: (stanza: Element) => void, lost: () => void): void {
    this.#inbox.listen(take, lost)
  }

  /** Sends a stanza without a namespace: a frame is a document of its own, which must declare it. */
  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(text.replace(/^<(\w+)/, `<$1 xmlns='jabber:client'`))
    }
  }

  /** Destroys the connection. */
  cut(): void {
    this.#socket.terminate()
  }
}

/** How a guest signs in: for `Client`. */
export function guestClient(account: GuestAccount, name: string) {
  return {
    name,
    bare: bareOf(account.jid),
    connect: (resource: string) => GuestStream.signIn(account, resource),
  }
}
