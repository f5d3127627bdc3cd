import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { STREAM_BOUNDS } from '../../src/dev-server/stream-bounds.js'
import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { StreamReader } from '../../src/stanza/stream-reader.js'

/** One invitation: `id` is that of its message. */
export type Invitation = { readonly room: string; readonly user: string; readonly id: string }

/**
 * The last piece of the way from the component to the server. It passes on every byte, and reads along: what the server
 * has taken is proved by an answer of it to a later ping (it handles a stream in its order).
 */
export interface Wire {
  readonly port: number
  /** The invitations that the server has proved to have, one entry each time that it got one. */
  readonly handed: readonly Invitation[]
  /** Those that came by, proved or not. */
  readonly seen: readonly Invitation[]
  close(): Promise<void>
}

/** Listens on a port of the loopback and connects each who comes to the server's port. */
export async function openWire(port: number, target: number): Promise<Wire> {
  const handed: Invitation[] = []
  const seen: Invitation[] = []
  const sockets = new Set<Socket>()
  const listener = createServer(component => {
    const server = connect(target, '127.0.0.1')
    const proofs = new Proofs(seen, handed)
    join(component, server, stanza => proofs.fromComponent(stanza))
    join(server, component, stanza => proofs.fromServer(stanza))
    for (const socket of [component, server]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
  })
  await once(listener.listen(port, '127.0.0.1'), 'listening')
  const close = async () => {
    listener.close()
    for (const socket of sockets) socket.destroy()
    await once(listener, 'close')
  }
  return { port, handed, seen, close }
}

/** Passes on what comes from one side. When that side is gone, so is the other, once it has what was on its way. */
function join(from: Socket, to: Socket, read: (stanza: Element) => void): void {
  const decoder = new StringDecoder('utf8')
  const reader = new StreamReader({ opened: () => undefined, received: read, closed: () => undefined }, STREAM_BOUNDS)
  let isReadable = true
  from.setNoDelay(true)
  from.on('data', (bytes: Buffer) => {
    try {
      if (isReadable) reader.read(decoder.write(bytes))
    } catch {
      // What is no XML can prove nothing; it is passed on all the same.
      isReadable = false
    }
  })
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
}

/** What the pings of one link prove. */
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

/** The invitation that a message is, also inside of one that asks the server to send it (XEP-0356). */
export function invitationIn(message: Element): Invitation | undefined {
  const forwarded = message.getChild('privilege')?.getChild('forwarded', NS.forward)?.getChild('message')
  const inner = forwarded ?? message
  const x = inner.getChild('x', NS.directInvitation)
  if (!x || attr(inner, 'type') === 'error') return undefined
  return { room: attr(x, 'jid') ?? '', user: attr(inner, 'to') ?? '', id: attr(inner, 'id') ?? '' }
}
