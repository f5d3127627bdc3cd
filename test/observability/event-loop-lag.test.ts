import t, { type Test } from 'tap'
import { EventLoopLag } from '../../src/observability/event-loop-lag.js'

/** Measures when the test says so. `after` and `setBy` are in milliseconds. */
function measured(t: Test) {
  const clocks = { steady: 0, wall: 1_000_000 }
  const jumps: number[] = []
  const lag = new EventLoopLag(
    { onClockJump: by => jumps.push(by) },
    { steady: () => clocks.steady, wall: () => clocks.wall },
  )
  t.teardown(() => lag.stop())
  const measures = ({ after, setBy = 0 }: { after: number; setBy?: number }) => {
    clocks.steady += after
    clocks.wall += after + setBy
    lag.measure()
  }
  return { lag, clocks, jumps, measures }
}

t.test('an event loop without delay is not late', async t => {
  const { lag, measures } = measured(t)
  for (let i = 0; i < 30; i++) measures({ after: 500 })
  t.equal(lag.worst, 0)
})

t.test('the longest delay is remembered for ten seconds', async t => {
  const { lag, measures } = measured(t)
  measures({ after: 2500 })
  measures({ after: 500 })
  t.equal(lag.worst, 2000)
  for (let i = 0; i < 20; i++) measures({ after: 500 })
  t.equal(lag.worst, 0)
})

t.test('a blocked event loop is late before it runs again', async t => {
  const { lag, clocks } = measured(t)
  clocks.steady += 6500
  t.equal(lag.worst, 6000)
})

t.test('a clock that is set forward or back is reported with the difference; drift is not', async t => {
  const { jumps, measures } = measured(t)
  measures({ after: 500, setBy: 900 })
  measures({ after: 500, setBy: 3_600_000 })
  measures({ after: 4000 })
  measures({ after: 500, setBy: -3_600_000 })
  t.strictSame(jumps, [3_600_000, -3_600_000])
})
