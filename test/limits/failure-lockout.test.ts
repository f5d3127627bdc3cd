import t from 'tap'
import { FailureLockout } from '../../src/limits/failure-lockout.js'

const HOUR = 3_600_000

/** A lockout after three failures, with a clock that stands until the test advances it. */
function lockoutAfter(most = 3) {
  const clock = { now: 1_000_000 }
  const lockout = new FailureLockout({ most, lockedFor: HOUR }, () => clock.now)
  const fail = (name: string, times = 1) => {
    for (let i = 0; i < times; i++) {
      lockout.begin(name)
      lockout.fail(name)
    }
  }
  return { lockout, clock, fail }
}

t.test('a name is locked after its last allowed failure, and no other name is', async t => {
  const { lockout, fail } = lockoutAfter()
  fail('romeo', 2)
  t.equal(lockout.stateOf('romeo'), 'free')
  fail('romeo')
  t.equal(lockout.stateOf('romeo'), 'locked')
  t.equal(lockout.stateOf('juliet'), 'free')
})

t.test('a lock expires and clears the failures before it', async t => {
  const { lockout, clock, fail } = lockoutAfter()
  fail('romeo', 3)
  clock.now += HOUR - 1
  t.equal(lockout.stateOf('romeo'), 'locked')
  clock.now += 1
  t.equal(lockout.stateOf('romeo'), 'free')
  fail('romeo', 2)
  t.equal(lockout.stateOf('romeo'), 'free')
})

t.test('failures expire one lock time after the last of them', async t => {
  const { lockout, clock, fail } = lockoutAfter()
  fail('romeo', 2)
  clock.now += HOUR
  fail('romeo', 2)
  t.equal(lockout.stateOf('romeo'), 'free')
})

t.test('a success clears the failures', async t => {
  const { lockout, fail } = lockoutAfter()
  fail('romeo', 2)
  lockout.begin('romeo')
  lockout.succeed('romeo')
  fail('romeo', 2)
  t.equal(lockout.stateOf('romeo'), 'free')
})

t.test('attempts under way count as failures until they end', async t => {
  const { lockout, fail } = lockoutAfter()
  fail('romeo')
  lockout.begin('romeo')
  lockout.begin('romeo')
  t.equal(lockout.stateOf('romeo'), 'busy')
  lockout.cancel('romeo')
  t.equal(lockout.stateOf('romeo'), 'free')
  lockout.succeed('romeo')
  fail('romeo', 2)
  t.equal(lockout.stateOf('romeo'), 'free')
})

t.test('0 means no limit', async t => {
  const { lockout, fail } = lockoutAfter(0)
  fail('romeo', 100)
  t.equal(lockout.stateOf('romeo'), 'free')
})

t.test('above the limit on names the oldest is dropped, but attempts do not displace a locked one', async t => {
  const { lockout, fail } = lockoutAfter(2)
  fail('romeo', 2)
  fail('juliet')
  for (let i = 0; i < 10_000; i++) fail(`user${i}`)
  t.equal(lockout.stateOf('romeo'), 'locked')
  fail('juliet')
  t.equal(lockout.stateOf('juliet'), 'free')
})

t.test('attempts that come at once wait for each other: right ones all pass, wrong ones until the lock', async t => {
  const { lockout } = lockoutAfter()
  const attempt = async (end: 'cancel' | 'fail') => {
    const state = await lockout.beginInTurn('romeo')
    await new Promise(setImmediate)
    if (state === 'free') lockout[end]('romeo')
    return state
  }
  const crowd = (end: 'cancel' | 'fail', size: number) => Promise.all(Array.from({ length: size }, () => attempt(end)))
  t.strictSame(new Set(await crowd('cancel', 200)), new Set(['free']))
  const tooMany = await crowd('cancel', 1010)
  t.equal(tooMany.filter(state => state === 'busy').length, 7, 'three run and 1000 wait')
  const guesses = await crowd('fail', 200)
  t.equal(guesses.filter(state => state === 'free').length, 3)
  t.equal(guesses.filter(state => state === 'locked').length, 197)
})
