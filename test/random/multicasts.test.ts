import t from 'tap'
import type { Outgoing } from '../../src/batch.js'
import { xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { createOutbound } from '../../src/xmpp/windowed-outbound.js'
import { type Chance, chance } from './chance.js'
import { TwoProcessServer } from './two-process-server.js'

/** For a longer search: STEPS=5000 SEEDS=4,5,6 TAP_TIMEOUT=0 node dist/test/random/multicasts.test.js */
const { STEPS = '400', SEEDS = '1,2,3,4,5,6' } = process.env
const DOMAIN = 'rooms.example.org'

function createHarness(by: Chance) {
  const server = new TwoProcessServer(by)
  const expected = new Map<string, string[]>()
  const outbound = createOutbound({
    ...{ domain: DOMAIN, userDomain: 'example.org', multicast: 'auto', inviterAddress: 'room' },
    ...{ window: by.one(4, 10, 80, 500), advertGrace: 0 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    write: text => server.takes(text),
    confirmed: async () => undefined,
    repeated: () => undefined,
    undelivered: async () => [],
  })
  let count = 0
  /** A room sends to some of its occupants, and perhaps the result of the request that brought it about. */
  const sends = () => {
    const room = `garden${by.below(3)}@${DOMAIN}`
    const sent = [stanzaTo(by, room, `${++count}`)]
    if (by.some(0.3)) {
      const result = xml('iq', { type: 'result', id: `${++count}`, from: room })
      sent.push({ stanza: result, to: [userOf(by.below(8))], follows: true })
    }
    for (const { stanza, to } of sent) {
      for (const user of to) {
        const key = `${user} from ${stanza.attrs['from'].split('/')[0]}`
        expected.set(key, [...(expected.get(key) ?? []), stanza.attrs['id']])
      }
    }
    outbound.write(sent, [])
  }
  return { server, outbound, expected, sends }
}

/** Every fourth user is one of another server. */
const userOf = (n: number) => `user${n}@${n % 4 === 3 ? 'elsewhere.example' : 'example.org'}/home`

function stanzaTo(by: Chance, room: string, id: string): Outgoing {
  const from = `${room}/Juliet`
  const addresses = xml('addresses', NS.addresses, xml('address', { type: 'bcc', jid: 'eve@example.org' }))
  const stanza = by.one(
    xml('message', { type: 'groupchat', id, from }, xml('body', {}, 'x'.repeat(by.some(0.1) ? by.below(3000) : 1))),
    xml('message', { type: 'groupchat', id, from }, addresses),
    xml('presence', { id, from }, xml('x', NS.mucUser)),
    xml('presence', { id, from }),
  )
  const many = by.some(0.5) ? by.below(60) : by.below(4)
  const first = by.below(8)
  return { stanza, to: Array.from({ length: many }, (_, n) => userOf(first + n)) }
}

for (const seed of SEEDS.split(',').map(Number)) {
  t.test(
    `multicasts keep the order of a room to each of its occupants, with none lost or twice (seed ${seed})`,
    async t => {
      const by = chance(seed)
      const { server, outbound, expected, sends } = createHarness(by)
      outbound.linkUp()
      const half = Number(STEPS) / 2
      const refusesAt = seed % 2 === 0 ? half + by.below(half) : Number.POSITIVE_INFINITY
      for (let step = 0; step < Number(STEPS); step++) {
        server.refuses ||= step >= refusesAt
        if (by.some(0.3)) sends()
        server.goesOn(by.below(40), outbound)
      }
      for (let step = 0; step < 50_000 && !(server.isIdle && outbound.state().queuedStanzas === 0); step++)
        server.goesOn(100, outbound)
      t.strictSame(sorted(server.received), sorted(expected))
      t.ok(server.multicasts > 10, `${server.multicasts} multicasts were delivered`)
    },
  )
}

function sorted(lists: ReadonlyMap<string, readonly string[]>) {
  return [...lists].sort(([one], [other]) => (one < other ? -1 : 1))
}
