import { once } from 'node:events'
import WebSocket from 'ws'
import type { SignedIn } from '../../src/demo/sign-in.js'
import { attr, type Element, parseElement, xml } from '../../src/stanza/element.js'

/** How a guest signs in: at the WebSocket, with the bare JID and the secret. */
export type GuestAccount = {
  readonly websocket: string
  readonly jid: string
  readonly password: string
  readonly resource?: string
}

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing'
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl'
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind'

/** Signs a guest in over WebSocket (RFC 7395). `onStanza` gets each stanza. Rejects with what the service has sent last. */
export async function signInGuest(account: GuestAccount, onStanza: (stanza: Element) => void): Promise<SignedIn> {
  const frames = new Frames(account.websocket)
  const [user, domain] = account.jid.split('@')
  const open = `<open xmlns='${FRAMING}' to='${domain}' version='1.0'/>`
  await frames.opened
  await frames.ask(open, 'open')
  await frames.next('stream:features')
  const plain = Buffer.from(`\0${user}\0${account.password}`).toString('base64')
  await frames.ask(`<auth xmlns='${SASL}' mechanism='PLAIN'>${plain}</auth>`, 'success')
  await frames.ask(open, 'open')
  await frames.next('stream:features')
  const bind = xml('bind', BIND, ...(account.resource ? [xml('resource', {}, account.resource)] : []))
  const bound = await frames.ask(xml('iq', { type: 'set', id: 'bind' }, bind), 'iq')
  const jid = bound.getChild('bind')?.getChildText('jid')
  if (!jid) throw new Error(`no resource is bound: ${bound.toString()}`)
  frames.onFrame = stanza => {
    onStanza(stanza)
    if (isRequest(stanza)) frames.send(refusalOf(stanza))
  }
  return { jid, send: stanza => frames.send(stanza), stop: () => frames.close(), vanish: () => frames.vanish() }
}

/** The frames of one WebSocket, each an element. */
class Frames {
  readonly opened: Promise<unknown>
  readonly #socket: WebSocket
  readonly #unread: Element[] = []
  #onFrame: ((element: Element) => void) | undefined
  #wake: () => void = () => undefined

  constructor(url: string) {
    this.#socket = new WebSocket(url, 'xmpp')
    this.opened = once(this.#socket, 'open')
    this.#socket.on('message', text => {
      const element = parseElement(String(text))
      if (this.#onFrame) return this.#onFrame(element)
      this.#unread.push(element)
      this.#wake()
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('close', () => this.#wake())
  }

  set onFrame(onFrame: (element: Element) => void) {
    this.#onFrame = onFrame
    for (const element of this.#unread.splice(0)) onFrame(element)
  }

  send(element: Element | string): void {
    const isText = typeof element === 'string'
    if (!isText) element.attrs['xmlns'] ??= 'jabber:client'
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(isText ? element : element.toString())
  }

  async ask(element: Element | string, wanted: string): Promise<Element> {
    this.send(element)
    return this.next(wanted)
  }

  /** The next element; rejects unless it has this name. */
  async next(wanted: string): Promise<Element> {
    while (this.#unread.length === 0 && this.#socket.readyState === WebSocket.OPEN) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const element = this.#unread.shift()
    if (element?.name === wanted) return element
    throw new Error(`expected <${wanted}/> but got ${element?.toString() ?? 'the end of the connection'}`)
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return
    this.send(`<presence xmlns='jabber:client' type='unavailable'/>`)
    this.send(`<close xmlns='${FRAMING}'/>`)
    await once(this.#socket, 'close')
  }

  vanish(): void {
    this.#socket.terminate()
  }
}

function isRequest(stanza: Element): boolean {
  return stanza.name === 'iq' && ['get', 'set'].includes(attr(stanza, 'type') ?? '')
}

/** RFC 6120 §8.2.3: a client must answer each request. */
function refusalOf({ attrs: { id, from } }: Element): Element {
  const condition = xml('service-unavailable', 'urn:ietf:params:xml:ns:xmpp-stanzas')
  return xml('iq', { type: 'error', id, to: from }, xml('error', { type: 'cancel' }, condition))
}
