import t from 'tap'
import { FailureLockout } from '../../src/limits/failure-lockout.js'

const HOUR = 3_600_000

/** Counts with three failures to have, and a clock that stands until it is put forward. */
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

t.test('a name is locked by as many failures as it may have, and no other is', async t => {
  const { counted, fail } = counts()
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
  fail('romeo')
  t.equal(counted.standingOf('romeo'), 'locked')
  t.equal(counted.standingOf('juliet'), 'free')
})

t.test('a lock ends, and all failures before it are forgotten', async t => {
  const { counted, clock, fail } = counts()
  fail('romeo', 3)
  clock.now += HOUR - 1
  t.equal(counted.standingOf('romeo'), 'locked')
  clock.now += 1
  t.equal(counted.standingOf('romeo'), 'free')
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('failures are forgotten as long after the last of them', async t => {
  const { counted, clock, fail } = counts()
  fail('romeo', 2)
  clock.now += HOUR
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('a success forgives', async t => {
  const { counted, fail } = counts()
  fail('romeo', 2)
  counted.begins('romeo')
  counted.succeeds('romeo')
  fail('romeo', 2)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('attempts under way count as failures until they have ended', async t => {
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

t.test('0 failures to have means any number', async t => {
  const { counted, fail } = counts(0)
  fail('romeo', 100)
  t.equal(counted.standingOf('romeo'), 'free')
})

t.test('of very many names the longest ago is forgotten, but a locked one is not pushed out by tries', async t => {
  const { counted, fail } = counts(2)
  fail('romeo', 2)
  fail('juliet')
  for (let i = 0; i < 10_000; i++) fail(`nobody${i}`)
  t.equal(counted.standingOf('romeo'), 'locked')
  fail('juliet')
  t.equal(counted.standingOf('juliet'), 'free')
})
