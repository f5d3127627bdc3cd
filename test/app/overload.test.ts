import { EventEmitter, once } from 'node:events'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig } from '../../src/config/config.js'
import { signToken } from '../../src/http/auth/token.js'
import { answerTo } from '../../src/http/errors/error-answer.js'
import { headersFor } from '../../src/http/errors/error-headers.js'
import { Overload } from '../../src/stanza/error.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { ComponentListener, DOMAIN, type Peer, SECRET } from '../xmpp/component-listener.js'

const ROOM = `garden@${DOMAIN}`
const OCCUPANTS = ['romeo', 'tybalt']
const JWT_SECRET = 'x'.repeat(32)
/** The stanzas sent exceed the work queue and the memory for outgoing stanzas together. */
const [COUNT, LENGTH, MEMORY_LIMIT] = [1500, 2000, 256 * 1024]

const jid = (name: string) => `${name}@example.org/home`

/**
 * The server's end of the link: counts what it receives and stores nothing; returns the pings once `answers()` is
 * called.
 */
class ServerEnd {
  readonly #peer: Peer
  readonly #seen = new EventEmitter()
  readonly #pings: string[] = []
  #rest = ''
  #answers = false
  delivered = 0
  refused = 0
  departed = 0

  constructor(peer: Peer) {
    this.#peer = peer
    peer.socket.removeAllListeners('data')
    peer.socket.on('data', (text: string) => this.#read(text))
  }

  answers(): void {
    this.#answers = true
    for (const ping of this.#pings.splice(0)) this.#peer.says(ping)
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#seen, 'more')
  }

  #read(text: string): void {
    this.#rest = (this.#rest + text).replace(/x+/g, 'x')
    const end = this.#rest.lastIndexOf('><') + 1
    const whole = this.#rest.slice(0, end)
    this.#rest = this.#rest.slice(end)
    const count = (pattern: RegExp) => whole.match(pattern)?.length ?? 0
    this.delivered += count(/<message to="romeo[^>]* type="groupchat"/g)
    this.refused += count(/<resource-constraint /g)
    this.departed += count(/<presence to="romeo[^>]* type="unavailable"/g)
    this.#pings.push(...(whole.match(/<iq type="get"[^>]*><ping [^>]*>/g) ?? []).map(ping => `${ping}</iq>`))
    if (this.#answers) this.answers()
    this.#seen.emit('more')
  }
}

/** A Latchstring linked to the test as its server, with a room and its occupants. */
async function startLinked(test: Test) {
  const server = await ComponentListener.start(test)
  const config = embeddedConfig({
    xmpp: {
      service: server.service,
      domain: DOMAIN,
      secret: SECRET,
      inviterAddress: 'room',
    },
    auth: { jwt: { secret: JWT_SECRET } },
    http: { port: 0 },
  })
  const starting = startLatchstring(config, pino({ level: 'silent' }), {
    store: sceneStore(openSqliteStore(':memory:')),
    memoryLimit: MEMORY_LIMIT,
  })
  const peer = await server.next()
  await peer.accepts()
  const latchstring = await starting
  test.teardown(() => latchstring.stop())
  peer.answersPings()
  for (const name of OCCUPANTS) {
    peer.received = ''
    peer.says(
      `<presence from='${jid(name)}' to='${ROOM}/${name}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
    )
    await peer.receives('<subject/></message>')
    if (name === OCCUPANTS[0]) await unlock(peer)
  }
  return { peer, url: `http://127.0.0.1:${latchstring.httpPort}` }
}

async function unlock(peer: Peer): Promise<void> {
  const form = `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>`
  peer.says(`<iq type='set' id='unlock' from='${jid('romeo')}' to='${ROOM}'>${form}</iq>`)
  await peer.receives('id="unlock"')
}

async function listRooms(url: string) {
  const token = await signToken(JWT_SECRET, { user: 'romeo@example.org', userClaim: 'sub', hours: 1 })
  return fetch(`${url}/api/rainbow/enduser/v1.0/rooms`, { headers: { authorization: `Bearer ${token}` } })
}

/** The number of stanzas refused so far. */
async function refusals(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^latchstring_refusals_total\{.*resource-constraint.*\} (\d+)/m.exec(metrics)?.[1] ?? 0)
}

t.test('stanzas beyond the limits of memory are refused when the server does not read', async t => {
  const { peer, url } = await startLinked(t)
  const serverEnd = new ServerEnd(peer)
  for (let i = 0; i < COUNT; i++) {
    peer.says(
      `<message from='${jid('romeo')}' to='${ROOM}' type='groupchat' id='m${i}'><body>${'x'.repeat(LENGTH)}</body></message>`,
    )
  }
  peer.says(`<presence from='${jid('tybalt')}' to='${ROOM}/tybalt' type='unavailable'/>`)
  // The accepted stanzas fit into the work queue, the memory for outgoing stanzas and one batch in between.
  while ((await refusals(url)) < COUNT - 4 * (MEMORY_LIMIT / LENGTH));
  serverEnd.answers()
  await serverEnd.until(() => serverEnd.delivered + serverEnd.refused === COUNT && serverEnd.departed === 1)
  t.ok(serverEnd.delivered > 0)
  t.equal((await listRooms(url)).status, 200)
})

t.test('an overload is answered over REST with 503 and Retry-After', t => {
  const { name, body } = answerTo(new Overload())
  t.match(body, {
    errorCode: 503,
    errorMsg: 'Service Unavailable',
    errorDetails: /try again/,
    errorDetailsCode: 503000,
  })
  t.match(headersFor(new Overload(), { name, schema: undefined }), { 'retry-after': /^\d+$/ })
  t.end()
})
