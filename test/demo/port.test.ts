import { once } from 'node:events'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { freePort } from '../../src/demo/port.js'
import { freePorts } from '../servers/ports.js'

async function takes(t: Test, port: number): Promise<void> {
  const server = createServer()
  await once(server.listen(port, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
}

t.test('the demo takes the first port if it is free, and the next free one if it is in use', async t => {
  const [first = 0] = await freePorts(1)
  t.equal(await freePort(first, async () => false), first)
  await takes(t, first)
  t.ok((await freePort(first, async () => false)) > first)
})

t.test('a port on which this very demo listens is an error that names its address', async t => {
  const [first = 0] = await freePorts(1)
  await takes(t, first)
  await t.rejects(
    freePort(first, async port => port === first),
    new RegExp(`http://127\\.0\\.0\\.1:${first}\\. Stop it first`),
  )
})
