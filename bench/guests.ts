import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Figures, measure } from './guests/measure.js'
import { ownRooms, roomsWithLinks, type Venue } from './guests/rooms.js'
import { median } from './median.js'
import { startMeasured } from './soak/measured.js'
import { Rest } from './soak/rest.js'
import { startServer } from './start-server.js'

/*
 * Compares guests of Latchstring with people whom the XMPP server lets in without an account (SASL ANONYMOUS, in the
 * server's own rooms): both over WebSocket, beside as many people with accounts. Alternate rounds, each with fresh
 * processes. The result is the ratio.
 *
 *     npm run bench guests -- [prosody|ejabberd] [ROOMS] [GUESTS-IN-A-ROOM] [SECONDS] [ROUNDS]
 */

const [name = 'ejabberd', rooms = '50', each = '20', seconds = '20', rounds = '3'] = process.argv.slice(2)
const size = { rooms: Number(rooms), each: Number(each), seconds: Number(seconds) }
const ANONYMOUS = 'guests.localhost'
/** All guests come from one address here. */
const NO_LIMITS = {
  guests: { perAddress: 10_000, connections: 10_000, connectionsPerAddress: 10_000 },
  limits: { requestsPerAddress: 0, failedJoinsPerUser: 0, connections: 0, connectionsPerAddress: 0 },
}

/** Starts a server, with Latchstring if the rooms are to be ours, measures, and stops them. */
async function round(isOurs: boolean): Promise<Figures> {
  const server = await startServer(name, { anonymous: ANONYMOUS })
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const component = isOurs ? await startMeasured(server, directory, NO_LIMITS) : undefined
  const venue: Venue = component
    ? roomsWithLinks({
        rest: new Rest(component.url, component.jwtSecret),
        url: component.url,
        host: server.roomsDomain,
      })
    : ownRooms({ url: `ws://127.0.0.1:${server.webSocketPort}/xmpp-websocket`, host: ANONYMOUS })
  try {
    return await measure(server, venue, size)
  } finally {
    await component?.stop()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const [ours, theirs]: [Figures[], Figures[]] = [[], []]
for (let n = 0; n < Number(rounds); n++) {
  ours.push(await round(true))
  theirs.push(await round(false))
}
console.log(
  `${name}: ${rooms} rooms, each with ${each} guests and ${each} people; median of ${rounds} alternate rounds`,
)
const TITLES: [keyof Figures, string, (value: number) => string][] = [
  ['memory', 'memory of all servers for a guest', bytes => `${(bytes / 1024).toFixed(0)} KiB`],
  ['entries', 'guests let in', rate => `${rate.toFixed(0)}/s`],
  ['median', 'echo, median', time => `${time.toFixed(1)} ms`],
  ['p99', 'echo, p99', time => `${time.toFixed(1)} ms`],
  ['cpu', `CPU for the messages of ${seconds} s`, time => `${time.toFixed(1)} s`],
]
for (const [key, title, format] of TITLES) {
  const [own, other] = [median(ours.map(one => one[key])), median(theirs.map(one => one[key]))]
  console.log(`${title}: Latchstring ${format(own)}, ${name}'s own ${format(other)}, ratio ${(own / other).toFixed(2)}`)
}
