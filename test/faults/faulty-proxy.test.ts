import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { chance } from '../random/chance.js'
import { type FaultyProxy, openFaultyProxy } from './faulty-proxy.js'

/** Opens a proxy with one connection: its client end and its server end. */
async function ends(
  t: Test,
): Promise<{ proxy: FaultyProxy; client: Socket; server: Socket; reopen: () => Promise<Socket> }> {
  const listener = createServer()
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  const proxy = await openFaultyProxy((listener.address() as AddressInfo).port, chance(7))
  const connects = async () => {
    const client = connect(proxy.port, '127.0.0.1')
    const [server]: Socket[] = await once(listener, 'connection')
    if (!server) throw new Error('no connection was accepted')
    for (const socket of [client, server]) socket.on('error', () => undefined)
    t.teardown(() => [client, server].map(socket => socket.destroy()))
    return { client, server }
  }
  t.teardown(async () => {
    listener.close()
    await proxy.close()
  })
  return { proxy, ...(await connects()), reopen: async () => (await connects()).server }
}

/** Resolves with the received text when it has at least `length` bytes. */
async function received(socket: Socket, length: number): Promise<string> {
  const parts: Buffer[] = []
  for (let size = 0; size < length; size += parts.at(-1)?.length ?? 0) parts.push((await once(socket, 'data'))[0])
  return Buffer.concat(parts).toString()
}

const SPEECH = '<message>Wherefore art thou ☃ 🌹 ē?</message>'.repeat(40)
const LENGTH = Buffer.byteLength(SPEECH)

for (const treatment of ['pass', 'trickle', 'drip'] as const) {
  t.test(`${treatment}: every byte arrives, in order, in both directions`, async t => {
    const { proxy, client, server } = await ends(t)
    proxy.setTreatment(treatment)
    const arrived = Promise.all([received(server, LENGTH), received(client, LENGTH)])
    client.write(SPEECH)
    server.write(SPEECH)
    t.same(await arrived, [SPEECH, SPEECH])
  })
}

t.test('drip: stanzas and characters arrive in pieces', async t => {
  const { proxy, client, server } = await ends(t)
  proxy.setTreatment('drip')
  client.write(SPEECH)
  const [first]: Buffer[] = await once(server, 'data')
  t.ok((first?.length ?? LENGTH) < LENGTH)
  await received(server, LENGTH - (first?.length ?? 0))
})

t.test('wait: the proxy reads nothing until it passes bytes again, and then delivers all of them', async t => {
  const { proxy, client, server } = await ends(t)
  proxy.setTreatment('wait')
  client.write(SPEECH)
  server.once('data', () => t.equal(proxy.open, 0, 'nothing arrives while the proxy waits'))
  await new Promise(resolve => setImmediate(resolve))
  server.removeAllListeners('data')
  proxy.setTreatment('pass')
  t.equal(await received(server, LENGTH), SPEECH)
})

t.test('half-open: bytes are discarded, no end is signalled, and a new connection works', async t => {
  const { proxy, client, server, reopen } = await ends(t)
  proxy.goHalfOpen()
  const events: string[] = []
  server.on('data', () => events.push('data')).on('close', () => events.push('close'))
  client.write(SPEECH)
  client.destroy()
  const second = await reopen()
  second.write(SPEECH)
  t.same(events, [])
  t.equal(proxy.open, 2, 'the server side of the first connection is still open')
})

/** Resolves with the way in which the connection ended. */
function ending(socket: Socket): Promise<'error' | 'end'> {
  return new Promise(resolve => {
    socket.once('error', () => resolve('error'))
    socket.resume().once('end', () => resolve('end'))
  })
}

for (const [by, seen] of [['reset', 'error'] as const, ['end', 'end'] as const]) {
  t.test(`${by}: both sides see an ${seen}`, async t => {
    const { proxy, client, server } = await ends(t)
    const endings = [client, server].map(ending)
    proxy.cut(by)
    t.same(await Promise.all(endings), [seen, seen])
  })
}
