import t from 'tap'
import type { EventDetails, EventKind } from '../../src/events/event.js'
import { checkEvents } from './check-events.js'
import { type Kind, Ledger } from './ledger.js'
import type { ShownEvent } from './read-events.js'

const ROOM = 'room0@rooms.localhost'
const ROMEO = `${ROOM} romeo@localhost`

/** Events with these details, in their order. */
function events(...told: [EventKind, EventDetails][]): ShownEvent[] {
  return told.map(([kind, details], n) => {
    const user = details.to && { user: 'romeo@localhost' }
    return { id: `e${n}`, cursor: String(n + 1), kind, room: ROOM, by: null, details: { ...user, ...details } }
  })
}

const joined: [EventKind, EventDetails] = ['member.joined', { from: 'none', to: 'member' }]
const removed: [EventKind, EventDetails] = ['member.removed', { from: 'member', to: 'none' }]
const renamed: [EventKind, EventDetails] = ['room.changed', { keys: ['name'] }]

const keyOf = (kind: Kind) => ({ name: ROOM, told: `${ROOM} m1` })[String(kind)] ?? ROMEO

/** What is found if these values were acknowledged, and the affiliation of Romeo is `now`. */
function found(told: ShownEvent[], { kind, values, now }: { kind: Kind; values: string[]; now?: string }) {
  const ledger = new Ledger()
  for (const value of values) ledger.asked(kind, keyOf(kind), value).acknowledged()
  const affiliations = new Map(now === undefined ? [] : [[ROMEO, [now]]])
  return checkEvents(told, { ledger, affiliations, rooms: new Set([ROOM]), toldRoom: ROOM, since: 0 })
}

t.test('events that tell what was acknowledged pass, also where a request changed nothing', async t => {
  const values = ['none', 'member', 'member', 'none', 'member']
  const told = events(joined, removed, joined)
  t.same(found(told, { kind: 'affiliation', values, now: 'member' }), { lost: [], faults: [] })
  t.same(found(events(joined), { kind: 'join', values: ['id'], now: 'member' }), { lost: [], faults: [] })
})

t.test('an acknowledged change without its event is lost', async t => {
  t.match(found([], { kind: 'join', values: ['id'], now: 'member' }).lost, [
    /none, but it is member/,
    /is acknowledged/,
  ])
  const values = ['member', 'none', 'member']
  t.match(found(events(joined), { kind: 'affiliation', values, now: 'member' }).lost, [/acknowledged were member,none/])
  t.match(found(events(renamed), { kind: 'name', values: ['A', 'B'] }).lost, [/1, but 2 changes are acknowledged/])
})

t.test('an event of what was not requested, or is not so, is a fault', async t => {
  t.match(found(events(joined), { kind: 'join', values: ['id'] }).faults, [/end with member; it is none/])
  t.match(found(events(joined), { kind: 'affiliation', values: [], now: 'member' }).faults, [/requested were $/])
  t.match(found(events(renamed, renamed), { kind: 'name', values: ['A'] }).faults, [/2, but 1 changes were requested/])
})

t.test('an event told twice is a fault, and so is a cursor that does not grow', async t => {
  const twice = events(joined, joined)
  t.match(
    found(twice, { kind: 'join', values: ['id'], now: 'member' }).faults.join(),
    /from none, but it was member.*2 times/,
  )
  const same = events(joined).flatMap(event => [event, event])
  t.match(
    found(same, { kind: 'join', values: ['id'], now: 'member' }).faults.join(),
    /there twice.*cursor 1 comes after 1/,
  )
})

t.test('a message that is not told, told twice, otherwise, or not sent at all is found', async t => {
  const said: [EventKind, EventDetails] = ['message.sent', { clientId: 'm1', body: 'Soft!' }]
  const sent = { kind: 'told' as const, values: ['Soft!'] }
  t.same(found(events(said), sent), { lost: [], faults: [] })
  t.match(found([], sent).lost, [/m1/])
  t.match(found(events(['message.sent', { clientId: 'm1', body: 'Hard!' }]), sent).lost, [/Hard!/])
  t.match(found(events(said, said), sent).faults, [/2 times/])
  t.match(found(events(said), { kind: 'told', values: [] }).faults, [/message.sent/])
})

t.test('an occupant who enters twice, and one of a room that does not tell of them, is a fault', async t => {
  const [entered, left] = (['occupant.entered', 'occupant.left'] as const).map(
    kind => [kind, { name: 'romeo' }] as const,
  )
  if (!entered || !left) throw new Error('there are two')
  const none = { kind: 'name' as const, values: [] }
  t.same(found(events([...entered], [...left], [...entered]), none).faults, [])
  t.match(found(events([...entered], [...entered]), none).faults, [/occupant.entered .*romeo/])
  const elsewhere = events([...entered]).map(event => ({ ...event, room: 'other@rooms.localhost' }))
  t.match(found(elsewhere, none).faults, [/other@rooms.localhost\/romeo/])
})
