import t from 'tap'
import { RetryQueue } from '../../src/service/retry-queue.js'

t.test('items with the same key replace each other; items with the key true are all kept', async t => {
  const queue = new RetryQueue<{ mustRetry: string | true; n: number }>()
  for (const [n, mustRetry] of (['a', true, 'b', 'a', true] as const).entries()) queue.keep({ mustRetry, n })
  t.same(
    queue.takeAll().map(({ n }) => n),
    [1, 4, 2, 3],
  )
  t.same(queue.takeAll(), [])
})

t.test('the oldest keyed items are dropped when there are too many; items with the key true stay', async t => {
  const queue = new RetryQueue<{ mustRetry: string | true }>({ count: 2, bytes: 100 })
  for (const mustRetry of [true, 'a', 'b', 'c', true] as const) queue.keep({ mustRetry })
  t.same(
    queue.takeAll().map(({ mustRetry }) => mustRetry),
    [true, true, 'b', 'c'],
  )
})

t.test('long items are limited by their total length', async t => {
  const queue = new RetryQueue<{ mustRetry: string; bytes: number }>({ count: 9, bytes: 100 })
  for (const [mustRetry, bytes] of [
    ['a', 60],
    ['b', 30],
    ['c', 70],
    ['c', 70],
    ['d', 200],
    ['e', 100],
  ] as const) {
    queue.keep({ mustRetry, bytes })
  }
  t.match(queue.takeAll(), [{ mustRetry: 'e' }])
})
