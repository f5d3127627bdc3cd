import { Socket } from 'node:net'
import { client, xml } from '@xmpp/client'
import type { Element } from '../stanza/element.js'

/** A client with an XMPP session. */
export interface SignedIn {
  /** The full JID. */
  readonly jid: string
  send(stanza: Element): void
  /** Closes the stream; the server sends unavailable presence. */
  stop(): Promise<void>
  /** Destroys the connection without closing the stream, like a lost network. */
  vanish(): void
}

/** An account on a server of this machine, and the resource to bind. */
export type Account = {
  /** The server's client port. */
  readonly port: number
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly resource: string
}

/** Signs in, sends initial presence and calls `onStanza` with each received stanza. Rejects if the server refuses. */
export async function signIn(account: Account, onStanza: (stanza: Element) => void): Promise<SignedIn> {
  const { port, domain, user: username, password, resource } = account
  const xmpp = client({
    service: `xmpp://127.0.0.1:${port}`,
    domain,
    resource,
    // Without TLS the library sends no plain password by default; on the loopback address this is safe.
    credentials: authenticate => authenticate({ username, password }, 'PLAIN', xml('user-agent')),
  })
  xmpp.reconnect.stop()
  // A lost connection is noticed by the missing stanzas.
  xmpp.on('error', () => {})
  xmpp.on('stanza', onStanza)
  const jid = await xmpp.start()
  await xmpp.send(xml('presence'))
  return {
    jid: jid.toString(),
    send: stanza => {
      xmpp.send(stanza).catch(() => {})
    },
    stop: async () => {
      await xmpp.stop().catch(() => {})
    },
    vanish: () => {
      if (xmpp.socket instanceof Socket) xmpp.socket.destroy()
    },
  }
}
