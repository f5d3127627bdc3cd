import t, { type Test } from 'tap'
import type { Delivery, Outgoing } from '../../src/batch.js'
import type { Capability } from '../../src/muc/capability.js'
import { adHoc } from '../../src/muc/features/ad-hoc/ad-hoc.js'
import { announcement } from '../../src/muc/features/announcement.js'
import type { Lookup } from '../../src/muc/model/lookup.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { Gate } from '../../src/service/gate.js'
import { createService } from '../../src/service/service.js'
import type { Service, ServiceContext, ServiceOptions, StanzaWork } from '../../src/service/types.js'
import { attr, xml } from '../../src/stanza/element.js'
import { StanzaError } from '../../src/stanza/error.js'
import { parseJid } from '../../src/stanza/jid.js'
import { NS } from '../../src/stanza/namespaces.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { OutcomeUnknown, Refused, type Store, type StoredChange } from '../../src/store/store.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

const LISTED = { page: { max: 10 }, order: 'address' } as const
const JID = 'verona@rooms.localhost'
const JULIET = 'juliet@localhost'
const ROMEO = 'romeo@localhost'
const ADMIN = 'escalus@localhost'

type TestService = {
  readonly service: Service
  readonly store: Store
  /** The ids of the stanzas written, one array per batch. */
  readonly written: string[][]
  readonly faults: unknown[]
}

