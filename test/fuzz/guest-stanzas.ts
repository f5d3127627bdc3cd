import { serviceCapabilities } from '../../src/state/capabilities.js'
import { type Chance, chance } from '../random/chance.js'
import { GUEST, LINK, ROOMS } from '../random/random-stanza.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { type GuestRoom, startGuestServer } from './guest-room.js'
import { Visitor } from './guest-visitor.js'
import { Holds } from './holds.js'
import type { FuzzServerOptions } from './http-server.js'
import { any } from './xmpp-addresses.js'
import { anyStanza } from './xmpp-any-stanza.js'
import { commandNodes } from './xmpp-harness.js'

/** The guests of a room; one of them comes by the link for moderators. */
const VISITORS = 5
/** Most stanzas of a guest before all are checked, and stanzas after which all move to a new room. */
const [BATCH, ROUND] = [12, 3000]
const NODES = commandNodes(serviceCapabilities('1'))

/** Stanzas of guests over WebSocket. */
export const stanzas: Layer = { name: 'stanzas', share: 0.8, run: trial => fuzzGuestStanzas(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzGuestStanzas(trial: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const failures: string[] = []
  const server = await startGuestServer(failures, options)
  const by = chance(trial.seed)
  const holds = new Holds()
  const count = { received: 0, streamErrors: 0, guests: 0 }
  let step = 0
  while (step < trial.count && failures.length < MOST_FAILURES) {
    const room = await server.room()
    const visitors = Array.from({ length: VISITORS }, (_, i) => {
      return new Visitor(room, { role: i === 0 ? 'moderator' : 'participant', failures })
    })
    for (const visitor of visitors) await visitor.comes()
    const end = Math.min(trial.count, step + ROUND)
    while (step < end && failures.length < MOST_FAILURES) {
      step = sendBatch(visitors, { step, end, room, by })
      for (const visitor of visitors) await visitor.settles()
      if (!(await room.echoes())) failures.push(`step ${step}: the owner writes to the room and receives nothing`)
    }
    for (const visitor of visitors) await visitor.leaves()
    await room.stop()
    for (const visitor of visitors) addTo(count, visitor.count)
    trial.say(`${step} stanzas`)
  }
  const held = holds.stop()
  const { failures: more, figures } = await server.close()
  const all = [...failures, ...more].slice(0, MOST_FAILURES)
  return { inputs: step, failures: all, figures: { ...count, ...held, ...figures } }
}

type Round = { readonly step: number; readonly end: number; readonly room: GuestRoom; readonly by: Chance }

/** Returns the step of the last stanza. */
function sendBatch(visitors: readonly Visitor[], { step, end, room, by }: Round): number {
  let last = step
  for (const visitor of visitors) {
    for (let i = 1 + by.below(BATCH); i > 0 && last < end; i--) {
      last++
      const { seen } = visitor
      const guests = visitors.map(({ jid }) => jid)
      const stanza = anyStanza({ ...by, seen, nodes: NODES }, text => named(text, { room: room.jid, guests, seen, by }))
      if (stanza) visitor.send(stanza, `s${last}`)
    }
  }
  return last
}

type Names = { readonly room: string; guests: readonly string[]; seen: readonly string[]; readonly by: Chance }

/** Puts the room, guests and ids into a text for other rooms. The last of those rooms stays foreign. */
function named(text: string, { room, guests, seen, by }: Names): string {
  const [first = '', second = ''] = ROOMS
  return text
    .replaceAll(first, () => (by.some(0.9) ? room : any(by, guests)))
    .replaceAll(second, room)
    .replaceAll(GUEST, () => any(by, guests))
    .replaceAll(LINK, () => any(by, seen))
}

function addTo(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [key, number] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + number
}
