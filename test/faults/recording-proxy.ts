import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { openReadingProxy } from './reading-proxy.js'

/** One invitation; `id` is the id of its message. */
export type Invitation = { readonly room: string; readonly user: string; readonly id: string }

/**
 * The last proxy between the component and the server. It forwards every byte and records invitations. A server handles
 * a stream in order, so its answer to a later ping proves that it took them.
 */
export interface RecordingProxy {
  readonly port: number
  /** The invitations that the server is proved to have taken, one entry for each time. */
  readonly handed: readonly Invitation[]
  /** All invitations that passed, proved or not. */
  readonly seen: readonly Invitation[]
  close(): Promise<void>
}

/** Listens on a loopback port and connects each client to the port `target`. */
export async function openRecordingProxy(port: number, target: number): Promise<RecordingProxy> {
  const handed: Invitation[] = []
  const seen: Invitation[] = []
  const { close } = await openReadingProxy({ port, target }, () => new Proofs(seen, handed))
  return { port, handed, seen, close }
}

/** Which invitations the pings of one link prove. */
class Proofs {
  readonly #seen: Invitation[]
  readonly #handed: Invitation[]
  /** By the id of the ping that follows them. */
  readonly #waiting = new Map<string, Invitation[]>()
  #sincePing: Invitation[] = []

  constructor(seen: Invitation[], handed: Invitation[]) {
    this.#seen = seen
    this.#handed = handed
  }

  fromComponent(stanza: Element): void {
    const invitation = stanza.name === 'message' ? invitationIn(stanza) : undefined
    if (invitation) {
      this.#seen.push(invitation)
      this.#sincePing.push(invitation)
    }
    if (stanza.name === 'iq' && stanza.getChild('ping', NS.ping)) {
      this.#waiting.set(attr(stanza, 'id') ?? '', this.#sincePing)
      this.#sincePing = []
    }
  }

  fromServer(stanza: Element): void {
    const id = attr(stanza, 'id') ?? ''
    if (stanza.name !== 'iq' || !this.#waiting.has(id)) return
    for (const [ping, invitations] of [...this.#waiting]) {
      this.#handed.push(...invitations)
      this.#waiting.delete(ping)
      if (ping === id) return
    }
  }
}

/** The invitation in a message, or in a message that the server is asked to send (XEP-0356). */
export function invitationIn(message: Element): Invitation | undefined {
  const forwarded = message.getChild('privilege')?.getChild('forwarded', NS.forward)?.getChild('message')
  const inner = forwarded ?? message
  const x = inner.getChild('x', NS.directInvitation)
  if (!x || attr(inner, 'type') === 'error') return undefined
  return { room: attr(x, 'jid') ?? '', user: attr(inner, 'to') ?? '', id: attr(inner, 'id') ?? '' }
}
