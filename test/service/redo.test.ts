import t, { type Test } from 'tap'
import type { Lookup } from '../../src/muc/model/lookup.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { createService } from '../../src/service/service.js'
import type { ServiceContext, StanzaWork } from '../../src/service/types.js'
import { attr, xml } from '../../src/stanza/element.js'
import { StanzaError } from '../../src/stanza/error.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { Conflict, type Store } from '../../src/store/store.js'
import { roomsSettings } from '../settings.js'
import { config, openInvite } from '../store/contract/ledger.js'
import { TestClock } from '../xmpp/test-clock.js'

const VERONA = 'verona@rooms.localhost'
const MANTUA = 'mantua@rooms.localhost'
const JULIET = 'juliet@localhost'
const ROMEO = 'romeo@localhost'
/** In milliseconds: the longest pause before work is done again, and how long it is done again. */
const PAUSE = 50
const PATIENCE = 5000

/** A service on a store that it shares with another instance, which takes rooms at the will of the scene. */
async function sharedService(t: Test) {
  const sqlite = openSqliteStore(':memory:')
  t.teardown(() => sqlite.close())
  const clock = new TestClock()
  /** The rooms that the other instance takes, and how often. */
  const taken = new Map<string, number>()
  const asked: { readonly by: 'commit' | 'holds'; readonly rooms: readonly string[] }[] = []
  let attempted = () => {}
  const meets = (by: 'commit' | 'holds', rooms: readonly string[]) => {
    asked.push({ by, rooms })
    attempted()
    const lost = rooms.filter(jid => (taken.get(jid) ?? 0) > 0)
    for (const jid of lost) taken.set(jid, (taken.get(jid) ?? 0) - 1)
    if (lost.length > 0) throw new Conflict(lost)
  }
  const store: Store = {
    ...sqlite,
    commit: async (changes, rooms = []) => {
      meets('commit', rooms)
      await sqlite.commit(changes)
    },
    holds: async rooms => meets('holds', rooms),
  }
  const written: string[] = []
  const faults: unknown[] = []
  const observed: string[] = []
  let ids = 0
  const options = {
    rooms: { ...roomsSettings({ maxMembers: 0 }), defaults: config },
    capabilities: [],
    now: () => 1000,
    newId: () => String(++ids).padStart(8, '0').padEnd(32, '0'),
  }
  const service = createService({
    ...options,
    store,
    clock,
    write: (outgoing, deliveries) => {
      written.push(...outgoing.map(({ stanza }) => attr(stanza, 'id') ?? ''), ...deliveries.map(({ id }) => id))
    },
    onFault: fault => faults.push(fault),
    observer: {
      onBatch: () => observed.push('batch'),
      onWork: () => observed.push('work'),
      onStorageFault: () => observed.push('storage fault'),
      onConflict: () => observed.push('conflict'),
    },
  })
  const other = createService({
    ...options,
    store: sqlite,
    write: () => undefined,
    onFault: fault => faults.push(fault),
  })
  const makeRoom = { creator: JULIET, config, locked: false }
  for (const jid of [VERONA, MANTUA])
    await service.run({ room: jid }, turn => void createRoom(turn, { jid, ...makeRoom }))
  observed.length = 0
  asked.length = 0
  const nextAttempt = () =>
    new Promise<void>(resolve => {
      attempted = resolve
    })
  /** Lets time pass until all pauses are over and their work was tried again. */
  const triesAgain = async () => {
    const again = nextAttempt()
    clock.passes(PAUSE)
    await again
    await nextTurn()
  }
  return { service, other, clock, taken, asked, written, faults, observed, triesAgain }
}

const nextTurn = () => new Promise(resolve => setImmediate(resolve))
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const message = (id: string) => xml('message', { id, from: VERONA, to: JULIET })
const says = (id: string, room: string, more: Partial<StanzaWork> = {}): StanzaWork => ({
  needs: { room, requester: { way: 'xmpp', by: id.startsWith('romeo') ? ROMEO : JULIET } },
  handle: ({ batch }) => batch.send(message(id), [JULIET]),
  refuse: ({ batch }, { type }) => batch.send(message(`${type} ${id}`), [JULIET]),
  ...more,
})
const setsSubject = (text: string) => (turn: ServiceContext) => {
  const was = turn.rooms.get(VERONA)?.subject
  const now = { text: `${was?.text ?? ''}${text}`, nick: '', user: JULIET, at: 1000 }
  turn.batch.change({ kind: 'subject', room: VERONA, was, now })
  return now.text
}