/** A service on a real store; `around` replaces some of the store's methods. */
function testService(
  t: Test,
  around: (store: Store) => Partial<Store> = () => ({}),
  more: Partial<ServiceOptions> = {},
): TestService {
  const sqlite = openSqliteStore(':memory:')
  t.teardown(() => sqlite.close())
  const store = { ...sqlite, ...around(sqlite) }
  const written: string[][] = []
  const faults: unknown[] = []
  let ids = 0
  const capabilities: readonly Capability[] = []
  const service = createService({
    store: sceneStore(store),
    rooms: { ...roomsSettings({ maxMembers: 0, admins: [ADMIN] }), defaults: config },
    capabilities,
    write: (outgoing: readonly Outgoing[], deliveries: readonly Delivery[]) => {
      written.push([...outgoing.map(({ stanza }) => attr(stanza, 'id') ?? ''), ...deliveries.map(({ id }) => id)])
    },
    now: () => 1000,
    newId: () => String(++ids).padStart(8, '0').padEnd(32, '0'),
    onFault: fault => faults.push(fault),
    ...more,
  })
  return { service, store, written, faults }
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const message = (id: string) => xml('message', { id, from: JID, to: JULIET })
const moves = (now: number) => ({ kind: 'activity', room: JID, was: 0, now }) as const
const makeRoom = { jid: JID, creator: JULIET, config, locked: false }

t.test('a look-up outside the batches sees committed changes, and reports its failure', async t => {
  let broken = false
  const { service, faults } = testService(t, store => ({
    lookUp: lookup => (broken ? Promise.reject(new Error('the disk is gone')) : store.lookUp(lookup)),
  }))
  const romeo = 'romeo@localhost'
  const token = { user: romeo, label: '', scopes: [], createdAt: 1, expiresAt: 9999, renewedAt: 1, renewals: 0 }
  const made = service.run({}, ({ batch }) => {
    batch.change({ kind: 'api-token', was: undefined, now: { ...token, id: 'a' }, at: 1 })
  })
  t.strictSame((await service.lookUp({ apiTokensOf: romeo })).apiTokensOf, [])
  await made
  t.strictSame((await service.lookUp({ apiTokensOf: romeo })).apiTokensOf, [{ ...token, id: 'a' }])
  broken = true
  t.match(await thrownBy(service.lookUp({ apiTokensOf: romeo })), { condition: 'internal-server-error' })
  t.match(faults, [{ message: 'the disk is gone' }])
})

t.test('work of one tick forms one batch and one commit', async t => {
  let commits = 0
  const { service, written } = testService(t, store => ({
    commit: async changes => {
      commits++
      await store.commit(changes)
    },
  }))
  const works = ['a', 'b', 'c'].map(id => service.run({}, ({ batch }) => batch.deliver(message(id))))
  await Promise.all(works)
  t.equal(commits, 1)
  t.same(written, [['a', 'b', 'c']])
})

t.test('stanzas and answers leave after the commit', async t => {
  const order: string[] = []
  const { service, written } = testService(t, store => ({
    commit: async changes => {
      order.push(`written before the commit: ${written.length}`)
      await store.commit(changes)
      order.push('committed')
    },
  }))
  await service.run({}, ({ batch }) => batch.deliver(message('a'))).then(() => order.push('answered'))
  t.same(order, ['written before the commit: 0', 'committed', 'answered'])
})

t.test('work that arrives during a commit joins the next batch, which sees the changes of the first', async t => {
  const { service } = testService(t, store => ({
    commit: async changes => {
      await new Promise(resolve => setImmediate(resolve))
      await store.commit(changes)
    },
  }))
  const made = service.run({ room: JID }, context => createRoom(context, makeRoom).record.id)
  await new Promise(resolve => setImmediate(resolve))
  const seen = service.run({ room: JID }, ({ rooms }) => rooms.get(JID)?.record.id)
  t.equal(await seen, await made)
})

t.test('a look-up sees the changes of earlier work in the same tick', async t => {
  const { service } = testService(t)
  const lookup = { rooms: LISTED }
  const before = service.run({ lookup }, ({ found }) => found.rooms)
  const made = service.run({ room: JID }, context => createRoom(context, makeRoom))
  const after = service.run({ lookup }, ({ found }) => found.rooms)
  await made
  t.match(await before, { rooms: [], count: 0 })
  t.match(await after, { rooms: [{ jid: JID }], count: 1 })
})

t.test("a look-up sees the changes of an earlier look-up's work", async t => {
  const { service } = testService(t)
  const lookup = { rooms: LISTED }
  const made = service.run({ room: JID, lookup }, context => createRoom(context, makeRoom))
  const after = service.run({ lookup }, ({ found }) => found.rooms)
  await made
  t.match(await after, { rooms: [{ jid: JID }], count: 1 })
})

t.test('a further look-up depends on the results so far, and ends after four steps', async t => {
  const { service } = testService(t)
  await service.run({ room: JID }, context => createRoom(context, makeRoom))
  const seen: string[] = []
  const further = ({ rooms, found }: ServiceContext): Lookup => {
    seen.push(`${rooms.get(JID)?.record.jid} ${found.rooms?.count} ${found.moderatedBy?.join()}`)
    return { moderatedBy: { user: JULIET, most: 1 }, further }
  }
  const found = await service.run({ room: JID, lookup: { rooms: LISTED, further } }, context => context.found)
  // The last four: a batch that is done again looks up again.
  t.same(seen.slice(-4), [`${JID} 1 undefined`, ...Array.from({ length: 3 }, () => `${JID} 1 ${JID}`)])
  t.match(found, { rooms: { count: 1 }, moderatedBy: [JID] })
})

t.test('a bug in the look-up of one piece of work does not undo the others', async t => {
  const { service, faults } = testService(t)
  const mistake = new TypeError('a bug')
  const further = () => {
    throw mistake
  }
  const found = service.run({ lookup: { rooms: LISTED, further } }, context => context.found.rooms?.count)
  const made = service.run({ room: JID }, context => createRoom(context, makeRoom).record.jid)
  t.same([await found, await made], [0, JID])
  t.same(faults, [mistake])
})

t.test('the look-ups of a command run only for a user who may run it', async t => {
  const lookUps: string[][] = []
  const { service } = testService(t, store => ({
    lookUp: lookup => {
      lookUps.push(Object.keys(lookup))
      return store.lookUp(lookup)
    },
  }))
  const { lookUp } = adHoc([announcement])
  const to = parseJid('rooms.localhost')
  for (const asker of [JULIET, ADMIN]) {
    const command = xml('command', { xmlns: NS.commands, node: `${NS.admin}#announce` })
    const iq = xml('iq', { type: 'set', from: `${asker}/a` }, command)
    await service.run({ lookup: to && lookUp?.(iq, to) }, () => undefined)
  }
  t.same(lookUps, [['further'], ['further'], ['sessions']])
})

t.test('refused work leaves no trace, and the rest of its batch proceeds', async t => {
  const { service, written, store } = testService(t)
  const refused = service.run({ room: JID }, context => {
    createRoom(context, makeRoom)
    context.batch.deliver(message('refused'))
    context.batch.send(message('refused too'), [JULIET])
    throw new StanzaError('forbidden', 'no')
  })
  const served = service.run({ room: JID }, ({ batch, rooms }) => {
    batch.deliver(message('served'))
    return rooms.get(JID)
  })
  t.match(await thrownBy(refused), { condition: 'forbidden' })
  t.equal(await served, undefined)
  t.same(written.flat(), ['served'])
  t.match(await store.lookUp({ rooms: LISTED }), { rooms: { rooms: [] } })
})

t.test('a bug is answered with internal-server-error, is reported and changes nothing', async t => {
  const { service, faults } = testService(t)
  const mistake = new TypeError('a bug')
  const work = service.run({ room: JID }, context => {
    createRoom(context, makeRoom)
    throw mistake
  })
  t.match(await thrownBy(work), { condition: 'internal-server-error', message: /log says more/ })
  t.same(faults, [mistake])
  t.equal(await service.run({ room: JID }, ({ rooms }) => rooms.get(JID)), undefined)
})

for (const failing of ['commit', 'load'] as const) {
  t.test(`when the storage fails to ${failing}, all work of the batch is refused with type wait`, async t => {
    let fails = true
    const { service, written, faults } = testService(t, store => ({
      [failing]: async (argument: never) => {
        if (!fails) return store[failing](argument)
        fails = false
        throw new Error('disk full')
      },
    }))
    const made = service.run({ room: JID }, context => createRoom(context, makeRoom).record.jid)
    service.receive({
      needs: { room: JID },
      handle: ({ batch }) => batch.send(message('lost'), [JULIET]),
      refuse: ({ batch }, error) => batch.send(message(`refused: ${error.type}`), [JULIET]),
    })
    t.match(await thrownBy(made), { condition: 'internal-server-error', type: 'wait' })
    t.same(written, [['refused: wait']])
    t.match(faults, [{ message: 'disk full' }])
    t.equal(await service.run({ room: JID }, context => createRoom(context, makeRoom).record.jid), JID)
  })
}

t.test('work with a value that cannot be stored is refused alone, and is not retried', async t => {
  const unfit = new Refused('too long', { isOfValues: true })
  const isUnfit = (changes: readonly StoredChange[]) => changes.some(change => 'now' in change && change.now === 13)
  const { service, written, faults } = testService(t, store => ({
    commit: async (changes, rooms) => {
      if (isUnfit(changes)) throw unfit
      await store.commit(changes, rooms)
    },
  }))
  await service.run({ room: JID }, context => void createRoom(context, makeRoom))
  const activity = (now: number) => service.run({ room: JID }, ({ batch }) => void batch.change(moves(now)))
  const before = activity(1)
  service.receive({
    needs: { room: JID },
    mustRetry: 'gone',
    handle: ({ batch }) => batch.change(moves(13)),
    refuse: ({ batch }) => batch.send(message('refused'), [JULIET]),
  })
  const [refused, after] = [activity(13), activity(2)]
  t.match(await thrownBy(refused), { condition: 'internal-server-error' })
  await Promise.all([before, after])
  await activity(3)
  t.same(written.flat(), ['refused'])
  t.same(faults, [unfit, unfit])
})

for (const isStored of [true, false]) {
  t.test(`memory matches the disk after a commit in doubt that was ${isStored ? '' : 'not '}stored`, async t => {
    let isDoubtful = true
    const { service } = testService(t, store => ({
      commit: async changes => {
        if (isStored || !isDoubtful) await store.commit(changes)
        if (isDoubtful) throw new OutcomeUnknown('the disk said nothing')
      },
    }))
    const made = service.run({ room: JID }, context => createRoom(context, makeRoom).record.jid)
    t.match(await thrownBy(made), { condition: 'internal-server-error' })
    isDoubtful = false
    const seen = await service.run({ room: JID }, ({ rooms }) => rooms.get(JID)?.record.jid)
    t.equal(seen, isStored ? JID : undefined)
  })
}

t.test('a bug in sending a refusal is reported and undoes nothing', async t => {
  const { service, faults, written } = testService(t)
  service.receive({
    needs: {},
    handle: () => {
      throw new StanzaError('forbidden', 'no')
    },
    refuse: () => {
      throw new RangeError('a bug')
    },
  })
  await service.run({}, ({ batch }) => batch.deliver(message('served')))
  t.match(faults, [{ message: 'a bug' }])
  t.same(written, [['served']])
})

t.test('a failed inner attempt does not revert what the outer one sends', async t => {
  const { service, written } = testService(t)
  await service.run({}, ({ batch }) => {
    batch.send(message('before'), [JULIET])
    t.throws(() =>
      batch.attempt(() => {
        batch.deliver(message('inner'))
        throw new StanzaError('conflict', 'no')
      }),
    )
    batch.send(message('after'), [JULIET])
  })
  t.same(written, [['before', 'after']])
})

t.test('idle rooms leave memory and are loaded again from the store', async t => {
  let loads = 0
  const { service } = testService(t, store => ({
    load: wanted => {
      loads++
      return store.load(wanted)
    },
  }))
  const names = Array.from({ length: 1500 }, (_, index) => `room${index}@rooms.localhost`)
  await Promise.all(names.map(jid => service.run({ room: jid }, context => createRoom(context, { ...makeRoom, jid }))))
  const before = loads
  const read = (jid: string) => service.run({ room: jid }, ({ rooms }) => rooms.get(jid)?.record.jid)
  t.same(await Promise.all(names.map(read)), names)
  t.ok(loads > before, 'some rooms were loaded again')
})

t.test('idle resolves when the queue is empty, and at once if it was empty', async t => {
  const { service } = testService(t)
  await service.idle()
  let done = false
  service.run({}, () => {
    done = true
  })
  await service.idle()
  t.ok(done)
})

/** A service that has sent the deliveries a and b; `commits` has the kinds of changes of each later commit. */
async function withDeliveries(t: Test) {
  const commits: string[] = []
  const disk = { isFull: false }
  const started = testService(t, store => ({
    commit: async changes => {
      if (disk.isFull) throw new Error('the disk is full')
      await store.commit(changes)
      commits.push(changes.map(({ kind, now }) => (typeof now === 'string' ? now : kind)).join(' '))
    },
  }))
  await started.service.run({}, ({ batch }) => {
    batch.deliver(message('a'))
    batch.deliver(message('b'))
  })
  commits.length = 0
  const undelivered = async () => (await started.store.undelivered({ most: 10 })).map(({ id }) => id)
  return { ...started, commits, disk, undelivered }
}

t.test('that the server has a delivery which may be repeated is stored with the next commit', async t => {
  const { service, commits, undelivered } = await withDeliveries(t)
  const confirmed = service.confirm([{ id: 'a', mayRepeat: true }])
  await service.run({}, () => 'changes nothing')
  t.same(commits, [])
  await service.run({ room: JID }, context => createRoom(context, makeRoom))
  await confirmed
  t.match(commits, [/^confirmed .*room/])
  t.same(await undelivered(), ['b'])
})

t.test(
  'that the server has a delivery which may not be repeated is stored at once, and what waits with it',
  async t => {
    const { service, commits, undelivered } = await withDeliveries(t)
    service.confirm([{ id: 'a', mayRepeat: true }])
    await service.confirm([{ id: 'b', mayRepeat: false }])
    t.same(commits, ['confirmed confirmed'])
    t.same(await undelivered(), [])
  },
)

t.test('what happened to a delivery is stored in its order', async t => {
  const { service, commits, undelivered } = await withDeliveries(t)
  service.confirm([{ id: 'a', mayRepeat: true }])
  service.repeat(['a'])
  await service.idle()
  t.same(commits, ['confirmed waiting'])
  t.same(await undelivered(), ['a', 'b'])
})

t.test('after a failed commit the records of deliveries are stored with the next one', async t => {
  const { service, commits, disk, undelivered } = await withDeliveries(t)
  disk.isFull = true
  service.confirm([{ id: 'b', mayRepeat: false }])
  await service.idle()
  t.same(commits, [])
  t.equal(await service.run({}, () => 'read'), 'read', 'while the disk is full, reading works')
  disk.isFull = false
  await service.run({ room: JID }, context => createRoom(context, makeRoom))
  t.match(commits, [/^confirmed .*room/])
  t.same(await undelivered(), ['a'])
})

t.test('a look-up shares the commit of changes that do not affect it, and waits for those that do', async t => {
  let commits = 0
  const { service } = testService(t, store => ({
    commit: async changes => {
      commits++
      await store.commit(changes)
    },
  }))
  const sent = (id: string) => ({ id, roomId: '1', invited: ROMEO, inviter: JULIET, via: '', at: 1000 })
  const invites = (id: string) =>
    service.run({}, ({ batch }) => batch.change({ kind: 'sent-invitation', was: undefined, now: sent(id) }))
  const bounces = (id: string) => {
    const affectedBy: Lookup['affectedBy'] = change =>
      change.kind === 'sent-invitation' && (change.was ?? change.now)?.id === id
    return service.run({ lookup: { sentInvitation: id, affectedBy } }, ({ batch, found }) => {
      const was = found.sentInvitation
      if (was) batch.change({ kind: 'sent-invitation', was, now: undefined })
      return was?.id
    })
  }
  await Promise.all([invites('a'), invites('b')])
  t.equal(commits, 1)
  t.same(await Promise.all([invites('c'), bounces('a'), bounces('b')]), [undefined, 'a', 'b'])
  t.equal(commits, 2)
  t.same(await Promise.all([bounces('c'), bounces('c')]), ['c', undefined])
})

t.test('retried work runs before later work', async t => {
  let broken = true
  let fail = () => {}
  const failing = new Promise<void>((_, reject) => {
    fail = () => reject(new Error('the disk is full'))
  })
  // On a conflicting store, the first attempt does not get so far.
  failing.catch(() => undefined)
  const { service, written } = testService(t, store => ({
    commit: changes => (broken ? failing : store.commit(changes)),
  }))
  const does = (id: string, more: { mustRetry?: string } = {}) =>
    service.receive({
      needs: {},
      handle: ({ batch }) => batch.deliver(message(id)),
      refuse: () => undefined,
      ...more,
    })
  does('leaves', { mustRetry: 'romeo' })
  await new Promise(resolve => setImmediate(resolve))
  does('enters')
  broken = false
  fail()
  await service.idle()
  t.same(written.flat(), ['leaves', 'enters'])
})

/** A service with a gate; `written` shows which work it refused, and `waiting` what its server has not taken yet. */
function gatedService(t: Test, more: Partial<ServiceOptions> = {}) {
  const waiting = new Map<string, number>()
  const backlog = { of: (causer: string) => waiting.get(causer) ?? 0, pace: 100, isFull: false }
  const gate = new Gate(backlog)
  const started = testService(t, () => ({}), { gate, ...more })
  const receives = (id: string, more: Partial<StanzaWork> & { by: string; copies?: number }) => {
    const to = Array.from({ length: more.copies ?? 1 }, (_, i) => `user${i}@localhost`)
    started.service.receive({
      needs: { room: JID, requester: { way: 'xmpp', by: more.by } },
      fansOut: true,
      handle: ({ batch }) => batch.send(message(id), to),
      refuse: ({ batch }, { condition }) => batch.send(message(`${condition} ${id}`), [more.by]),
      ...more,
    })
  }
  return { ...started, gate, backlog, waiting, receives }
}

t.test('messages wait while their room has much to send; its queries and all other rooms go on', async t => {
  const { service, waiting, written, receives } = gatedService(t)
  waiting.set(JID, 101)
  receives('message', { by: ROMEO })
  receives('query of another', { by: JULIET, fansOut: false })
  receives('elsewhere', { by: ROMEO, needs: { room: 'mantua@rooms.localhost', requester: { way: 'xmpp', by: ROMEO } } })
  const read = await service.run({ room: JID, requester: { way: 'rest', by: JULIET } }, () => 'read')
  await service.idle()
  t.equal(read, 'read')
  t.same(written, [['query of another', 'elsewhere']])
  waiting.clear()
  service.resume()
  await service.idle()
  t.same(written.slice(1), [['message']])
})

t.test('a request that sends to a room waits like a message, also if it names the room by its REST id', async t => {
  const { service, waiting, written } = gatedService(t)
  const id = await service.run({ room: JID }, context => createRoom(context, makeRoom).record.id)
  waiting.set(JID, 101)
  const requester = { way: 'rest', by: JULIET } as const
  const sent = service.run({ roomId: id, fansOut: true, requester }, ({ batch }) =>
    batch.send(message('held'), [ROMEO]),
  )
  t.equal(await service.run({ roomId: id, requester: { ...requester, by: ROMEO } }, () => 'read'), 'read')
  await service.idle()
  t.notOk(written.flat().includes('held'))
  waiting.clear()
  service.resume()
  await sent
  t.same(written.at(-1), ['held'])
})

t.test('a user who has caused much waits with all work, and others go on', async t => {
  const { service, waiting, written, receives } = gatedService(t)
  waiting.set(ROMEO, 101)
  receives('query', { by: ROMEO, fansOut: false })
  receives('of another', { by: JULIET })
  const own = await service.run({}, () => 'own')
  await service.idle()
  t.equal(own, 'own', 'work of the service itself is never held')
  t.same(written, [['of another']])
  waiting.clear()
  service.resume()
  await service.idle()
  t.same(written.slice(1), [['query']])
})

t.test('what a service account requests in the name of users counts for the service account', async t => {
  const { service, waiting, written, receives } = gatedService(t)
  const through = 'app@localhost'
  const acted = { room: JID, requester: { way: 'rest', by: ROMEO, through } } as const
  waiting.set(through, 101)
  receives('acted', { by: ROMEO, fansOut: false, needs: acted })
  receives('own', { by: ROMEO, fansOut: false })
  await service.idle()
  t.same(written, [['own']])
  waiting.set(through, 0).set(ROMEO, 101)
  service.resume()
  await service.idle()
  t.same(written.slice(1), [['acted']])
})

t.test('while the memory is full, only the largest causers wait', async t => {
  const { service, backlog, waiting, written, receives } = gatedService(t)
  backlog.isFull = true
  waiting.set(ROMEO, 60).set(JULIET, 20)
  receives('much', { by: ROMEO, fansOut: false })
  receives('little', { by: JULIET, fansOut: false })
  await service.idle()
  t.same(written, [['little']])
})

t.test('a batch sends little more for one room than the server takes soon, and all that others request', async t => {
  const { service, waiting, written, receives } = gatedService(t)
  for (const id of ['a', 'b', 'c', 'd']) receives(id, { by: ROMEO, copies: 60 })
  receives('query', { by: JULIET, fansOut: false })
  await service.idle()
  t.same(
    written,
    [
      ['a', 'b', 'query'],
      ['c', 'd'],
    ],
    'nothing waits for the server here',
  )
  written.length = 0
  waiting.set(JID, 90)
  for (const id of ['e', 'f']) receives(id, { by: ROMEO, copies: 60 })
  await service.run({}, () => waiting.set(JID, 150))
  await service.idle()
  t.same(written, [['e']])
})

t.test('when the service stops, nothing is held any more', async t => {
  const { service, gate, waiting, written, receives } = gatedService(t)
  waiting.set(JID, 101)
  receives('message', { by: ROMEO })
  await service.idle()
  t.same(written, [])
  gate.open()
  service.resume()
  await service.idle()
  t.same(written, [['message']])
})

t.test(
  'work is refused when too much of its user waits; the work of others, must-retry and own work are not',
  async t => {
    const { service, waiting, receives, written } = gatedService(t, { memoryLimit: 20_000 })
    waiting.set(ROMEO, 101)
    receives('a', { by: ROMEO, bytes: 9000 })
    receives('b', { by: ROMEO })
    receives('left', { by: ROMEO, mustRetry: 'left' })
    const requester = { way: 'rest', by: ROMEO } as const
    t.match(await thrownBy(service.run({ requester }, () => 0)), { condition: 'resource-constraint', type: 'wait' })
    t.equal(await service.run({ requester: { way: 'rest', by: JULIET } }, () => 'hers'), 'hers')
    t.equal(await service.run({}, () => 'own'), 'own')
    t.same(
      written.filter(ids => ids.length > 0),
      [['resource-constraint b']],
    )
    t.match(service.load(), { waiting: 2, refused: 2 })
    waiting.clear()
    service.resume()
    await service.idle()
    t.same(written.at(-1), ['a', 'left'])
  },
)

t.test('must-retry work is dropped when its larger limit is exceeded too', async t => {
  const { service, waiting, receives, written } = gatedService(t, { memoryLimit: 20_000 })
  waiting.set(ROMEO, 101)
  receives('a', { by: ROMEO, mustRetry: 'a', bytes: 39_000 })
  receives('left', { by: ROMEO, mustRetry: 'left' })
  await service.idle()
  t.same(written.flat(), ['resource-constraint left'])
})

t.test('a batch ends at its limit of copies, and the rest follows in the next', async t => {
  const { service, written } = testService(t)
  const recipients = Array.from({ length: 6000 }, (_, i) => `user${i}@localhost`)
  const says = (id: string) => service.run({}, ({ batch }) => batch.send(message(id), recipients))
  await Promise.all(['a', 'b', 'c'].map(says))
  t.same(written, [['a', 'b'], ['c']])
})

t.test('the callers of a large batch answer in several turns of the event loop, in the order of the work', async t => {
  const { service } = testService(t)
  const answeredIn: number[] = []
  let turn = 0
  const works = Array.from({ length: 100 }, (_, n) =>
    service
      .run({}, () => n)
      .then(result => {
        t.equal(result, answeredIn.length)
        answeredIn.push(turn)
        if (answeredIn.length === 1)
          setImmediate(function next() {
            turn++
            if (answeredIn.length < 100) setImmediate(next)
          })
      }),
  )
  await Promise.all(works)
  const most = Math.max(...answeredIn.map(one => answeredIn.filter(other => other === one).length))
  t.ok(most <= 40, `${most} in one turn`)
})

t.test('forgetting refuses the requests that wait, drops stanzas, and reads the rooms again', async t => {
  const { service, store, written } = testService(t)
  await service.run({ room: JID }, context => createRoom(context, makeRoom))
  const loads: string[] = []
  const { load } = store
  store.load = wanted => {
    loads.push(...wanted.jids)
    return load(wanted)
  }
  const waiting = service.run({ room: JID }, () => undefined)
  service.receive({ needs: {}, handle: ({ batch }) => batch.deliver(message('stale')), refuse: () => undefined })
  service.forget()
  t.match(await thrownBy(waiting), { condition: 'resource-constraint' })
  t.equal(await service.run({ room: JID }, ({ rooms }) => rooms.get(JID)?.record.jid), JID)
  // A store that answers with conflicts has it read once more.
  t.same(new Set(loads), new Set([JID]))
  t.same(written.flat(), [])
})

t.test('a process that may not commit refuses its work, and stores nothing', async t => {
  let mayCommit = false
  const { service, faults, written } = testService(t, undefined, { mayCommit: () => mayCommit })
  const refused = service.run({ room: JID }, context => createRoom(context, makeRoom))
  t.match(await thrownBy(refused), { condition: 'resource-constraint' })
  mayCommit = true
  t.equal(await service.run({ room: JID }, ({ rooms }) => rooms.get(JID)), undefined)
  t.same([faults, written.flat()], [[], []])
})
