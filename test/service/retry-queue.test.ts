import t from 'tap'
import { InsistentWork } from '../../src/service/retry-queue.js'

t.test('items with the same key replace each other; items with the key true are all kept', async t => {
  const queue = new InsistentWork<{ insists: string | true; n: number }>()
  for (const [n, insists] of (['a', true, 'b', 'a', true] as const).entries()) queue.keep({ insists, n })
  t.same(
    queue.take().map(({ n }) => n),
    [1, 4, 2, 3],
  )
  t.same(queue.take(), [])
})

t.test('the oldest keyed items are dropped when there are too many; items with the key true stay', async t => {
  const queue = new InsistentWork<{ insists: string | true }>({ count: 2, bytes: 100 })
  for (const insists of [true, 'a', 'b', 'c', true] as const) queue.keep({ insists })
  t.same(
    queue.take().map(({ insists }) => insists),
    [true, true, 'b', 'c'],
  )
})

t.test('long items are limited by their total length', async t => {
  const queue = new InsistentWork<{ insists: string; bytes: number }>({ count: 9, bytes: 100 })
  for (const [insists, bytes] of [
    ['a', 60],
    ['b', 30],
    ['c', 70],
    ['c', 70],
    ['d', 200],
    ['e', 100],
  ] as const) {
    queue.keep({ insists, bytes })
  }
  t.match(queue.take(), [{ insists: 'e' }])
})
