import t from 'tap'
import { BackPressure } from '../../src/service/back-pressure.js'

/** A BackPressure with a link that is up; `reading` lists the pauses and resumes that it asks for. */
function linkedPressure() {
  const reading: string[] = []
  const pressure = new BackPressure({
    pauseReading: () => void reading.push('paused'),
    resumeReading: () => void reading.push('resumed'),
    memoryLimit: 4000,
  })
  pressure.linkUp()
  return { pressure, reading }
}

t.test('slow storage pauses reading at three quarters of the limit; reading resumes at a quarter', t => {
  const { pressure, reading } = linkedPressure()
  for (const bytes of [3000, 3001, 5000, 1001]) pressure.waits(bytes)
  t.same(reading, ['paused'])
  pressure.waits(1000)
  t.same(reading, ['paused', 'resumed'])
  t.end()
})

t.test('a link that is down is neither paused nor resumed', t => {
  const { pressure, reading } = linkedPressure()
  pressure.linkDown()
  for (const bytes of [4000, 900]) pressure.waits(bytes)
  t.same(reading, [])
  t.end()
})

t.test('a new link is paused if much waits when it comes up, regardless of the former link', t => {
  const { pressure, reading } = linkedPressure()
  pressure.waits(4000)
  pressure.linkDown()
  pressure.waits(2000)
  pressure.linkUp()
  t.same(reading, ['paused'], 'only the former link was paused')
  pressure.linkDown()
  pressure.waits(4000)
  pressure.linkUp()
  t.same(reading, ['paused', 'paused'])
  t.end()
})
