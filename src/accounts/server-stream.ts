import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls'
import { type Element, xml } from '../stanza/element.js'
import { StreamReader } from '../stanza/stream-reader.js'
import { AccountsUnavailable } from './unavailable.js'

const STREAM = 'http://etherx.jabber.org/streams'
/** In bytes. A sign-in takes a few thousand; who sends more is no XMPP server. */
const MOST_RECEIVED = 256 * 1024
/** How long the server has to close the connection after we have closed the stream, in milliseconds. */
const LINGER = 1500

/** What a stream reads at most, in characters. A sign-in needs no more than the defaults. */
export type StreamLimits = {
  /** The longest tag or text. */
  readonly longestToken?: number
  /** The longest element. No limit where absent. */
  readonly longestStanza?: number
}

/** A TCP port, spoken to with TLS from the first byte (XEP-0368) or without. */
export type Endpoint = { readonly host: string; readonly port: number; readonly directTls: boolean }

/**
 * A client's stream to the XMPP server (RFC 6120), as far as a person's sign-in needs it: what is sent has one answer.
 * Everything that goes wrong rejects with AccountsUnavailable.
 */
export class ServerStream {
  readonly #domain: string
  readonly #limits: StreamLimits
  #socket: Socket
  #reader: StreamReader | undefined
  #decoder = new StringDecoder('utf8')
  #unread: Element[] = []
  #wake: () => void = () => undefined
  #onElement: ((element: Element) => void) | undefined
  #received = 0
  #failure: AccountsUnavailable | undefined
  readonly #ended = new AbortController()

  /** Begins to connect; `connected` tells when it has. `tls` says which certificates are good. */
  constructor(
    { host, port, directTls }: Endpoint,
    { domain, tls, ...limits }: { domain: string; tls: TlsOptions } & StreamLimits,
  ) {
    this.#domain = domain
    this.#limits = limits
    this.#socket = directTls
      ? connectTls({ ...tls, host, port, ALPNProtocols: ['xmpp-client'] })
      : connectTcp({ host, port })
    this.#listen()
  }

  /** The address at the other end; undefined once the connection is gone. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  /** Calls `onEnd` with the reason when the stream ends, or at once if it has ended. */
  whenEnded(onEnd: (reason: AccountsUnavailable) => void): void {
    const tell = () => onEnd(this.#failure ?? new AccountsUnavailable('the stream has ended'))
    if (this.#ended.signal.aborted) tell()
    else this.#ended.signal.addEventListener('abort', tell, { once: true })
  }

  async connected(event: 'connect' | 'secureConnect'): Promise<void> {
    try {
      // Of a socket that is destroyed already no event comes any more.
      await once(this.#socket, event, { signal: this.#ended.signal })
    } catch (error) {
      throw this.#failure ?? new AccountsUnavailable(String(error))
    }
  }

  /** Opens the stream, or opens it again after the server has agreed to something. Gives what the server offers. */
  async open(): Promise<Element> {
    this.#reader = new StreamReader(
      {
        opened: () => undefined,
        received: element => this.#take(element),
        closed: () => this.fail('the server closed the stream'),
      },
      { longestToken: MOST_RECEIVED, ...this.#limits },
    )
    this.#decoder = new StringDecoder('utf8')
    const header = xml('stream:stream', { xmlns: 'jabber:client', 'xmlns:stream': STREAM, to: this.#domain })
    header.attrs['version'] = '1.0'
    this.#socket.write(`<?xml version='1.0'?>${header.toString().slice(0, -2)}>`)
    const features = await this.#next()
    if (!features.is('features', STREAM)) throw new AccountsUnavailable('the server does not say what it offers')
    return features
  }

  /** Sends an element and gives the answer to it. */
  ask(element: Element): Promise<Element> {
    this.#socket.write(element.toString())
    return this.#next()
  }

  /** Sends an element that has no answer of its own. Does nothing once the connection is gone. */
  send(element: Element): void {
    if (this.#socket.writable) this.#socket.write(element.toString())
  }

  /** Passes each element from now on to `onElement`, without a limit to their number. `ask` may not be used any more. */
  receive(onElement: (element: Element) => void): void {
    this.#onElement = onElement
    for (const element of this.#unread.splice(0)) onElement(element)
  }

  /** Continues over TLS. Text that followed the server's consent in the clear may be injected, and ends the stream. */
  async startTls(tls: TlsOptions): Promise<void> {
    const bare = this.#socket
    bare.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error')
    // What goes wrong below TLS shows above it.
    bare.on('error', () => undefined)
    if (this.#failure) throw this.#failure
    if (this.#unread.length > 0) throw new AccountsUnavailable('something was sent between STARTTLS and TLS')
    this.#socket = connectTls({ ...tls, socket: bare })
    this.#listen()
    await this.connected('secureConnect')
  }

  /** Ends the stream, and rejects pending requests with the reason. */
  fail(reason: string, condition?: string): void {
    this.#failure ??= new AccountsUnavailable(reason, condition)
    this.#socket.destroy(this.#failure)
    this.#ended.abort()
    this.#wake()
  }

  /** Closes the stream. Resolves when the connection is gone: after 1.5 s at the latest if the server does not close it. */
  async close(): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return
    const linger = setTimeout(() => socket.destroy(), LINGER).unref()
    socket.removeAllListeners('data')
    socket.end('</stream:stream>')
    // Unread bytes would keep it open.
    socket.resume()
    await new Promise(resolve => socket.once('close', resolve))
    clearTimeout(linger)
  }

  #listen(): void {
    this.#socket.on('data', bytes => this.#read(bytes))
    this.#socket.on('error', (error: Error) => this.fail(error.message))
    this.#socket.on('close', () => this.fail('the server closed the connection'))
  }

  #read(bytes: Buffer): void {
    this.#received += bytes.length
    if (!this.#onElement && this.#received > MOST_RECEIVED) return this.fail('the server sends too much for an answer')
    try {
      this.#reader?.read(this.#decoder.write(bytes))
    } catch (error) {
      this.fail(`the server sent what is no XML: ${String(error)}`)
    }
  }

  #take(element: Element): void {
    if (element.is('error', STREAM)) {
      const condition = element.getChildElements().find(child => child.name !== 'text')?.name
      return this.fail(`the server ended the stream: ${condition} ${element.getChildText('text') ?? ''}`, condition)
    }
    if (this.#onElement) return this.#onElement(element)
    this.#unread.push(element)
    this.#wake()
  }

  async #next(): Promise<Element> {
    for (;;) {
      const element = this.#unread.shift()
      if (element) return element
      if (this.#failure) throw this.#failure
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}
