import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { bindResource } from './bind-resource.js'
import type { Credentials } from './sasl.js'
import { type AccountsServer, withinTimeout } from './secure-stream.js'

/** The longest text or tag and the longest stanza that a session reads, in characters. */
const LIMITS = { longestToken: 2 * 2 ** 20, longestStanza: 4 * 2 ** 20 }

/** A client that has signed in and is not available: no other sends it messages. */
export interface Session {
  /** The full JID. */
  readonly jid: string
  /** Sends a stanza; without effect once the connection is gone. */
  send(stanza: Element): void
  /** Closes the stream. Resolves when the connection is gone. */
  close(): Promise<void>
}

/** What a session passes on. */
export type SessionEvents = {
  /** Each stanza that arrives, except requests, which are refused (RFC 6120 §8.2.3). */
  readonly onStanza: (stanza: Element) => void
  /** The stream has ended, for whatever reason. */
  readonly onEnd: (reason: Error) => void
}

/** Signs in as a client. Rejects with SignInRefused or AccountsUnavailable. */
export function openSession(
  server: AccountsServer,
  account: Credentials & { readonly resource: string },
  { onStanza, onEnd }: SessionEvents,
): Promise<Session> {
  return withinTimeout(server, LIMITS, async secured => {
    const { stream } = secured
    const jid = await bindResource(secured, account)
    stream.receive(stanza => {
      if (isRequest(stanza)) stream.send(refusalOf(stanza))
      else onStanza(stanza)
    })
    stream.whenEnded(onEnd)
    return { jid, send: stanza => stream.send(stanza), close: () => stream.close() }
  })
}

/** Whether a stanza is a request, which a client must answer. */
export function isRequest({ name, attrs }: Element): boolean {
  return name === 'iq' && (attrs['type'] === 'get' || attrs['type'] === 'set')
}

/** The answer to a request of a kind that the client does not know. */
export function refusalOf(request: Element): Element {
  const error = xml('error', { type: 'cancel' }, xml('service-unavailable', NS.stanzas))
  return xml('iq', { type: 'error', id: attr(request, 'id'), to: attr(request, 'from') }, error)
}
