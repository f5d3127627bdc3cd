import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { inventory, leftSince } from './leftovers.js'

t.test('a timer, a listening socket and a listener of the process are named when they are left', async t => {
  const before = inventory()
  const timer = setInterval(() => undefined, 1000)
  const listener = createServer().listen(0, '127.0.0.1')
  const onWarning = () => undefined
  process.on('warning', onWarning)
  await once(listener, 'listening')
  const left = await leftSince(before, 0)
  t.same(left.sort(), ['1 TCPServerWrap', '1 Timeout', '1 listener of warning'])
  clearInterval(timer)
  process.off('warning', onWarning)
  listener.close()
  t.same(await leftSince(before), [])
})

t.test('what closes by itself is not left', async t => {
  const before = inventory()
  setTimeout(() => undefined, 20)
  t.same(await leftSince(before), [])
})
