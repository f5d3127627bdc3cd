import t, { type Test } from 'tap'
import { EventLoopLag } from '../../src/observability/event-loop-lag.js'

/** A watch that looks when the test says so, at the time that the test says; both in milliseconds. */
function watched(t: Test) {
  const clocks = { steady: 0, wall: 1_000_000 }
  const jumps: number[] = []
  const loop = new EventLoopLag(
    { onClockJump: by => jumps.push(by) },
    { steady: () => clocks.steady, wall: () => clocks.wall },
  )
  t.teardown(() => loop.stop())
  const looks = ({ after, setBy = 0 }: { after: number; setBy?: number }) => {
    clocks.steady += after
    clocks.wall += after + setBy
    loop.look()
  }
  return { loop, clocks, jumps, looks }
}

t.test('a loop that turns in time is not late', async t => {
  const { loop, looks } = watched(t)
  for (let i = 0; i < 30; i++) looks({ after: 500 })
  t.equal(loop.worst, 0)
})

t.test('its worst delay is remembered for ten seconds', async t => {
  const { loop, looks } = watched(t)
  looks({ after: 2500 })
  looks({ after: 500 })
  t.equal(loop.worst, 2000)
  for (let i = 0; i < 20; i++) looks({ after: 500 })
  t.equal(loop.worst, 0)
})

t.test('a loop that hangs just now is late before it turns again', async t => {
  const { loop, clocks } = watched(t)
  clocks.steady += 6500
  t.equal(loop.worst, 6000)
})

t.test('a clock that is set forward or back is told, with by how much; one that drifts is not', async t => {
  const { jumps, looks } = watched(t)
  looks({ after: 500, setBy: 900 })
  looks({ after: 500, setBy: 3_600_000 })
  looks({ after: 4000 })
  looks({ after: 500, setBy: -3_600_000 })
  t.strictSame(jumps, [3_600_000, -3_600_000])
})
