import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { RoomContext } from '../../../src/muc/context.js'
import { tick } from '../../../src/muc/lifecycle.js'
import { createRoom } from '../../../src/muc/operations/create-room.js'
import { currentPresence } from '../../../src/muc/operations/current-presence.js'
import { createService } from '../../../src/service/service.js'
import type { Service } from '../../../src/service/types.js'
import { StanzaError } from '../../../src/stanza/error.js'
import { serviceCapabilities } from '../../../src/state/capabilities.js'
import { openSqliteStore } from '../../../src/store/sqlite/store.js'
import { keptAndFresh } from '../../random/kept.js'
import { sceneStore } from '../../scenario/conflicting-store.js'
import { roomsSettings } from '../../settings.js'

const ROOM = 'verona@rooms.localhost'
const ADMIN = 'escalus@localhost'
const USERS = ['romeo@localhost', 'juliet@localhost', ADMIN]
const HAT = 'urn:a'
const ENTRY = { reason: '', since: 1, nick: '', visited: 0 }
const GUEST = { name: 'a', linkId: 'a', secretHash: 'a', address: 'a', madeAt: 1, seenAt: 1, approvedBy: '' }

type Act = (context: RoomContext) => void

const configures: fc.Arbitrary<Act> = fc
  .record(
    {
      ...{ whois: fc.constantFrom('anyone', 'moderators'), lang: fc.constantFrom('', 'de') },
      ...{ allowVisitorStatus: fc.boolean(), enableHats: fc.boolean() },
    },
    { requiredKeys: [] },
  )
  .map(changed => ({ batch, room }) => {
    const { record } = room
    batch.change({
      kind: 'record',
      room: ROOM,
      was: record,
      now: { ...record, config: { ...record.config, ...changed } },
    })
  })

const affiliates: fc.Arbitrary<Act> = fc
  .tuple(
    fc.constantFrom(...USERS, 'localhost'),
    fc.constantFrom(undefined, 'outcast' as const, 'member' as const, 'owner' as const),
  )
  .map(([user, affiliation]) => ({ batch, room }) => {
    const now = affiliation && { ...ENTRY, affiliation }
    batch.change({ kind: 'affiliation', room: ROOM, user, was: room.affiliations.get(user), now })
  })

const comesOrGoes: fc.Arbitrary<Act> = fc
  .record({
    user: fc.constantFrom(...USERS),
    role: fc.constantFrom('visitor' as const, 'moderator' as const),
    presence: fc.constantFrom('', '<status>é</status><show>away</show>'),
    stays: fc.boolean(),
  })
  .map(({ user, role, presence, stays }) => ({ batch, room }) => {
    const now = stays ? { nick: user, user, role, sessions: [{ jid: `${user}/x`, presence }] } : undefined
    batch.change({ kind: 'occupant', room: ROOM, nick: user, was: room.occupants.get(user), now })
  })

const decorates: fc.Arbitrary<Act> = fc
  .record({
    kind: fc.constantFrom('hat', 'wearer', 'guest'),
    user: fc.constantFrom(...USERS),
    title: fc.constantFrom('Bard', 'Fool'),
    isThere: fc.boolean(),
  })
  .map(({ kind, user, title, isThere }) => ({ batch, room: { maps } }) => {
    const give = <Value>(value: Value) => (isThere ? value : undefined)
    if (kind === 'hat') {
      const now = give({ uri: HAT, title, hue: '' })
      batch.change({ kind, room: ROOM, key: HAT, was: maps.hat?.get(HAT), now })
    } else if (kind === 'wearer') {
      batch.change({ kind, room: ROOM, key: user, was: maps.wearer?.get(user), now: give([HAT]) })
    } else {
      const now = give({ ...GUEST, state: 'admitted' as const, hasEntered: true })
      batch.change({ kind: 'guest', room: ROOM, key: user, was: maps.guest?.get(user), now })
    }
  })

/** The presences are asked for by work in which an admin of the service has no rights, too. */
const asks: fc.Arbitrary<Act> = fc.constantFrom(...USERS).map(user => context => {
  context.settings.admins.withoutAdmin(user, () => keptAndFresh(context, [ROOM]))
})

const acts = fc.oneof(configures, affiliates, comesOrGoes, comesOrGoes, decorates, decorates, asks)

async function newRoom(t: Test): Promise<Service> {
  const store = sceneStore(openSqliteStore(':memory:'))
  t.teardown(() => store.close())
  let ids = 0
  const service = createService({
    ...{ store, rooms: roomsSettings({ admins: [ADMIN] }), capabilities: serviceCapabilities('1') },
    ...{ write: () => undefined, now: () => 1000, newId: () => String(++ids).padStart(32, '0') },
    onFault: fault => {
      throw fault
    },
  })
  await service.run({ room: ROOM }, context => {
    createRoom(context, { jid: ROOM, creator: 'nurse@localhost', config: context.settings.defaults, locked: false })
  })
  return service
}

t.test('the presence that newcomers get equals one that is made again, after any changes and reverts', async t => {
  const service = await newRoom(t)
  const property = fc.asyncProperty(
    fc.array(fc.tuple(acts, fc.boolean()), { minLength: 5, maxLength: 20 }),
    async steps => {
      for (const [act, isReverted] of steps) {
        const work = service.run({ room: ROOM }, context => {
          const room = context.rooms.get(ROOM)
          if (room) act({ ...context, room })
          if (isReverted) throw new StanzaError('conflict', 'reverted')
        })
        await work.catch(() => undefined)
        const { kept, fresh } = await service.run({ room: ROOM }, context => keptAndFresh(context, [ROOM]))
        t.same(kept, fresh)
      }
    },
  )
  await fc.assert(property, { seed: 1, numRuns: 60 })
})

t.test('presences of occupants are kept until the next tick', async t => {
  const service = await newRoom(t)
  const occupant = { nick: 'romeo', user: 'romeo@localhost', role: 'visitor', sessions: [] } as const
  const isKept = () => service.run({}, ({ recentPresences }) => recentPresences.of(occupant, false) !== undefined)
  await service.run({ room: ROOM }, context => {
    const room = context.rooms.get(ROOM)
    if (room) currentPresence({ ...context, room }, occupant, false)
  })
  t.ok(await isKept())
  await service.run({}, tick)
  t.notOk(await isKept())
})
