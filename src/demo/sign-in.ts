import { authenticate } from '../accounts/sasl.js'
import { ServerStream } from '../accounts/server-stream.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'

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

const BIND = 'urn:ietf:params:xml:ns:xmpp-bind'
/** Seconds from the first byte to the bound resource. */
const TIMEOUT = 30

/**
 * Signs in as a client to a server on this machine, without TLS, and becomes available. `onStanza` gets each stanza that
 * arrives from then on; requests are refused after that. Rejects if the server cannot be reached, refuses the account or
 * binds no resource.
 */
export async function signIn(account: Account, onStanza: (stanza: Element) => void): Promise<SignedIn> {
  const { port, domain } = account
  const stream = new ServerStream({ host: '127.0.0.1', port, directTls: false }, { domain, tls: {} })
  const timer = setTimeout(() => stream.fail(`no sign-in within ${TIMEOUT} s`), TIMEOUT * 1000)
  try {
    await stream.connected('connect')
    const jid = await bindResource(stream, account)
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

/** RFC 6120 §6 and §7: authenticates and binds the resource. Gives the full JID. */
async function bindResource(stream: ServerStream, { user, password, resource }: Account): Promise<string> {
  // On the loopback the password may go over the stream as it is.
  const secured = { stream, features: await stream.open(), isConfidential: true }
  const outcome = await authenticate(secured, { name: user, password })
  if (outcome !== 'right') throw new Error(`The server does not let ${user} sign in: ${outcome}`)
  await stream.open()
  const bind = xml('bind', BIND, xml('resource', {}, resource))
  const answer = await stream.ask(xml('iq', { type: 'set', id: 'bind' }, bind))
  const jid = answer.getChild('bind', BIND)?.getChildText('jid')
  if (attr(answer, 'type') !== 'result' || !jid) throw new Error(`The server binds no resource: ${answer.toString()}`)
  return jid
}

function isRequest({ name, attrs }: Element): boolean {
  return name === 'iq' && (attrs['type'] === 'get' || attrs['type'] === 'set')
}

/** RFC 6120 §8.2.3: a client must answer each request. Self-pings (XEP-0410) of other occupants depend on it. */
function refusalOf({ attrs: { id, from } }: Element): Element {
  const error = xml('error', { type: 'cancel' }, xml('service-unavailable', NS.stanzas))
  return xml('iq', { type: 'error', id, to: from }, error)
}
