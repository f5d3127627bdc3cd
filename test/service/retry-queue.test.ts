import t from 'tap'
import { InsistentWork } from '../../src/service/retry-queue.js'

t.test('what tells of the same is kept once, the latest; what must not be left out is kept each time', async t => {
  const kept = new InsistentWork<{ insists: string | true; n: number }>()
  for (const [n, insists] of (['a', true, 'b', 'a', true] as const).entries()) kept.keep({ insists, n })
  t.same(
    kept.take().map(({ n }) => n),
    [1, 4, 2, 3],
  )
  t.same(kept.take(), [])
})

t.test('where there is too much, the oldest goes, and nothing that must not be left out', async t => {
  const kept = new InsistentWork<{ insists: string | true }>({ count: 2, bytes: 100 })
  for (const insists of [true, 'a', 'b', 'c', true] as const) kept.keep({ insists })
  t.same(
    kept.take().map(({ insists }) => insists),
    [true, true, 'b', 'c'],
  )
})

t.test('of what is long, less is kept', async t => {
  const kept = new InsistentWork<{ insists: string; bytes: number }>({ count: 9, bytes: 100 })
  for (const [insists, bytes] of [
    ['a', 60],
    ['b', 30],
    ['c', 70],
    ['c', 70],
    ['d', 200],
    ['e', 100],
  ] as const) {
    kept.keep({ insists, bytes })
  }
  t.match(kept.take(), [{ insists: 'e' }])
})
