import t from 'tap'
import { ClockTrust } from '../../src/muc/model/clock-trust.js'
import { steadyClock } from '../../src/time/non-decreasing-clock.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What the steady clock says while the clock behind it says this. */
function saidFor(times: readonly number[]): number[] {
  const left = [...times]
  const now = steadyClock(() => left.shift() ?? 0)
  return times.map(() => now())
}

t.test('a clock that is put back a little stands still until it has caught up', async t => {
  t.same(saidFor([100 * HOUR, 100 * HOUR - 5, 100 * HOUR - 1, 100 * HOUR + 1]), [
    ...[100 * HOUR, 100 * HOUR, 100 * HOUR],
    100 * HOUR + 1,
  ])
})

t.test('however often it is put back, it is never more than a minute ahead', async t => {
  const start = 100 * HOUR
  const backward = Array.from({ length: 100 }, (_, n) => start - n * 5000)
  for (const [n, said] of saidFor(backward).entries()) t.ok(said - (backward[n] ?? 0) <= MINUTE)
})

t.test('a clock that is put back or forward by much is followed', async t => {
  const times = [100 * HOUR, 90 * HOUR, 90 * HOUR + 1, 200 * HOUR, 10]
  t.same(saidFor(times), times)
})

t.test('a clock is trusted when it has run for an hour, and after a jump when it has run for another', async t => {
  const clock = new ClockTrust()
  const after = (at: number) => {
    clock.tick(at)
    return clock.isTrusted
  }
  t.same([after(100 * HOUR), after(100.5 * HOUR), after(101 * HOUR)], [false, false, true])
  t.same([after(300 * HOUR), after(300.5 * HOUR), after(301 * HOUR)], [false, false, true])
  t.same([after(5 * HOUR), after(5.9 * HOUR), after(6.1 * HOUR)], [false, false, true])
})
