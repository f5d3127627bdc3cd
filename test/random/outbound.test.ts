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
/** More than memory takes. */
const MANY = 2500
/** In milliseconds: for which what was confirmed may be sent again, and some more. */
const LONGEST_PAUSE = 7000
const PING_EVERY = 31_000
/** In the smallest windows each takes one stanza or two. */
const MOST_ROUNDS = 50_000

/** An outbound between a store and a server, and what must not be. */
function stand(by: Chance) {
  const [outbox, server, clock] = [new SlowOutbox(by), new LossyServer(by), new TestClock()]
  const complaints: string[] = []
  const outbound = createOutbound({
    ...{ domain: 'rooms.example.org', inviterAddress: 'room', window: by.one(2, 3, 4, 10, 80, 500), clock },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    write: text => server.takes(text),
    confirmed: deliveries => {
      const early = deliveries.filter(({ id }) => !server.received.has(id))
      complaints.push(...early.map(({ id }) => `${id} is confirmed and has not come`))
      return outbox.confirm(deliveries)
    },
    repeated: ids => outbox.repeat(ids),
    undelivered: page => outbox.read(page),
    onTimeout: () => {
      server.disconnects(outbound)
      server.connects(outbound)
    },
  })
  /** A batch with so many deliveries; where it ended in doubt, nobody is told of them. */
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

/** What goes out beside deliveries. */
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

type Stand = ReturnType<typeof stand>

async function step({ outbox, server, clock, outbound, commits }: Stand, by: Chance): Promise<void> {
  const most = by.some(0.3) ? 1000 : 30
  const happens = by.one(
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
  await happens()
  if (by.some(0.6)) await turn()
}

/** Nothing goes wrong any more, until all has come or time enough has passed for it. */
async function settles({ outbox, server, clock, outbound }: Stand): Promise<void> {
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
  t.test(`each delivery comes, and only then counts as delivered, whatever is lost (seed ${seed})`, async t => {
    const by = chance(seed)
    const played = stand(by)
    for (let steps = 0; steps < Number(STEPS); steps++) await step(played, by)
    await settles(played)
    const { outbox, server, complaints } = played
    t.same(complaints, [])
    t.equal(server.received.size, outbox.count, 'all have come')
    t.same(outbox.waiting, [], 'and the store knows it')
    const twice = [...server.received].filter(([, links]) => new Set(links).size < links.length)
    t.same(twice, [], 'none twice on the same link')
  })
}
