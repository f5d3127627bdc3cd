import t from 'tap'
import { type Work, WorkQueue } from '../../src/service/work-queue.js'

type Named = Work & { readonly name: string }

/** A piece of work of a user, or of the service itself, that does nothing. */
const work = (name: string, more: Partial<Work> & { by?: string; room?: string } = {}): Named => {
  const { by, room, ...others } = more
  const needs = { room, ...(by !== undefined && { requester: { way: 'xmpp', by } as const }), ...others.needs }
  return { name, handle: () => undefined, ...others, needs }
}

/** Takes batches until nothing is left. Returns the names, a list for each batch. */
function takeAll(queue: WorkQueue, isHeld: (work: Work) => boolean = () => false): string[][] {
  const works = queue.next(isHeld)
  if (works.length === 0) return []
  queue.remove(works)
  return [works.map(one => (one as Named).name), ...takeAll(queue, isHeld)]
}

const LOOKUP = { lookup: { occupied: { after: '', most: 1 } } } as const

t.test('users take turns of ten, however much one of them requests, and each keeps the order', async t => {
  const queue = new WorkQueue(Number.POSITIVE_INFINITY)
  for (let i = 0; i < 1000; i++) queue.push(work('many', { by: 'tybalt' }))
  for (let i = 0; i < 12; i++) queue.push(work(`her ${i}`, { by: 'juliet', room: 'verona' }))
  queue.push(work('own'))
  const order = takeAll(queue).flat()
  t.same(order.slice(9, 21), ['many', ...Array.from({ length: 10 }, (_, i) => `her ${i}`), 'own'])
  t.same(order.slice(30, 34), ['many', 'her 10', 'her 11', 'many'])
  t.equal(order.length, 1013)
})

t.test('rooms take turns of a hundred, however many users are in one of them', async t => {
  const queue = new WorkQueue(Number.POSITIVE_INFINITY)
  for (let i = 0; i < 1000; i++) queue.push(work('crowd', { by: `user${i}`, room: 'verona' }))
  for (const name of ['a', 'b']) queue.push(work(name, { by: 'juliet', room: 'mantua' }))
  const order = takeAll(queue).flat()
  t.same([order.indexOf('a'), order.indexOf('b')], [100, 101])
})

t.test('RFC 6120 10.1: what a user sends to a room waits behind work that is held; all other work goes on', async t => {
  const queue = new WorkQueue(Number.POSITIVE_INFINITY)
  const held = work('message', { by: 'romeo', room: 'verona' })
  queue.push(held)
  queue.push(work('query', { by: 'romeo', room: 'verona' }))
  queue.push(work('elsewhere', { by: 'romeo', room: 'mantua' }))
  queue.push(work('of another', { by: 'juliet', room: 'verona' }))
  t.same(
    takeAll(queue, one => one === held),
    [['elsewhere', 'of another']],
  )
  t.equal(queue.ready, 0, 'what is held does not wait for the storage')
  t.same(takeAll(queue), [['message', 'query']])
})

t.test('a look-up follows no work without a look-up in the same batch, and waits for one batch at most', async t => {
  const queue = new WorkQueue(Number.POSITIVE_INFINITY)
  queue.push(work('look-up 1', { by: 'romeo', needs: LOOKUP }))
  queue.push(work('message 1', { by: 'juliet' }))
  queue.push(work('look-up 2', { by: 'romeo', needs: LOOKUP }))
  queue.push(work('after it', { by: 'romeo' }))
  queue.push(work('message 2', { by: 'juliet' }))
  t.same(takeAll(queue), [
    ['look-up 1', 'message 1', 'message 2'],
    ['look-up 2', 'after it'],
  ])
})

t.test('the user and the room with the most work are refused first; must-retry work is accepted longer', async t => {
  const queue = new WorkQueue(100 * 1024)
  const fill = (by: (i: number) => string, room: string) => {
    for (let i = 0; i < 1000; i++) {
      const one = work('many', { by: by(i), room })
      if (queue.accepts(one)) queue.push(one)
    }
    return queue.length
  }
  t.equal(
    fill(() => 'tybalt', 'verona'),
    50,
  )
  t.equal(queue.accepts(work('left', { by: 'tybalt', room: 'verona', mustRetry: 'left' })), true)
  t.equal(queue.accepts(work('own')), true)
  t.equal(queue.accepts(work('long', { by: 'juliet', bytes: 60_000 })), false)
  t.equal(
    fill(i => `user${i}`, 'verona'),
    63,
    'a room has a little more than a user',
  )
  t.equal(queue.accepts(work('small', { by: 'juliet', room: 'mantua' })), true)
})
