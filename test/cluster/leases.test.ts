import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { PostgresLeases } from '../../src/cluster/postgres-leases.js'
import { openFaultyProxy } from '../faults/faulty-proxy.js'
import { chance } from '../random/chance.js'
import { placeAt } from '../servers/postgres.js'
import { withPostgres } from '../store/postgres/fixture.js'

withPostgres(t, 'leases', (t, postgres) => {
  /** Makes the leases of instances on a database of their own. `lasts` is in milliseconds. */
  const instances = async (t: Test, count: number, { lasts = 60_000, port = postgres.port } = {}) => {
    const url = await postgres.database({ port })
    const made = Array.from({ length: count }, (_, n) => {
      return new PostgresLeases({ place: placeAt(url), url: `http://127.0.0.1:${n + 1}`, lasts })
    })
    t.teardown(() => Promise.all(made.map(leases => leases.close())))
    return { made, url }
  }

  t.test('of 20 instances that take the free link at once, 10 times, one has it', async t => {
    const { made, url } = await instances(t, 20)
    for (let round = 0; round < 10; round++) {
      const views = await Promise.all(made.map(leases => leases.beat('take')))
      t.equal(views.filter(view => view.isHolder).length, 1)
      await postgres.administer(`delete from lease where name like 'link:%'`, url)
    }
  })

  t.test('an instance that wishes nothing takes nothing, and sees the holder with its address', async t => {
    const { made } = await instances(t, 2)
    const [one, other] = made
    if (!one || !other) throw new Error('two were made')
    t.match(await other.beat('none'), { isHolder: false, holder: undefined, others: [] })
    await one.beat('take')
    t.same(await other.beat('none'), {
      isHolder: false,
      holder: { id: one.id, url: 'http://127.0.0.1:1' },
      isStopping: false,
      others: [{ id: one.id, url: 'http://127.0.0.1:1' }],
    })
  })

  t.test('a lease is over by the clock of the database: an instance that is not heard of loses the link', async t => {
    const { made, url } = await instances(t, 2)
    const [one, other] = made
    if (!one || !other) throw new Error('two were made')
    await one.beat('take')
    t.equal((await other.beat('take')).isHolder, false)
    await postgres.administer(`update lease set until = clock_timestamp() - interval '1 second'`, url)
    t.match(await other.beat('take'), { isHolder: true, others: [] })
    t.match(await one.beat('renew'), { isHolder: false, holder: { id: other.id } }, 'it is not got back by renewing')
    t.equal((await one.beat('take')).isHolder, false)
  })

  t.test('a lease that has run out is still renewed by its holder as long as no other has taken it', async t => {
    const { made, url } = await instances(t, 2)
    const [one, other] = made
    if (!one || !other) throw new Error('two were made')
    await one.beat('take')
    await postgres.administer(`update lease set until = clock_timestamp() - interval '1 second'`, url)
    t.equal((await other.beat('renew')).isHolder, false)
    t.equal((await one.beat('renew')).isHolder, true)
    t.equal((await other.beat('take')).isHolder, false)
  })

  t.test('what is given back is free at once, and what is about to be is said', async t => {
    const { made } = await instances(t, 2)
    const [one, other] = made
    if (!one || !other) throw new Error('two were made')
    await one.beat('take')
    await one.beat('take', true)
    t.match(await other.beat('take'), { isHolder: false, isStopping: true })
    await one.release()
    t.match(await other.beat('take'), { isHolder: true, isStopping: false, others: [] })
  })

  t.test('a beat that gets no answer rejects within seconds, and the next one has a new connection', async t => {
    const proxy = await openFaultyProxy(postgres.port, chance(1))
    t.teardown(() => proxy.close())
    const { made } = await instances(t, 1, { port: proxy.port })
    const [one] = made
    if (!one) throw new Error('one was made')
    t.equal((await one.beat('take')).isHolder, true)
    proxy.goHalfOpen()
    await t.rejects(one.beat('take'))
    t.equal((await one.beat('take')).isHolder, true)
    proxy.cut('reset')
    await pause(10)
    await one.beat('take').catch(() => undefined)
    t.equal((await one.beat('take')).isHolder, true)
  })
})
