import t from 'tap'
import { isoTime, parseIsoTime } from '../../src/stanza/time.js'

const at = Date.UTC(2026, 1, 28, 23, 5, 9, 7)

t.test('a time is written in UTC with milliseconds (XEP-0082 §3.2)', async t => {
  t.equal(isoTime(at), '2026-02-28T23:05:09.007Z')
  t.equal(isoTime(0), '1970-01-01T00:00:00.000Z')
})

t.test('a written time is read back', async t => {
  for (const time of [at, 0, -1, Date.UTC(2024, 1, 29), Date.UTC(9999, 11, 31, 23, 59, 59, 999)]) {
    t.equal(parseIsoTime(isoTime(time)), time)
  }
})

t.test('an offset from UTC is subtracted', async t => {
  const noon = Date.UTC(2026, 0, 1, 12)
  for (const text of ['12:00:00Z', '12:00:00+00:00', '12:00:00-00:00', '14:30:00+02:30', '04:00:00-08:00']) {
    t.equal(parseIsoTime(`2026-01-01T${text}`), noon, text)
  }
  t.equal(parseIsoTime('2026-01-02T01:00:00+13:00'), noon, 'the day is the sender’s')
})

t.test('a fraction of a second has any number of digits; the first three count', async t => {
  const second = Date.UTC(2026, 0, 1)
  const fractions = { '.5': 500, '.05': 50, '.123456789012345678901234567890': 123, '.9999': 999, '.000': 0 }
  for (const [fraction, ms] of Object.entries(fractions)) {
    t.equal(parseIsoTime(`2026-01-01T00:00:00${fraction}Z`), second + ms, fraction)
  }
})

t.test('a day that does not exist is refused', async t => {
  for (const day of [
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '2026-01-00',
    '2026-01-32',
  ]) {
    t.equal(parseIsoTime(`${day}T12:00:00Z`), undefined, day)
  }
  t.ok(parseIsoTime('2024-02-29T12:00:00+14:00'))
})

t.test('a time of day that does not exist is refused', async t => {
  for (const time of ['24:00:00', '25:00:00', '12:60:00', '12:00:61']) {
    t.equal(parseIsoTime(`2026-01-01T${time}Z`), undefined, time)
  }
  for (const offset of ['+24:00', '+01:60', '+99:99']) t.equal(parseIsoTime(`2026-01-01T12:00:00${offset}`), undefined)
})

t.test('other formats of a time are refused', async t => {
  const others = ['', 'now', '0', '1767225600000', '2026-01-01', '12:00:00Z', '20260101T12:00:00', 'Thu, 01 Jan 2026']
  const close = ['2026-01-01T12:00Z', '2026-01-01T12:00:00', '2026-01-01 12:00:00Z', '2026-01-01t12:00:00z']
  const closer = ['2026-01-01T12:00:00.Z', '2026-01-01T12:00:00+0100', '2026-1-1T12:00:00Z', '+002026-01-01T12:00:00Z']
  const around = [' 2026-01-01T12:00:00Z', '2026-01-01T12:00:00Z\n', '２026-01-01T12:00:00Z']
  for (const text of [...others, ...close, ...closer, ...around]) t.equal(parseIsoTime(text), undefined, text)
})
