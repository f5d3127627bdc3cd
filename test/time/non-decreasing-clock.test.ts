import t from 'tap'
import { ClockTrust } from '../../src/muc/model/clock-trust.js'
import { nonDecreasingClock } from '../../src/time/non-decreasing-clock.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The times that the non-decreasing clock gives if the clock behind it gives these. */
function timesFor(times: readonly number[]): number[] {
  const left = [...times]
  const now = nonDecreasingClock(() => left.shift() ?? 0)
  return times.map(() => now())
}

t.test('a clock set back a little stands still until it has caught up', async t => {
  t.same(timesFor([100 * HOUR, 100 * HOUR - 5, 100 * HOUR - 1, 100 * HOUR + 1]), [
    ...[100 * HOUR, 100 * HOUR, 100 * HOUR],
    100 * HOUR + 1,
  ])
})

t.test('a clock set back repeatedly is never more than a minute ahead', async t => {
  const start = 100 * HOUR
  const backward = Array.from({ length: 100 }, (_, n) => start - n * 5000)
  for (const [n, time] of timesFor(backward).entries()) t.ok(time - (backward[n] ?? 0) <= MINUTE)
})

t.test('a clock set back or forward by more than a minute is followed', async t => {
  const times = [100 * HOUR, 90 * HOUR, 90 * HOUR + 1, 200 * HOUR, 10]
  t.same(timesFor(times), times)
})

t.test('a clock is trusted after one hour of running, and after a jump again after one hour', async t => {
  const clock = new ClockTrust()
  const after = (at: number) => {
    clock.tick(at)
    return clock.isTrusted
  }
  t.same([after(100 * HOUR), after(100.5 * HOUR), after(101 * HOUR)], [false, false, true])
  t.same([after(300 * HOUR), after(300.5 * HOUR), after(301 * HOUR)], [false, false, true])
  t.same([after(5 * HOUR), after(5.9 * HOUR), after(6.1 * HOUR)], [false, false, true])
})
