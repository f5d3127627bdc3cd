import type { Staging } from './staging.js'

/** Rooms that are named with a value; of more, the number. */
const MOST_NAMED = 10

/**
 * What was read of the old service, and what has no counterpart here, as lines of text. `named`: how many rooms are named
 * at most.
 */
export function report(staging: Staging, mostNamed = MOST_NAMED): string[] {
  const rooms = staging.rooms()
  const missing: string[] = []
  const found = new Map<string, Map<string, string[]>>()
  let [read, counted] = [0, 0]
  for (const jid of rooms) {
    const room = staging.room(jid)
    if (!room?.isRead) continue
    if (!room.records) {
      missing.push(jid)
      continue
    }
    read++
    counted += room.count ?? 0
    for (const { what, value, times } of room.notes) {
      const values = found.get(what) ?? new Map<string, string[]>()
      const where = values.get(value) ?? []
      where.push(times > 1 ? `${jid} (${times} times)` : jid)
      found.set(what, values.set(value, where))
    }
  }
  const messages = staging.count()
  return [
    // Messages that came while the rooms were read are not in the count.
    `${staging.domain}: ${counts(read, 'room')} and ${counts(messages, 'message')} read; its archives have ${counts(Math.max(counted, messages), 'message')}.`,
    ...(missing.length === 0 ? [] : [`Rooms that do not exist there: ${named(missing, mostNamed)}.`]),
    ...[...found].flatMap(([what, values]) => linesOf(what, values, mostNamed)),
  ]
}

function linesOf(what: string, values: ReadonlyMap<string, readonly string[]>, mostNamed: number): string[] {
  const lines = [...values].map(([value, rooms]) => {
    return `  ${value === '' ? '' : `${JSON.stringify(value)}: `}${named(rooms, mostNamed)}`
  })
  return [`${what}:`, ...lines]
}

function named(rooms: readonly string[], most: number): string {
  const rest = rooms.length - most
  return rest <= 0 ? rooms.join(', ') : `${rooms.slice(0, most).join(', ')} and ${counts(rest, 'other')}`
}

function counts(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
