import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import type { Delivery, Outgoing } from '../../src/batch.js'
import { xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { createOutbound } from '../../src/xmpp/windowed-outbound.js'
import { TestClock } from '../xmpp/test-clock.js'
import { type Chance, chance } from './chance.js'
import { LossyServer } from './lossy-server.js'
import { SlowOutbox } from './slow-outbox.js'

/** For a longer search: STEPS=500 SEEDS=4,5,6 TAP_TIMEOUT=0 node dist/test/random/outbound.test.js */
const { STEPS = '150', SEEDS = '1,2,3,4,5,6' } = process.env
/** More deliveries than the outbound keeps in memory. */
const MANY = 2500
/** Milliseconds; longer than the time in which confirmed deliveries may be sent again. */
const LONGEST_PAUSE = 7000
const PING_EVERY = 31_000
/** Enough rounds for the smallest windows, which deliver one or two stanzas per round. */
const MOST_ROUNDS = 50_000

/** An outbound between a store and a server; collects violations as complaints. */
function createHarness(by: Chance) {
  const [outbox, server, clock] = [new SlowOutbox(by), new LossyServer(by), new TestClock()]
  const complaints: string[] = []
  const outbound = createOutbound({
    ...{ domain: 'rooms.example.org', inviterAddress: 'room', window: by.one(2, 3, 4, 10, 80, 500), clock },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    write: text => server.takes(text),
    confirmed: deliveries => {
      const early = deliveries.filter(({ id }) => !server.received.has(id))
      complaints.push(...early.map(({ id }) => `${id} is confirmed but has not arrived`))
      return outbox.confirm(deliveries)
    },
    repeated: ids => outbox.repeat(ids),
    undelivered: page => outbox.read(page),
    onTimeout: () => {
      server.disconnects(outbound)
      server.connects(outbound)
    },
  })
  /** Commits a batch with `count` deliveries. When its commit is in doubt, the outbound does not get them. */
  const commits = (count: number, { isInDoubt = false } = {}) => {
    const deliveries = Array.from({ length: count }, (_, n) => delivery(by, `d${outbox.count + n}`))
    outbox.commit(deliveries)
    if (isInDoubt) outbound.restore().catch(() => undefined)
    else outbound.write(talk(by), deliveries)
  }
  return { outbox, server, clock, outbound, complaints, commits }
}

const roomOf = (by: Chance) => `garden${by.below(3)}@rooms.example.org`

function delivery(by: Chance, id: string): Delivery {
  const body = 'x'.repeat(by.some(0.05) ? by.below(3000) : 1)
  const type = by.one('groupchat', 'normal')
  return {
    id,
    stanza: `<message type='${type}' from='${roomOf(by)}' to='juliet@example.org' id='${id}'>${body}</message>`,
  }
}

/** Stanzas other than deliveries. */
function talk(by: Chance): Outgoing[] {
  return Array.from({ length: by.below(4) }, () => {
    const from = roomOf(by)
    const stanza = by.one(
      xml('iq', { type: 'result', id: 'answer', from }),
      xml('message', { id: 'archived', from }, xml('result', NS.archive)),
      xml('message', { type: 'groupchat', id: 'said', from }, 'x'.repeat(by.some(0.1) ? by.below(20_000) : 1)),
    )
    const count = 1 + by.below(by.some(0.1) ? 400 : 10)
    return { stanza, to: Array.from({ length: count }, (_, n) => `user${n}@example.org/a`) }
  })
}

type Harness = ReturnType<typeof createHarness>

async function step({ outbox, server, clock, outbound, commits }: Harness, by: Chance): Promise<void> {
  const most = by.some(0.3) ? 1000 : 30
  const act = by.one(
    ...([() => commits(by.some(0.03) ? MANY : by.below(8)), () => commits(by.below(8))] as const),
    ...[() => server.handles(by.below(most), outbound), () => server.handles(by.below(most), outbound)],
    ...[() => commits(1 + by.below(3), { isInDoubt: true }), () => outbox.stores(1 + by.below(5))],
    ...[() => server.connects(outbound), () => by.some(0.4) && server.disconnects(outbound)],
    () => clock.passes(by.below(LONGEST_PAUSE)),
    () => {
      outbox.isLocked = by.some(0.4)
      server.isFull = by.some(0.1)
    },
  )
  await act()
  if (by.some(0.6)) await turn()
}

/** Ends all disturbances and waits until every delivery has arrived, for MOST_ROUNDS rounds at most. */
async function settle({ outbox, server, clock, outbound }: Harness): Promise<void> {
  outbox.isLocked = false
  server.isFull = false
  server.connects(outbound)
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    server.handles(Number.POSITIVE_INFINITY, outbound)
    await outbox.stores(Number.POSITIVE_INFINITY)
    await turn()
    if (server.received.size === outbox.count && outbox.waiting.length === 0) return
    if (rounds % 200 === 199) clock.passes(PING_EVERY)
  }
}

for (const seed of SEEDS.split(',').map(Number)) {
  t.test(`each delivery arrives, and is confirmed only after that, whatever is lost (seed ${seed})`, async t => {
    const by = chance(seed)
    const played = createHarness(by)
    for (let steps = 0; steps < Number(STEPS); steps++) await step(played, by)
    await settle(played)
    const { outbox, server, complaints } = played
    t.same(complaints, [])
    t.equal(server.received.size, outbox.count, 'all deliveries arrived')
    t.same(outbox.waiting, [], 'the store has confirmed all of them')
    const twice = [...server.received].filter(([, links]) => new Set(links).size < links.length)
    t.same(twice, [], 'no delivery arrived twice on the same link')
  })
}
