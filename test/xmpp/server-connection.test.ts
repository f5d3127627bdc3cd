import t, { type Test } from 'tap'
import { xml } from '../../src/stanza/element.js'
import { createServerConnection, type ServerConnectionOptions } from '../../src/xmpp/server-connection.js'
import { ComponentListener, DOMAIN, keptLog, SECRET } from './component-listener.js'
import { delivery } from './outbound-stand.js'

/** A connection that is up, its server's side, and the calls to its users in order. */
async function connected(t: Test, changes: Partial<ServerConnectionOptions> = {}) {
  const server = await ComponentListener.start(t)
  const calls: string[] = []
  const connection = createServerConnection({
    ...{ service: server.service, domain: DOMAIN, secret: SECRET, connectTimeout: 20, log: keptLog() },
    inviterAddress: 'room',
    undelivered: async () => [],
    ...changes,
  })
  t.teardown(() => connection.stop())
  const call = (name: string) => () => void calls.push(name)
  const started = connection.start({
    flowControl: {
      linkUp: call('flow up'),
      linkDown: call('flow down'),
    },
    deliveries: {
      confirm: async deliveries => void calls.push(...deliveries.map(({ id }) => `confirm ${id}`)),
      repeat: ids => void calls.push(...ids.map(id => `repeat ${id}`)),
    },
    events: {
      onEased: call('eased'),
      mayRead: () => true,
      onRead: ({ name }) => void calls.push(`read ${name}`),
      onStanza: ({ name }) => void calls.push(`stanza ${name}`),
      onUp: () => {
        calls.push('up')
        connection.outbound.write([{ stanza: message('first'), to: ['romeo@example.org/a'] }], [])
      },
      onDown: call('down'),
    },
  })
  const peer = await server.next()
  await peer.accepts()
  await started
  const until = async (name: string) => {
    while (!calls.includes(name)) await new Promise(resolve => setImmediate(resolve))
  }
  return { connection, server, peer, calls, until }
}

function message(id: string, text = '') {
  return xml('message', { from: `garden@${DOMAIN}`, id }, xml('body', {}, text))
}

t.test('flow control and the events are called when outbound accepts stanzas', async t => {
  const { peer, calls } = await connected(t)
  t.same(calls.slice(0, 2), ['flow up', 'up'])
  peer.answersPings()
  await peer.receives('id="first"')
})

t.test('a stanza for outbound is read, but not passed on', async t => {
  const { peer, calls, until } = await connected(t)
  peer.answersPings()
  await until('read iq')
  peer.says('<message/>')
  await until('stanza message')
  t.same(calls.slice(2), ['read iq', 'eased', 'read message', 'stanza message'])
})

t.test('confirmed deliveries are recorded, and repeated after a lost link', async t => {
  const { connection, peer, calls, until } = await connected(t)
  peer.answersPings()
  connection.outbound.write([], [delivery('d1')])
  await until('confirm d1')
  peer.socket.destroy()
  await until('down')
  t.same(calls.slice(-3), ['flow down', 'repeat d1', 'down'])
})

t.test('the service is told when stanzas have left the queues', async t => {
  const { connection, peer, calls, until } = await connected(t)
  connection.outbound.write([{ stanza: message('m1'), to: ['romeo@example.org/a'] }], [])
  t.notOk(calls.includes('eased'), 'they wait for the first ping')
  peer.answersPings()
  await until('eased')
})

t.test('pauseReading stops the reading until resumeReading', async t => {
  const { connection, peer, calls, until } = await connected(t)
  connection.pauseReading()
  peer.says('<message/>')
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
  t.notOk(calls.includes('read message'))
  connection.resumeReading()
  await until('read message')
})

t.test('the connection reconnects if the server does not answer a ping in time', async t => {
  const { server, calls, until } = await connected(t, { answerTimeout: 0.05 })
  await until('down')
  await (await server.next()).accepts()
  while (calls.filter(name => name === 'up').length < 2) await new Promise(resolve => setImmediate(resolve))
})
