import { Socket } from 'node:net'
import { client, xml } from '@xmpp/client'
import type { Element } from '../stanza/element.js'

/** A signed-in client. */
export interface SignedIn {
  /** The full JID. */
  readonly jid: string
  send(stanza: Element): void
  /** Leaves the server and its rooms. */
  stop(): Promise<void>
  /** Breaks the connection off without a word, as a lost network does. */
  vanish(): void
}

export type Account = {
  /** Where the server listens for clients on this machine. */
  readonly port: number
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly resource: string
}

/** Signs in as a client of our own to a server on this machine, becomes available, and hands on what it receives. */
export async function signIn(account: Account, onStanza: (stanza: Element) => void): Promise<SignedIn> {
  const { port, domain, user: username, password, resource } = account
  const xmpp = client({
    service: `xmpp://127.0.0.1:${port}`,
    domain,
    resource,
    // Without TLS the library offers no password of its own accord; on the loopback it may.
    credentials: authenticate => authenticate({ username, password }, 'PLAIN', xml('user-agent')),
  })
  xmpp.reconnect.stop()
  // A lost connection shows in what does not arrive.
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