t.test('a room in memory is read again when a link that another instance has made leads to it', async t => {
  const { service, other } = await sharedService(t)
  const id = 'e'.repeat(32)
  await other.run({ room: VERONA }, turn => {
    const roomId = turn.rooms.get(VERONA)?.record.id ?? ''
    turn.batch.change({ kind: 'open-invite', was: undefined, now: openInvite({ id, roomId }) })
    setsSubject('of the other instance')(turn)
  })
  const subject = await service.run({ openInvite: id }, turn => turn.rooms.get(VERONA)?.subject?.text)
  t.equal(subject, 'of the other instance')
})

t.test(
  'work whose room another instance has taken is done again on what that one has stored, acknowledged and sent once',
  async t => {
    const { service, other, taken, written, observed, faults } = await sharedService(t)
    await service.run({ room: VERONA }, setsSubject('a'))
    await other.run({ room: VERONA }, setsSubject('b'))
    observed.length = 0
    taken.set(VERONA, 1)
    let acknowledged = 0
    const subject = await service
      .run({ room: VERONA }, turn => {
        turn.batch.send(message('sent'), [JULIET])
        turn.batch.deliver(message('delivered'))
        return setsSubject('c')(turn)
      })
      .finally(() => acknowledged++)
    t.equal(subject, 'abc')
    t.equal(acknowledged, 1)
    t.same(written, ['sent', 'delivered'])
    t.same(observed, ['conflict', 'batch', 'work'])
    t.same(faults, [])
  },
)

t.test('a bug in work that is done again is reported once', async t => {
  const { service, taken, faults } = await sharedService(t)
  taken.set(VERONA, 1)
  const work = service.run({ room: VERONA }, () => {
    throw new TypeError('a bug')
  })
  t.match(await thrownBy(work), { condition: 'internal-server-error' })
  t.match(faults, [{ message: 'a bug' }])
  t.equal(faults.length, 1)
})

t.test(
  'what work sets in memory without a change is set back when it is done again, and when it is refused',
  async t => {
    const { service, taken } = await sharedService(t)
    const counts = (turn: ServiceContext) => {
      count++
      turn.batch.onRevert(() => count--)
    }
    let count = 0
    taken.set(VERONA, 1)
    await service.run({ room: VERONA }, counts)
    t.equal(count, 1)
    const refused = service.run({ room: VERONA }, turn => {
      counts(turn)
      throw new StanzaError('forbidden', 'no')
    })
    t.match(await thrownBy(refused), { condition: 'forbidden' })
    t.equal(count, 1)
  },
)

t.test('a conflict that names no room has all work of the batch done again', async t => {
  const sqlite = openSqliteStore(':memory:')
  t.teardown(() => sqlite.close())
  let conflicts = 1
  const service = createService({
    store: {
      ...sqlite,
      commit: async changes => {
        if (conflicts-- > 0) throw new Conflict([])
        await sqlite.commit(changes)
      },
    },
    ...{ rooms: roomsSettings(), capabilities: [], now: () => 1000, newId: () => 'a' },
    ...{ write: () => undefined, onFault: fault => t.fail(String(fault)) },
  })
  let times = 0
  await service.run({}, turn => {
    times++
    turn.batch.deliver(message('delivered'))
  })
  t.equal(times, 2)
})

t.test(
  'the work of a room keeps its order while it waits to be done again, and that of other rooms goes on',
  async t => {
    const { service, taken, written, triesAgain } = await sharedService(t)
    taken.set(VERONA, 2)
    service.receive(says('romeo 1', VERONA))
    service.receive(says('juliet elsewhere', MANTUA))
    while (written.length === 0) await nextTurn()
    service.receive(says('juliet 2', VERONA))
    service.receive(says('romeo 3', VERONA))
    const { id } = await service.run({ room: MANTUA }, ({ rooms }) => ({ id: rooms.get(MANTUA)?.record.id }))
    t.ok(id)
    t.same(written, ['juliet elsewhere'])
    await triesAgain()
    await service.idle()
    t.same(written, ['juliet elsewhere', 'romeo 1', 'juliet 2', 'romeo 3'])
  },
)

