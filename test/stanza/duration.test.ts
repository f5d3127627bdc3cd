import t from 'tap'
import { durationText, parseDuration } from '../../src/stanza/duration.js'

t.test('a duration is read with its unit, and written in the largest unit that divides it', async t => {
  for (const [text, seconds] of [
    ['0', 0],
    ['30m', 1800],
    ['12h', 43200],
    ['7d', 604800],
    ['2W', 1209600],
    [' 1 d ', 86400],
  ] as const) {
    t.equal(parseDuration(text), seconds, text)
  }
  for (const text of ['', 'a week', '7', '-1d', '1.5h', '1234567m', '7d 2h'])
    t.equal(parseDuration(text), undefined, text)
  t.same([0, 1800, 5400, 43200, 86400, 604800].map(durationText), ['0', '30m', '90m', '12h', '1d', '1w'])
})
