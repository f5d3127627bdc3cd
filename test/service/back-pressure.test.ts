import t from 'tap'
import { BackPressure } from '../../src/service/back-pressure.js'
import { TestClock } from '../xmpp/test-clock.js'

/** A BackPressure with a link that is up; `reading` lists the pauses and resumes that it asks for. */
function linkedPressure() {
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

t.test('slow storage pauses reading; reading resumes when 1000 pieces of work wait', t => {
  const { pressure, reading } = linkedPressure()
  for (const works of [3000, 3001, 5000, 1001]) pressure.queued(waiting(works))
  t.same(reading, ['paused'])
  pressure.queued(waiting(1000))
  t.same(reading, ['paused', 'resumed'])
  pressure.queued(waiting(1, 5 * 1024 * 1024))
  t.same(reading, ['paused', 'resumed', 'paused'], 'few long stanzas reach the limit too')
  t.end()
})

t.test('reading goes on while the server is slow, because its acknowledgements free space', t => {
  const { pressure, reading } = linkedPressure()
  pressure.queued(waiting(4000))
  pressure.congested()
  pressure.queued(waiting(5000))
  t.same(reading, ['paused', 'resumed'])
  pressure.eased()
  t.same(reading, ['paused', 'resumed', 'paused'])
  t.end()
})

t.test('no batch begins while the server is slow', async t => {
  const { pressure } = linkedPressure()
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

t.test('new work is refused when the queue is full or the server has been slow for more than 5 s', t => {
  const { pressure, clock } = linkedPressure()
  pressure.queued(waiting(6000))
  t.equal(pressure.isFull, false)
  pressure.queued(waiting(6001))
  t.match(pressure, { isFull: true, isOverflowing: false })
  pressure.queued(waiting(24_001))
  t.equal(pressure.isOverflowing, true)
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

t.test('after the end, batches begin at once', async t => {
  const { pressure } = linkedPressure()
  pressure.congested()
  const begins = pressure.mayBegin()
  pressure.end()
  await begins
  pressure.congested()
  await pressure.mayBegin()
  t.pass()
})

t.test('a link that is down is neither paused nor resumed', t => {
  const { pressure, reading } = linkedPressure()
  pressure.linkDown()
  for (const works of [4000, 900]) pressure.queued(waiting(works))
  t.same(reading, [])
  t.end()
})

t.test('a new link is paused if the queue is long when it comes up, regardless of the former link', t => {
  const { pressure, reading } = linkedPressure()
  pressure.queued(waiting(4000))
  pressure.linkDown()
  pressure.queued(waiting(2000))
  pressure.linkUp()
  t.same(reading, ['paused'], 'only the former link was paused')
  pressure.linkDown()
  pressure.queued(waiting(4000))
  pressure.linkUp()
  t.same(reading, ['paused', 'paused'])
  t.end()
})
