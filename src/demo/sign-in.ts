import { bindResource } from '../accounts/bind-resource.js'
import { ServerStream } from '../accounts/server-stream.js'
import { isRequest, refusalOf } from '../accounts/session.js'
import { type Element, xml } from '../stanza/element.js'

/** A client with an XMPP session. */
export interface SignedIn {
  /** The full JID. */
  readonly jid: string
  /** Sends a stanza; without effect once the connection is gone. */
  send(stanza: Element): void
  /** Closes the stream; the server sends unavailable presence. Resolves when the connection is gone. */
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

/** Seconds from the first byte to the bound resource. */
const TIMEOUT = 30

/**
 * Signs in as a client to a server on this machine, without TLS, and becomes available. `onStanza` gets each stanza that
 * arrives from then on; requests are refused after that. Rejects if the server cannot be reached, refuses the account or
 * binds no resource.
 */
export async function signIn(account: Account, onStanza: (stanza: Element) => void): Promise<SignedIn> {
  const { port, domain, user: name, password, resource } = account
  const stream = new ServerStream({ host: '127.0.0.1', port, directTls: false }, { domain, tls: {} })
  const timer = setTimeout(() => stream.fail(`no sign-in within ${TIMEOUT} s`), TIMEOUT * 1000)
  try {
    await stream.connected('connect')
    // On the loopback the password may go over the stream as it is.
    const secured = { stream, features: await stream.open(), isConfidential: true }
    const jid = await bindResource(secured, { name, password, resource })
    stream.receive(stanza => {
      onStanza(stanza)
      if (isRequest(stanza)) stream.send(refusalOf(stanza))
    })
    stream.send(xml('presence'))
    return {
      jid,
      send: stanza => stream.send(stanza),
      stop: () => stream.close(),
      vanish: () => stream.fail('broken off'),
    }
  } catch (error) {
    stream.fail(String(error))
    throw error
  } finally {
    clearTimeout(timer)
  }
}
