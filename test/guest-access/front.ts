import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createGuestAccess, type GuestAccess, type GuestAccessOptions } from '../../src/guest-access/guest-access.js'
import { FailureLockout } from '../../src/limits/failure-lockout.js'
import type { Element } from '../../src/stanza/element.js'
import { TestClock } from '../xmpp/test-clock.js'
import { frame, RawSocket, upgradeRequest } from './raw-socket.js'
import { auth, BIND, OPEN } from './session-frames.js'

export const DOMAIN = 'rooms.localhost'
export const ROOM = `verona@${DOMAIN}`
export type Front = {
  readonly access: GuestAccess
  readonly clock: TestClock
  /** What the guests have sent to the rooms. */
  readonly routed: Element[]
  /** The reasons for which connections were dropped. */
  readonly dropped: string[]
  readonly locked: string[]
  /** The faults of our own that were logged. */
  readonly faults: unknown[]
  connects(): RawSocket
  /** The bytes that the service has read from all connections. */
  read(): number
  /** Signs in; the result is the full JID. Every guest has the secret `key`. */
  signsIn(raw: RawSocket, guest: string, secret?: string): Promise<string>
}

/** The connections of guests on a real HTTP server, with a clock of the test and no rooms behind. */
export async function startFront(
  t: { teardown(work: () => unknown): void },
  options: Partial<GuestAccessOptions> = {},
): Promise<Front> {
  const clock = new TestClock()
  const [routed, dropped, locked]: [Element[], string[], string[]] = [[], [], []]
  const faults: unknown[] = []
  const access = createGuestAccess({
    ...{ domain: DOMAIN, origins: [], grace: 60, connections: 0, connectionsPerAddress: 0, stanzaBytes: 10_000, clock },
    desk: {
      signIn: async (local, secret) => (secret === 'key' ? { jid: `${local}@${DOMAIN}`, room: ROOM } : undefined),
    },
    lockout: new FailureLockout({ most: 3, lockedFor: 60_000 }, () => clock.now()),
    watch: {
      onFailure: () => undefined,
      onLocked: ({ address }) => locked.push(address),
      onReceived: () => undefined,
      onSent: () => undefined,
      onDropped: (_guest, reason) => dropped.push(reason),
      log: (_line, fault) => fault === undefined || faults.push(fault),
    },
    route: stanza => routed.push(stanza),
    now: () => clock.now(),
    ...options,
  })
  const server = createServer()
  const opened: Socket[] = []
  server.on('connection', socket => opened.push(socket))
  server.on('upgrade', (request, socket, head) => access.accept({ request, socket, head }, '192.0.2.1'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets: RawSocket[] = []
  t.teardown(async () => {
    for (const { socket } of sockets) socket.destroy()
    const stopped = access.stop()
    clock.passes(1000)
    await stopped
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connects = () => {
    const raw = new RawSocket(url)
    sockets.push(raw)
    raw.send(upgradeRequest())
    return raw
  }
  const read = () => opened.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
  return { access, read, clock, routed, dropped, locked, faults, connects, signsIn }
}

async function signsIn(raw: RawSocket, guest: string, secret = 'key'): Promise<string> {
  raw.send(frame(OPEN))
  await raw.until('</stream:features>')
  raw.send(frame(auth({ jid: guest, password: secret })))
  await raw.until('<success ')
  raw.send(frame(OPEN))
  await raw.until('</stream:features>')
  raw.send(frame(BIND))
  return /<jid>(.*)<\/jid>/.exec(await raw.until('</iq>'))?.[1] ?? ''
}
