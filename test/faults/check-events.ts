import type { EventKind } from '../../src/events/event.js'
import { ABSENT_VALUE, type Found, type Ledger } from './ledger.js'
import type { ShownEvent } from './read-events.js'

/** A room keeps at least so many events, the latest. */
const MOST_KEPT = 20_000

/** `lost`: one sentence for each acknowledged fact without its event. `faults`: for each event of what did not happen. */
export type Complaints = { readonly lost: readonly string[]; readonly faults: readonly string[] }

/** `affiliations`: those of some rooms, by `room bare-jid`; `rooms`: the bare JIDs of these rooms. */
type Known = {
  readonly ledger: Ledger
  readonly affiliations: Found
  readonly rooms: ReadonlySet<string>
  /** The room that tells of its messages and occupants. */
  readonly toldRoom: string
  /** Facts acknowledged before are not looked for again, in milliseconds; affiliations, names and subjects always are. */
  readonly since: number
}

/** Compares all events with what was requested and acknowledged, and with the affiliations that the rooms have now. */
export function checkEvents(events: readonly ShownEvent[], known: Known): Complaints {
  const parts = [
    inOrder(events),
    ofPersons(events, known),
    ofNewRooms(events, known),
    ofRooms(events, known),
    ofMessages(events, known),
    ofOccupants(events, known),
  ]
  return { lost: parts.flatMap(({ lost }) => lost), faults: parts.flatMap(({ faults }) => faults) }
}

function inOrder(events: readonly ShownEvent[]): Complaints {
  const ids = new Set<string>()
  const faults: string[] = []
  let last = 0
  for (const { id, cursor } of events) {
    if (ids.has(id)) faults.push(`event ${id}: it is there twice`)
    if (Number(cursor) <= last) faults.push(`event ${id}: its cursor ${cursor} comes after ${last}`)
    ids.add(id)
    last = Number(cursor)
  }
  return { lost: [], faults }
}

/** The events of each person in each room lead from one affiliation to the next, and to that of now. */
function ofPersons(events: readonly ShownEvent[], { ledger, affiliations, rooms, since }: Known): Complaints {
  const lost: string[] = []
  const faults: string[] = []
  const told = byKey(events.filter(({ details }) => details.to !== undefined))
  for (const [key, ofKey] of told) {
    const [room = ''] = key.split(' ')
    const states = [ABSENT_VALUE, ...ofKey.map(({ details }) => String(details.to))]
    ofKey.forEach(({ id, kind, details: { from } }, n) => {
      if (from !== states[n]) faults.push(`event ${id}: ${kind} ${key} from ${from}, but it was ${states[n]}`)
    })
    const now = affiliations.get(key)?.[0] ?? ABSENT_VALUE
    if (rooms.has(room) && states.at(-1) !== now)
      faults.push(`events of ${key} end with ${states.at(-1)}; it is ${now}`)
    const requested = [
      ...(ledger.requests('join').get(key) ?? []).map(() => 'member'),
      ...changesOf(ledger, key, false),
    ]
    if (!isPartOf(states.slice(1), requested)) faults.push(`events of ${key}: ${states}; requested were ${requested}`)
  }
  for (const key of affiliations.keys()) {
    const isSilent = !told.has(key) && affiliations.get(key)?.[0] !== 'owner'
    if (isSilent) lost.push(`events of ${key}: none, but it is ${affiliations.get(key)}`)
  }
  for (const key of ledger.acknowledgedKeys('join', since)) {
    const joined = told.get(key)?.filter(({ kind }) => kind === 'member.joined').length ?? 0
    if (joined === 0) lost.push(`event member.joined ${key}: the join is acknowledged`)
    if (joined > 1) faults.push(`event member.joined ${key}: ${joined} times`)
  }
  for (const key of ledger.requests('affiliation').keys()) {
    const states = [ABSENT_VALUE, ...(told.get(key) ?? []).map(({ details }) => String(details.to))]
    const acknowledged = changesOf(ledger, key, true)
    if (!areVisited(acknowledged, states)) lost.push(`events of ${key}: ${states}; acknowledged were ${acknowledged}`)
  }
  return { lost, faults }
}

