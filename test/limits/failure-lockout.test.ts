import t from 'tap'
import { FailureLockout } from '../../src/limits/failure-lockout.js'

const HOUR = 3_600_000

/** A lockout after three failures, with a clock that stands until the test advances it. */
function counts(most = 3) {
  const clock = { now: 1_000_000 }
  const counted = new FailureLockout({ most, lockedFor: HOUR }, () => clock.now)
  const fail = (name: string, times = 1) => {
    for (let i = 0; i < times; i++) {
      counted.begins(name)
      counted.fails(name)
    }
  }
  return { counted, clock, fail }
}

t.test('a name is locked after its last allowed failure, and no other name is', async t => {
  const { counted, fail } = counts()
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
  fail('romeo')
  t.equal(counted.standingOf('romeo'), 'locked')
  t.equal(counted.standingOf('juliet'), 'free')
})

t.test('a lock expires and clears the failures before it', async t => {
  const { counted, clock, fail } = counts()
  fail('romeo', 3)
  clock.now += HOUR - 1
  t.equal(counted.standingOf('romeo'), 'locked')
  clock.now += 1
  t.equal(counted.standingOf('romeo'), 'free')
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('failures expire one lock time after the last of them', async t => {
  const { counted, clock, fail } = counts()
  fail('romeo', 2)
  clock.now += HOUR
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('a success clears the failures', async t => {
  const { counted, fail } = counts()
  fail('romeo', 2)
  counted.begins('romeo')
  counted.succeeds('romeo')
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('attempts under way count as failures until they end', async t => {
  const { counted, fail } = counts()
  fail('romeo')
  counted.begins('romeo')
  counted.begins('romeo')
  t.equal(counted.standingOf('romeo'), 'busy')
  counted.isVoid('romeo')
  t.equal(counted.standingOf('romeo'), 'free')
  counted.succeeds('romeo')
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('0 means no limit', async t => {
  const { counted, fail } = counts(0)
  fail('romeo', 100)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('above the limit on names the oldest is dropped, but attempts do not displace a locked one', async t => {
  const { counted, fail } = counts(2)
  fail('romeo', 2)
  fail('juliet')
  for (let i = 0; i < 10_000; i++) fail(`nobody${i}`)
  t.equal(counted.standingOf('romeo'), 'locked')
  fail('juliet')
  t.equal(counted.standingOf('juliet'), 'free')
})
