import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { until } from '../faults/until.js'
import { withPostgres } from '../store/postgres/fixture.js'
import { untilHeard } from './heard.js'
import { startMachines } from './machines.js'

withPostgres(t, 'two processes', (t, postgres) => {
  for (const on of ['prosody', 'ejabberd'] as const) {
    /** Two people in a room that the first machine serves. */
    const inRoom = async (t: Test) => {
      const stage = await startMachines(t, { on, postgres })
      const { actor, room } = stage
      const [juliet, romeo] = [await actor('juliet'), await actor('romeo')]
      await juliet.enters(room)
      await romeo.enters(room)
      const heard = async (what: string) => {
        t.comment(`${on}, ${what}: heard after ${Math.round(await untilHeard(romeo, juliet, room))} ms`)
        await untilHeard(juliet, romeo, room)
      }
      await heard('at first')
      return { ...stage, juliet, romeo, heard }
    }

    t.test(`${on}: when the holder crashes, the spare goes on with its rooms, and nobody enters again`, async t => {
      const { one, other, heard, makesRoom, juliet } = await inRoom(t)
      t.equal(await makesRoom(other, juliet.bare), 200, 'the spare forwards')
      await one.endBy('SIGKILL')
      const waiting = makesRoom(other, juliet.bare)
      await heard('crash')
      t.equal(await waiting, 200, 'a request waits for the spare')
      await one.start()
      t.equal(await one.link(), 'elsewhere')
      t.equal(await makesRoom(one, juliet.bare), 200)
    })

    t.test(`${on}: at a planned stop the spare has the link at once`, async t => {
      const { one, other, heard, makesRoom, juliet } = await inRoom(t)
      await one.endBy('SIGTERM')
      await heard('planned stop')
      t.equal(await makesRoom(other, juliet.bare), 200)
      t.equal(await other.link(), 'up')
    })

    t.test(`${on}: a holder that is stopped loses the rooms, and cannot speak for them when it goes on`, async t => {
      const { one, other, heard, juliet, romeo, room } = await inRoom(t)
      one.signal('SIGSTOP')
      await until(async () => (await other.link()) === 'up', { what: 'the spare has the link' })
      await heard('SIGSTOP')
      one.signal('SIGCONT')
      await juliet.receivedMeanwhile()
      for (let n = 0; n < 20; n++) await untilHeard(romeo, juliet, room)
      t.equal(await other.link(), 'up')
    })

    t.test(`${on}: the database is away for 2 s, which nobody sees, and for 20 s`, async t => {
      const { one, other, heard, makesRoom, juliet } = await inRoom(t)
      for (const { database } of [one, other]) database.setTreatment('swallow')
      const waiting = makesRoom(other, juliet.bare)
      await pause(2000)
      for (const { database } of [one, other]) {
        database.setTreatment('pass')
        database.cut('reset')
      }
      t.equal(await waiting, 200)
      t.equal(one.count('link-lost'), 0)
      await heard('database away for 2 s')
      await postgres.endBy('SIGINT')
      await pause(20_000)
      await postgres.start()
      await heard('database away for 20 s')
      t.equal(await makesRoom(other, juliet.bare), 200)
    })

    t.test(`${on}: an instance that is cut off from the database gives the link up`, async t => {
      const { one, other, heard, makesRoom, juliet } = await inRoom(t)
      one.database.setTreatment('swallow')
      await heard('cut off')
      await until(() => one.count('link-lost') === 1, { what: 'it has lost the link' })
      t.equal(await makesRoom(one, juliet.bare), 200, 'it sends requests to the other one')
      one.database.setTreatment('pass')
      one.database.cut('reset')
      await until(async () => (await one.link()) === 'elsewhere', { what: 'it is a spare' })
      t.equal(await makesRoom(one, juliet.bare), 200)
      t.equal(await makesRoom(other, juliet.bare), 200)
    })
  }
})
