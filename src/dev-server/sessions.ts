import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import { StreamError } from '../streams/stream-error.js'
import type { XmppStream } from '../streams/xmpp-stream.js'

/** A client that has signed in and bound a resource. */
export type Session = {
  /** The full address. */
  readonly jid: Jid
  readonly stream: XmppStream
  /** From -128 to 127 (RFC 6121 §4.7.2.3); undefined while the session is unavailable. */
  priority: number | undefined
  /** The addresses to which it has sent directed presence (RFC 6121 §4.6). */
  readonly directed: Set<string>
}

/** The sessions of all accounts. */
export class Sessions {
  readonly #byAccount = new Map<string, Map<string, Session>>()

  /** Adds a session. An older session with the same full address is closed first (RFC 6120 §7.7.2.2). */
  add(jid: Jid, stream: XmppStream): Session {
    const old = this.get(jid)
    old?.stream.close(new StreamError('conflict', 'Another client has signed in with the same resource.'))
    const session: Session = { jid, stream, priority: undefined, directed: new Set() }
    const account = this.#byAccount.get(jid.bare) ?? new Map<string, Session>()
    this.#byAccount.set(jid.bare, account.set(jid.resource, session))
    return session
  }

  remove(session: Session): void {
    const account = this.#byAccount.get(session.jid.bare)
    account?.delete(session.jid.resource)
    if (account?.size === 0) this.#byAccount.delete(session.jid.bare)
  }

  get(jid: Jid): Session | undefined {
    return this.#byAccount.get(jid.bare)?.get(jid.resource)
  }

  /** The available sessions of an account, which is a bare JID. */
  available(account: string): Session[] {
    return [...(this.#byAccount.get(account)?.values() ?? [])].filter(session => session.priority !== undefined)
  }

  /** The sessions that get messages to the account: available, with a priority of 0 or more (RFC 6121 §8.5.2). */
  reachable(account: string): Session[] {
    return this.available(account).filter(session => (session.priority ?? -1) >= 0)
  }
}

export function sendToEach(sessions: readonly Session[], stanza: Element): void {
  for (const session of sessions) session.stream.send(stanza)
}
