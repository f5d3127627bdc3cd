import t from 'tap'
import { Retry } from '../../src/xmpp/retry.js'
import { TestClock } from './test-clock.js'

/** The times of the attempts in `milliseconds`, on a server whose links last `lasting` ms; undefined: it is down. */
function attemptsIn(milliseconds: number, { lasting }: { lasting: number | undefined }): number[] {
  const clock = new TestClock()
  const attempts: number[] = []
  const retry = new Retry(clock, () => {
    attempts.push(clock.now())
    if (lasting === undefined) retry.afterEnd(undefined)
    else clock.after(lasting, () => retry.afterEnd(lasting))
  })
  retry.afterEnd(undefined)
  clock.passes(milliseconds)
  retry.stop()
  return attempts
}

const HOUR = 3_600_000

t.test('a server that is down is tried every 0.1 to 0.2 seconds for 15 seconds, then every 2.5 to 5 seconds', t => {
  const attempts = attemptsIn(HOUR, { lasting: undefined })
  const gaps = attempts.map((at, index) => at - (attempts[index - 1] ?? 0))
  const eager = gaps.filter((_, index) => (attempts[index] ?? 0) <= 15_000)
  t.ok(eager.every(gap => gap >= 100 && gap <= 200))
  t.ok(gaps.slice(eager.length + 6).every(gap => gap >= 2500 && gap <= 5000))
  t.end()
})

t.test('a server that accepts the link and drops it at once is not tried more often', t => {
  t.ok(attemptsIn(HOUR, { lasting: 10 }).length <= HOUR / 2500 + 160)
  t.end()
})

t.test('a good link reconnects soon, and does not flood the server either', t => {
  t.ok(attemptsIn(HOUR, { lasting: 5001 }).length <= HOUR / 5000)
  t.end()
})

t.test('100 components do not reconnect in step', t => {
  const second = new Set(Array.from({ length: 100 }, () => attemptsIn(10_000, { lasting: undefined })[5]))
  t.ok(second.size > 90)
  t.end()
})

t.test('an instance that another has replaced waits for one to two minutes', t => {
  const clock = new TestClock()
  let attempts = 0
  const retry = new Retry(clock, () => {
    attempts++
  })
  retry.afterReplaced()
  clock.passes(59_999)
  t.equal(attempts, 0)
  clock.passes(60_001)
  t.equal(attempts, 1)
  t.end()
})

t.test('no attempt is made after a stop', t => {
  const clock = new TestClock()
  const retry = new Retry(clock, () => t.fail('an attempt was made'))
  retry.afterEnd(undefined)
  retry.stop()
  clock.passes(HOUR)
  t.end()
})
