import t from 'tap'
import { withPostgres } from '../store/postgres/fixture.js'
import { untilHeard } from './heard.js'
import { metricsOf, startPair } from './pair.js'

const API = '/api/rainbow/enduser/v1.0'

withPostgres(t, 'two instances', (t, postgres) => {
  t.test('the second instance has no link, is ready, and sends its requests to the first one', async t => {
    const { one, other, actor } = await startPair(t, postgres)
    const juliet = await actor('juliet')
    const made = await juliet.calls('POST', `${API}/rooms`, { name: 'The orchard' })
    t.equal(made.status, 200)
    t.same((await juliet.calls('GET', `${API}/rooms`)).status, 200)
    const ready = await fetch(`${other.url}/health/ready`)
    t.match(await ready.json(), { status: 'ready', link: 'elsewhere' })
    t.match(await (await fetch(`${one.url}/health/ready`)).json(), { status: 'ready', link: 'up' })
    const metrics = await metricsOf(other)
    t.match(metrics, /^latchstring_forwarded_total\{outcome="answered"\} 2$/m)
    t.match(metrics, /^latchstring_instances 2$/m)
    t.match(metrics, /^latchstring_link_takeovers_total 0$/m)
    t.match(await metricsOf(one), /^latchstring_link_takeovers_total 1$/m)
  })

  t.test('at a planned stop the other instance goes on with the rooms: nobody has to enter again', async t => {
    const { one, other, actor, room } = await startPair(t, postgres)
    const [juliet, romeo] = [await actor('juliet'), await actor('romeo')]
    await juliet.enters(room)
    await romeo.enters(room)
    await one.latchstring.stop()
    await other.latchstring.linked()
    await untilHeard(romeo, juliet, room)
    t.equal((await juliet.calls('POST', `${API}/rooms`, { name: 'The orchard' })).status, 200)
    t.match(await metricsOf(other), /^latchstring_instances 1$/m)
  })

  t.test(
    'an instance that is cut off from the database gives the link up, and forwards to the one that took it',
    async t => {
      const { one, other, actor, room } = await startPair(t, postgres)
      const [juliet, romeo] = [await actor('juliet'), await actor('romeo')]
      await juliet.enters(room)
      await romeo.enters(room)
      one.database.setTreatment('swallow')
      await one.logs('link-lost')
      await other.latchstring.linked()
      await untilHeard(romeo, juliet, room)
      t.equal(
        (await fetch(`${one.url}/api/rainbow/ping`)).status,
        (await fetch(`${other.url}/api/rainbow/ping`)).status,
      )
      one.database.setTreatment('pass')
      one.database.cut('reset')
      await one.logs('lease-recovery')
      t.match(await (await fetch(`${one.url}/health/ready`)).json(), { link: 'elsewhere' })
      await untilHeard(juliet, romeo, room)
    },
  )

  t.test('while the database is away from both, the holder gives up the link and gets it back', async t => {
    const { one, other, actor, room } = await startPair(t, postgres)
    const [juliet, romeo] = [await actor('juliet'), await actor('romeo')]
    await juliet.enters(room)
    await romeo.enters(room)
    for (const { database } of [one, other]) database.setTreatment('swallow')
    await Promise.all([one.logs('link-lost'), other.logs('lease-trouble')])
    for (const { database } of [one, other]) {
      database.setTreatment('pass')
      database.cut('reset')
    }
    await one.logs('link-taken', 2)
    await untilHeard(romeo, juliet, room)
    t.match(await metricsOf(other), /^latchstring_link_takeovers_total 0$/m)
  })
})
