import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { FACT_KINDS } from '../../../src/personal-facts/facts.js'
import { openPostgresStore, type PostgresOptions } from '../../../src/store/postgres/store.js'
import type { Store } from '../../../src/store/store.js'
import { placeAt } from '../../servers/postgres.js'
import { JID, Ledger, NOTHING, openInvite } from '../contract/ledger.js'
import { withPostgres } from './fixture.js'

const SHORT = { patience: 100 }
const counted = { rooms: 1, sessions: 0, deliveries: 0 }

async function opened(t: Test, url: string, options: Partial<PostgresOptions> = {}): Promise<Store> {
  const store = await openPostgresStore({ ...placeAt(url), domain: 'rooms.localhost', ...options })
  t.teardown(() => store.close())
  return store
}

withPostgres(t, 'the store in PostgreSQL', (t, server) => {
  t.test('no caller sees that the database is away for two seconds', async t => {
    const ledger = new Ledger(await opened(t, await server.database()))
    await ledger.makesRoom()
    await ledger.reads()
    await server.endBy('SIGINT')
    const calls = [
      ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 5 })),
      ledger.store.lookUp({}),
      ledger.store.counts(),
      ledger.store.probe(),
    ]
    await setTimeout(2000)
    await server.start()
    t.match(await Promise.all(calls), [undefined, {}, counted, undefined])
    t.equal((await ledger.reads())?.activity, 5)
  })

  t.test('a database that is away for longer refuses all calls, and serves them when it is back', async t => {
    const ledger = new Ledger(await opened(t, await server.database(), SHORT))
    await ledger.makesRoom()
    await server.endBy('SIGINT')
    for (let n = 0; n < 2; n++) {
      const away = { name: 'Error', message: /^The database does not answer/ }
      await t.rejects(
        ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 5 })),
        away,
      )
      await t.rejects(ledger.reads(), away)
      await t.rejects(ledger.store.counts(), away)
    }
    await server.start()
    await ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 6 }))
    t.equal((await ledger.reads())?.activity, 6)
    t.same(await ledger.store.counts(), counted)
  })

  t.test('at a stop, no call waits for the database any longer', async t => {
    const store = await opened(t, await server.database(), { patience: 3_600_000 })
    await server.endBy('SIGINT')
    const calls = [store.probe(), store.counts()]
    store.hurry(50)
    await t.rejects(Promise.all(calls), /does not answer/)
    await server.start()
  })

  t.test('what has U+0000 names nothing, and does not keep the rest of its batch from its work', async t => {
    const ledger = new Ledger(await opened(t, await server.database()))
    await ledger.makesRoom()
    const wanted = { ...NOTHING, jids: ['\0', JID], roomIds: ['\0'], creators: ['\0'] }
    t.match((await ledger.store.load(wanted)).rooms, [{ record: { jid: JID } }])
    t.match(await ledger.store.lookUp({ users: ['\0'] }), { users: [] })
  })

  t.test('instances go on when another one, of a later version, gives a table further columns', async t => {
    const url = await server.database()
    const ledger = new Ledger(await opened(t, url))
    await ledger.makesRoom()
    await ledger.reads()
    await server.administer(
      'alter table room add column later text; alter table affiliation add column later text',
      url,
    )
    t.match(await ledger.reads(), { record: { jid: JID } })
    await ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 5 }))
    t.equal((await ledger.reads())?.activity, 5)
  })

  t.test('a forged cursor of the facts of a person is no fault of the store', async t => {
    const { lookUp } = await opened(t, await server.database())
    for (const kind of FACT_KINDS) {
      for (const key of ['', 'x', '1e300/1', '-1/x', 1e300, -1.5, 7]) {
        const personalFacts = { user: 'romeo@localhost', after: { kind, key }, most: 10, mostRows: 1000 }
        await t.resolves(lookUp({ personalFacts }), `${kind} ${key}`)
      }
    }
  })

  t.test('a room is held as soon as it is loaded', async t => {
    const url = await server.database()
    const [ledger, other] = [new Ledger(await opened(t, url)), await opened(t, url)]
    await ledger.makesRoom()
    for (let n = 0; n < 100; n++) {
      for (const store of [other, ledger.store]) {
        await store.load({ ...NOTHING, jids: [JID] })
        await store.holds?.([JID])
      }
    }
    t.pass()
  })

  t.test('an expired link does not take the room of another instance', async t => {
    const url = await server.database()
    const [ledger, other] = [new Ledger(await opened(t, url)), await opened(t, url)]
    const { record } = await ledger.makesRoom()
    const invite = openInvite({ roomId: record.id })
    const expired = { ...invite, terms: { ...invite.terms, expiresAt: 10 } }
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: expired }))
    t.same((await other.load({ ...NOTHING, openInviteIds: [expired.id], at: 10 })).rooms, [])
    await ledger.store.holds?.([JID])
    t.equal((await other.load({ ...NOTHING, openInviteIds: [expired.id], at: 9 })).rooms.length, 1)
    await t.rejects(async () => ledger.store.holds?.([JID]), { name: 'Conflict', rooms: [JID] })
  })

  t.test('a batch of a stale connection, and a database that lost batches, are found', async t => {
    const url = await server.database()
    let wentBack = 0
    const ledger = new Ledger(await opened(t, url, { onWentBack: () => void wentBack++ }))
    await ledger.makesRoom()
    await ledger.store.probe()
    await server.administer('update instance set connection = connection + 1', url)
    await ledger.store.probe()
    t.equal(wentBack, 0)
    await server.administer('update instance set batch = batch - 2, connection = connection + 1', url)
    await ledger.store.probe()
    t.equal(wentBack, 1)
    const commits = () => ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 5 }))
    await t.rejects(commits(), { name: 'OutcomeUnknown' }, 'the one who has the memory is told')
    await commits()
  })

  t.test('the connection that writes ends no other one of its instance', async t => {
    const url = await server.database()
    const store = await opened(t, url)
    await store.counts()
    const readers = () =>
      server.administer("select pid from pg_stat_activity where application_name like 'latchstring reads %'")
    const before = await readers()
    t.equal(before.length, 1)
    await store.probe()
    t.same(await readers(), before)
  })

  t.test('no error shows the password', async t => {
    const url = await server.database()
    const wrong = url.replace(/:[^:@]+@/, ':hidden-secret@')
    const error = await opened(t, wrong, SHORT).catch((fault: unknown) => fault)
    t.match(error, { message: /password authentication failed for user "latchstring"/ })
    t.notMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /hidden-secret/)
  })

  t.test('a database that cannot be used is refused with what to change', async t => {
    await server.administer("create database latin encoding 'LATIN1' template template0 owner latchstring")
    const latin = (await server.database()).replace(/[^/]*$/, 'latin')
    await t.rejects(opened(t, latin), /encoding LATIN1.*encoding 'UTF8'/)
    const foreign = await server.database()
    await server.administer('create table theirs (id integer)', foreign)
    await t.rejects(opened(t, foreign), /another program/)
    const used = await server.database()
    await opened(t, used)
    await t.rejects(opened(t, used, { domain: 'other.example' }), /belongs to the service rooms\.localhost/)
  })
})
