import t from 'tap'
import { RateLimitedLog } from '../../src/observability/rate-limited-log.js'

t.test('what is above the bound of a minute is counted by event, and told in one line', async t => {
  const told: object[] = []
  const log = { info: (fields: object) => told.push(fields), error: () => undefined }
  const lines = new RateLimitedLog(log, { most: 2, of: 'refusals' })
  for (let i = 0; i < 1000; i++) lines.write({ event: 'refused', i }, 'Something was refused')
  lines.write({ event: 'sign-in-locked' }, 'Sign-ins are locked')
  lines.turn()
  lines.turn()
  lines.write({ event: 'refused', i: 1000 }, 'Something was refused')
  t.strictSame(told, [
    { event: 'refused', i: 0 },
    { event: 'refused', i: 1 },
    { event: 'unwritten', of: 'refusals', counts: { refused: 998, 'sign-in-locked': 1 } },
    { event: 'refused', i: 1000 },
  ])
})
