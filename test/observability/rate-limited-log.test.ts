import t from 'tap'
import { RateLimitedLog } from '../../src/observability/rate-limited-log.js'

t.test('lines above the limit of a minute are counted by event and reported in one line', async t => {
  const written: object[] = []
  const log = { info: (fields: object) => written.push(fields), error: () => undefined }
  const lines = new RateLimitedLog(log, { limit: 2, of: 'refusals' })
  for (let i = 0; i < 1000; i++) lines.write({ event: 'refused', i }, 'Something was refused')
  lines.write({ event: 'sign-in-locked' }, 'Sign-ins are locked')
  lines.endMinute()
  lines.endMinute()
  lines.write({ event: 'refused', i: 1000 }, 'Something was refused')
  t.strictSame(written, [
    { event: 'refused', i: 0 },
    { event: 'refused', i: 1 },
    { event: 'unwritten', of: 'refusals', counts: { refused: 998, 'sign-in-locked': 1 } },
    { event: 'refused', i: 1000 },
  ])
})