t.test(
  'after five seconds of conflicts, work is refused as if the storage failed, and must-retry work is kept',
  async t => {
    const { service, clock, taken, written, faults, observed, triesAgain } = await sharedService(t)
    taken.set(VERONA, Number.POSITIVE_INFINITY)
    service.receive(says('romeo 1', VERONA))
    service.receive(says('romeo leaves', VERONA, { mustRetry: 'leaves' }))
    const request = service.run({ room: VERONA, requester: { way: 'rest', by: JULIET } }, setsSubject('lost'))
    let isRefused = false
    const refusal = thrownBy(request).finally(() => {
      isRefused = true
    })
    while (observed.length < 2) await nextTurn()
    while (clock.now() < PATIENCE) {
      t.same(written, [])
      await triesAgain()
    }
    // On a slow machine, a batch takes its time before it has handled all of them.
    while (!isRefused || written.length === 0) await triesAgain()
    t.match(await refusal, { condition: 'internal-server-error', type: 'wait' })
    await service.idle()
    t.same(written, ['wait romeo 1'])
    t.match(faults[0], { name: 'Conflict', rooms: [VERONA] })
    t.notOk(observed.includes('storage fault'), 'the storage works')
    taken.clear()
    t.equal(await service.run({ room: VERONA }, ({ rooms }) => rooms.get(VERONA)?.subject), undefined)
    t.same(written, ['wait romeo 1', 'romeo leaves'])
  },
)

t.test('a conflict of one room neither refuses nor holds work for others', async t => {
  const { service, taken, written, triesAgain } = await sharedService(t)
  taken.set(VERONA, Number.POSITIVE_INFINITY)
  service.receive(says('romeo 1', VERONA))
  const inMantua = { room: MANTUA, requester: { way: 'rest', by: JULIET } } as const
  t.equal(await service.run(inMantua, () => 'same batch'), 'same batch')
  t.equal(await service.run(inMantua, () => 'in the pause'), 'in the pause')
  t.same(written, [])
  taken.clear()
  await triesAgain()
  await service.idle()
  t.same(written, ['romeo 1'])
})

t.test('work that changes nothing asks only whether its rooms are held, and is done again if one is not', async t => {
  const { service, other, taken, asked } = await sharedService(t)
  await service.run({ room: VERONA }, () => undefined)
  t.same(asked, [{ by: 'holds', rooms: [VERONA] }])
  await other.run({ room: VERONA }, setsSubject('new'))
  taken.set(VERONA, 1)
  t.equal(await service.run({ room: VERONA }, ({ rooms }) => rooms.get(VERONA)?.subject?.text), 'new')
  asked.length = 0
  await service.run({ lookup: { moderatedBy: { user: JULIET, most: 1 } } }, ({ found }) => found.moderatedBy)
  t.same(asked, [], 'no room is concerned')
})

t.test('the store hears of each room that the work has read or changed, once', async t => {
  const { service, asked } = await sharedService(t)
  const [verona = '', mantua = ''] = await Promise.all(
    [VERONA, MANTUA].map(room => service.run({ room }, ({ rooms }) => rooms.get(room)?.record.id)),
  )
  const link = openInvite({ roomId: mantua })
  await service.run({ roomId: mantua }, ({ batch }) => {
    batch.change({ kind: 'open-invite', was: undefined, now: link })
  })
  const further: Lookup = { moderatedBy: { user: JULIET, most: 1 }, further: () => ({ load: [VERONA] }) }
  const unknown = 'nowhere@rooms.localhost'
  const heard = async (needs: Parameters<typeof service.run>[0], work: (turn: ServiceContext) => unknown = () => 0) => {
    asked.length = 0
    await service.run(needs, work)
    return asked.flatMap(({ rooms }) => rooms).sort()
  }
  t.same(await heard({ room: VERONA, roomId: verona }), [VERONA])
  t.same(await heard({ openInvite: link.id }), [MANTUA])
  t.same(await heard({ lookup: further }), [VERONA])
  t.same(await heard({ lookup: { loadIds: [mantua] } }), [MANTUA])
  t.same(await heard({ room: unknown }), [])
  t.same(
    await heard({ openInvite: link.id, lookup: further }, ({ batch }) => {
      batch.change({ kind: 'open-invite', was: link, now: { ...link, roomId: verona } })
    }),
    [MANTUA, VERONA],
  )
})

t.test('records of deliveries that a conflict has undone are stored with the repeated commit', async t => {
  const { service, taken, asked } = await sharedService(t)
  await service.run({}, ({ batch }) => batch.deliver(message('a')))
  taken.set(VERONA, 1)
  asked.length = 0
  const read = service.run({ room: VERONA }, () => 'read')
  await service.confirm([{ id: 'a', mayRepeat: false }])
  t.equal(await read, 'read')
  t.same(
    asked.map(({ by }) => by),
    ['commit', 'commit'],
  )
})
