import t from 'tap'
import type { Session } from '../../../src/store/postgres/session.js'
import { openCuttingProxy } from './cutting-proxy.js'
import { openSession, withPostgres } from './fixture.js'

/** Many queries at once, so that some are answered, some sent, and some wait for the socket. */
function manyQueries(session: Session): Promise<unknown>[] {
  return Array.from({ length: 500 }, (_, n) =>
    session.query({ text: 'select $1::text', name: `q${n % 7}`, values: ['x'.repeat(5000)] }),
  )
}

withPostgres(t, 'sessions of PostgreSQL', (t, server) => {
  t.test('rows are as those of SQLite: numbers, no truth values', async t => {
    const session = await openSession(t, await server.database())
    const { rows } = await session.query({
      text: `select 5000000000::bigint as large, count(*) as count, sum(7::bigint) as sum, true as yes, 'a' || null as none, '\\x01'::bytea as bytes`,
    })
    t.same(rows, [{ large: 5_000_000_000, count: 1, sum: 7, yes: 1, none: null, bytes: Buffer.from([1]) }])
  })

  t.test('a session waits for no answer, lock and transaction without an end', async t => {
    const session = await openSession(t, await server.database())
    const names = ['synchronous_commit', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']
    const settings = [...names, 'tcp_user_timeout', 'jit', 'application_name']
    const { rows } = await session.query({
      text: `select ${settings.map(name => `current_setting('${name}')`).join(', ')}`,
      rowMode: 'array',
    })
    t.same(rows, [['on', '10s', '3s', '5s', '5000', 'off', 'test']])
  })

  // node-postgres #3736: queries in a pipeline never settled.
  t.test('all queries that are under way settle when the connection dies', async t => {
    const proxy = await openCuttingProxy(server.port)
    t.teardown(() => proxy.close())
    const session = await openSession(t, await server.database({ port: proxy.port }))
    const queries = manyQueries(session)
    await queries[0]
    proxy.setOpen(false)
    const settled = await Promise.allSettled(queries)
    t.ok(settled.some(({ status }) => status === 'rejected'))
    t.ok(session.isLost)
    await t.rejects(session.query({ text: 'select 1' }), 'and so does a later one')
    await session.close()
  })

  t.test('all queries that are under way settle when the server ends the session', async t => {
    const session = await openSession(t, await server.database())
    const queries = manyQueries(session)
    await server.administer(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test'`)
    await Promise.allSettled(queries)
    await Promise.allSettled([session.query({ text: 'select 1' })])
    t.ok(session.isLost)
  })

  // node-postgres #3772: a client whose pipeline never empties did not end.
  t.test('a session is closed while queries are under way and the connection is silent', async t => {
    const proxy = await openCuttingProxy(server.port)
    t.teardown(() => proxy.close())
    const session = await openSession(t, await server.database({ port: proxy.port }))
    proxy.fallSilent()
    const queries = manyQueries(session)
    await session.close()
    t.ok((await Promise.allSettled(queries)).every(({ status }) => status === 'rejected'))
  })

  t.test('a session that owes an answer for too long is lost', async t => {
    const proxy = await openCuttingProxy(server.port)
    t.teardown(() => proxy.close())
    const session = await openSession(t, await server.database({ port: proxy.port }), { answerWithin: 100 })
    proxy.fallSilent()
    await t.rejects(session.query({ text: 'select 1' }))
    t.ok(session.isLost)
  })

  t.test('an error of a statement does not end its session', async t => {
    const session = await openSession(t, await server.database())
    const query = { text: 'select 1 / $1::integer', name: 'divide' }
    await t.rejects(session.query({ ...query, values: [0] }), { code: '22012' })
    t.match(await session.query({ ...query, values: [1] }), { command: 'SELECT' })
    t.notOk(session.isLost)
  })
})
