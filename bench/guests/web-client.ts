import { once } from 'node:events'
import WebSocket from 'ws'

const OPEN = (host: string) => `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${host}' version='1.0'/>`
const CLIENT = `xmlns='jabber:client'`
const BIND = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`

/** How a client signs in over WebSocket: as a guest with an address and a secret, or without an account. */
export type WebAccount = {
  readonly url: string
  readonly host: string
  readonly guest?: { readonly local: string; readonly password: string }
}

/** A client over WebSocket (RFC 7395) that only looks for texts in frames, so that it adds little to what is measured. */
export class WebClient {
  readonly #socket: WebSocket
  #look: (frame: string) => void = () => undefined

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', frame => this.#look(String(frame)))
    socket.on('error', () => undefined)
  }

  /** Opens a connection and signs in. Rejects if the connection is refused. */
  static async signIn({ url, host, guest }: WebAccount): Promise<WebClient> {
    const socket = new WebSocket(url, 'xmpp', { perMessageDeflate: false })
    await once(socket, 'open')
    const client = new WebClient(socket)
    await client.asks(OPEN(host), 'features')
    const plain = guest && Buffer.from(`\0${guest.local}\0${guest.password}`).toString('base64')
    const auth = plain ? `mechanism='PLAIN'>${plain}</auth>` : `mechanism='ANONYMOUS'/>`
    await client.asks(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' ${auth}`, '<success')
    await client.asks(OPEN(host), 'features')
    await client.asks(`<iq ${CLIENT} type='set' id='bind'>${BIND}</iq>`, '</bind>')
    return client
  }

  /** Enters a room as the occupant with this JID; resolves when the subject has come. Rejects if the entry is refused. */
  async enters(occupant: string): Promise<void> {
    const entry = `<presence ${CLIENT} to='${occupant}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
    await this.asks(entry, '<subject')
  }

  /** Sends a message to the room; resolves with the milliseconds until its reflection. */
  async says(room: string, id: string): Promise<number> {
    const from = performance.now()
    await this.asks(`<message ${CLIENT} to='${room}' type='groupchat' id='${id}'><body>Hello all</body></message>`, id)
    return performance.now() - from
  }

  /** Sends a text; resolves when a frame contains `wanted`. Rejects at an error or at the end of the connection. */
  asks(text: string, wanted: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error) => {
        this.#look = () => undefined
        this.#socket.off('close', ended)
        if (error) reject(error)
        else resolve()
      }
      const ended = () => end(new Error(`the connection ended; awaited: ${wanted}`))
      this.#socket.once('close', ended)
      this.#look = frame => {
        if (/type=["']error["']|<failure|stream:error/.test(frame)) end(new Error(frame))
        else if (frame.includes(wanted)) end()
      }
      this.#socket.send(text)
    })
  }

  end(): void {
    this.#socket.terminate()
  }
}
