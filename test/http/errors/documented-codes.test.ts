import { readFileSync } from 'node:fs'
import t from 'tap'
import { ERRORS } from '../../../src/http/errors/error-kinds.js'

const root = new URL(import.meta.resolve('latchstring/package.json'))
const chapter =
  readFileSync(new URL('docs/rest.md', root), 'utf8')
    .split('\n## ')
    .find(text => text.startsWith('Error codes')) ?? ''
const rows = [...chapter.matchAll(/^\| (\d{3}) \| (\d+) \| (.+) \|$/gm)].map(([, status, code, when = '']) => ({
  code: `${status} ${code}`,
  when,
}))

t.test('docs/rest.md lists each error code once, in the order of the statuses', async t => {
  const codes = Object.values(ERRORS).map(({ status, code }) => `${status} ${code}`)
  t.strictSame(
    rows.map(({ code }) => code),
    [...new Set(codes)],
  )
})

t.test('docs/rest.md names Retry-After at the errors that pass', async t => {
  const passing = Object.values(ERRORS).flatMap(kind => ('passes' in kind ? `${kind.status} ${kind.code}` : []))
  const named = rows.filter(({ when }) => when.includes('`Retry-After`')).map(({ code }) => code)
  t.strictSame(named, [...new Set(passing)])
})