/** Each room and link that was made over REST has one event that says so. */
function ofNewRooms(events: readonly ShownEvent[], { ledger, since }: Known): Complaints {
  const lost: string[] = []
  const faults: string[] = []
  for (const [kind, wanted] of [['room', 'room.made'] as const, ['link', 'link.made'] as const]) {
    const counts = counted(events, event => event.kind === wanted)
    for (const id of ledger.acknowledgedKeys(kind, since)) {
      const jid = ledger.value('room', id) ?? ''
      const count = counts.get(jid) ?? 0
      if (count === 0) lost.push(`event ${wanted} ${jid}: the ${kind} is acknowledged`)
      if (count > 1) faults.push(`event ${wanted} ${jid}: ${count} times`)
    }
  }
  return { lost, faults }
}

/** Each request gives a room another name or subject: so many events are told, of those without an answer some. */
function ofRooms(events: readonly ShownEvent[], { ledger }: Known): Complaints {
  const lost: string[] = []
  const faults: string[] = []
  const changed: EventKind = 'room.changed'
  for (const kind of ['name', 'subject'] as const) {
    const counts = counted(events, event => event.kind === changed && (event.details.keys ?? []).includes(kind))
    for (const [room, requests] of ledger.requests(kind)) {
      const count = counts.get(room) ?? 0
      const acknowledged = requests.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length
      const text = `events ${changed} of the ${kind} of ${room}: ${count}`
      if (count < acknowledged) lost.push(`${text}, but ${acknowledged} changes are acknowledged`)
      if (count > requests.length) faults.push(`${text}, but ${requests.length} changes were requested`)
    }
  }
  return { lost, faults }
}

/** Each message of the room that tells of them is told once, as it was sent; no other room tells of any. */
function ofMessages(events: readonly ShownEvent[], { ledger, toldRoom, since }: Known): Complaints {
  const faults: string[] = []
  const told = new Map<string, string[]>()
  for (const { id, kind, room, details } of events) {
    if (!kind.startsWith('message.')) continue
    const key = `${room} ${details.clientId}`
    if (kind !== 'message.sent' || !ledger.requests('told').has(key)) faults.push(`event ${id}: ${kind} ${key}`)
    told.set(key, [...(told.get(key) ?? []), details.body ?? ''])
  }
  for (const [key, texts] of told) if (texts.length > 1) faults.push(`event message.sent ${key}: ${texts.length} times`)
  // Then the room has dropped the oldest.
  if (events.filter(({ room }) => room === toldRoom).length >= MOST_KEPT) return { lost: [], faults }
  return { lost: ledger.compare('told', told, since).lost, faults }
}

/** Of each occupant of that room entering and leaving are told in turn. */
function ofOccupants(events: readonly ShownEvent[], { toldRoom }: Known): Complaints {
  const faults: string[] = []
  const last = new Map<string | undefined, EventKind>()
  for (const { id, kind, room, details } of events) {
    if (kind !== 'occupant.entered' && kind !== 'occupant.left') continue
    if (room !== toldRoom || last.get(details.name) === kind)
      faults.push(`event ${id}: ${kind} ${room}/${details.name}`)
    last.set(details.name, kind)
  }
  return { lost: [], faults }
}

function byKey(events: readonly ShownEvent[]): Map<string, ShownEvent[]> {
  const all = new Map<string, ShownEvent[]>()
  for (const event of events) {
    const key = `${event.room} ${event.details.user}`
    const ofKey = all.get(key)
    if (ofKey) ofKey.push(event)
    else all.set(key, [event])
  }
  return all
}

/** The number of these events of each room. */
function counted(events: readonly ShownEvent[], isOne: (event: ShownEvent) => boolean): Map<string, number> {
  const counts = new Map<string, number>()
  for (const event of events) if (isOne(event)) counts.set(event.room, (counts.get(event.room) ?? 0) + 1)
  return counts
}

function changesOf(ledger: Ledger, key: string, onlyAcknowledged: boolean): string[] {
  const requests = ledger.requests('affiliation').get(key) ?? []
  return requests
    .filter(({ acknowledgedAt }) => !onlyAcknowledged || acknowledgedAt !== undefined)
    .map(({ value }) => value)
}

/** Whether the values are among those requested, in their order. */
function isPartOf(values: readonly string[], requested: readonly string[]): boolean {
  let at = -1
  return values.every(value => {
    at = requested.indexOf(value, at + 1)
    return at >= 0
  })
}

/** Whether the states pass the values in their order. What is acknowledged without a change stays in its state. */
function areVisited(values: readonly string[], states: readonly string[]): boolean {
  let at = 0
  return values.every(value => {
    at = states.indexOf(value, at)
    return at >= 0
  })
}
