import t from 'tap'
import { BackPressure } from '../../src/service/back-pressure.js'
import { TestClock } from '../xmpp/test-clock.js'

/** A back-pressure with a link, and what it does to the reading of that. */
function stand() {
  const reading: string[] = []
  const clock = new TestClock()
  const pressure = new BackPressure({
    pauseReading: () => void reading.push('paused'),
    resumeReading: () => void reading.push('resumed'),
    clock,
  })
  pressure.linkUp()
  return { pressure, reading, clock }
}

const waiting = (works: number, bytes = 0) => ({ works, bytes })

t.test('a storage that is slow stops the reading, and it goes on when most is done', t => {
  const { pressure, reading } = stand()
  for (const works of [3000, 3001, 5000, 1001]) pressure.queued(waiting(works))
  t.same(reading, ['paused'])
  pressure.queued(waiting(1000))
  t.same(reading, ['paused', 'resumed'])
  pressure.queued(waiting(1, 5 * 1024 * 1024))
  t.same(reading, ['paused', 'resumed', 'paused'], 'few long stanzas are as much')
  t.end()
})

t.test('while the server is slow it is read all the same: what makes room comes that way', t => {
  const { pressure, reading } = stand()
  pressure.queued(waiting(4000))
  pressure.congested()
  pressure.queued(waiting(5000))
  t.same(reading, ['paused', 'resumed'])
  pressure.eased()
  t.same(reading, ['paused', 'resumed', 'paused'])
  t.end()
})

t.test('no batch begins while the server is slow', async t => {
  const { pressure } = stand()
  await pressure.mayBegin()
  pressure.congested()
  let begun = false
  const begins = pressure.mayBegin().then(() => {
    begun = true
  })
  await new Promise(resolve => setImmediate(resolve))
  t.equal(begun, false)
  pressure.eased()
  await begins
})

t.test('new work is refused when much waits, or when it would wait for long', t => {
  const { pressure, clock } = stand()
  pressure.queued(waiting(6000))
  t.equal(pressure.isFull, false)
  pressure.queued(waiting(6001))
  t.match(pressure, { isFull: true, isBursting: false })
  pressure.queued(waiting(24_001))
  t.equal(pressure.isBursting, true)
  pressure.queued(waiting(0))
  pressure.congested()
  clock.passes(5000)
  pressure.congested()
  t.equal(pressure.isFull, false)
  clock.passes(1)
  t.equal(pressure.isFull, true)
  pressure.eased()
  t.equal(pressure.isFull, false)
  t.end()
})

t.test('at the end nothing is held', async t => {
  const { pressure } = stand()
  pressure.congested()
  const begins = pressure.mayBegin()
  pressure.end()
  await begins
  pressure.congested()
  await pressure.mayBegin()
  t.pass()
})

t.test('a link that is down is neither paused nor read again, whatever comes', t => {
  const { pressure, reading } = stand()
  pressure.linkDown()
  for (const works of [4000, 900]) pressure.queued(waiting(works))
  t.same(reading, [])
  t.end()
})

t.test('a new link is paused where as much waits when it comes up, and not for what was before', t => {
  const { pressure, reading } = stand()
  pressure.queued(waiting(4000))
  pressure.linkDown()
  pressure.queued(waiting(2000))
  pressure.linkUp()
  t.same(reading, ['paused'], 'as the former link was')
  pressure.linkDown()
  pressure.queued(waiting(4000))
  pressure.linkUp()
  t.same(reading, ['paused', 'paused'])
  t.end()
})
