import t from 'tap'
import { delivery, outboundWith } from './outbound-stand.js'

const TIMEOUT = 30_000
const GRACE = 1000

/** An outbound whose link is up, and the times of its timeouts. */
function watched() {
  const silences: number[] = []
  const stand = outboundWith({ onTimeout: () => void silences.push(stand.clock.now()) })
  stand.up()
  return { ...stand, silences }
}

t.test('an idle link is pinged every 30 seconds, and does not time out while the server answers', t => {
  const { clock, pings, pong, silences } = watched()
  for (let i = 0; i < 5; i++) {
    clock.passes(TIMEOUT)
    t.equal(pings().length, 2 + i)
    pong()
  }
  t.same(silences, [])
  t.end()
})

t.test('a ping that is not answered in time is reported once', t => {
  const { clock, silences } = watched()
  clock.passes(2 * TIMEOUT + GRACE - 1)
  t.same(silences, [])
  clock.passes(10 * TIMEOUT)
  t.same(silences, [2 * TIMEOUT + GRACE])
  t.end()
})

t.test('after the answer to one ping, the server has the full time for the next', t => {
  const { outbound, clock, pong, silences } = watched()
  outbound.write([], [delivery('d1')])
  clock.passes(TIMEOUT / 2)
  outbound.write([], [delivery('d2')])
  clock.passes(TIMEOUT / 2)
  pong()
  clock.passes(TIMEOUT)
  t.same(silences, [])
  clock.passes(GRACE)
  t.equal(silences.length, 1)
  t.end()
})

t.test('an answer that is read late, after a halt of this process, still counts', t => {
  const { outbound, clock, pong, silences } = watched()
  outbound.write([], [delivery('d1')])
  clock.passes(TIMEOUT)
  pong()
  clock.passes(GRACE)
  t.same(silences, [])
  t.end()
})

t.test('the first ping of a link can time out too', t => {
  const { outbound, clock, silences, linkUp } = watched()
  outbound.linkDown('lost')
  clock.passes(10 * TIMEOUT)
  t.same(silences, [], 'no timeout without a link')
  linkUp()
  clock.passes(TIMEOUT + GRACE)
  t.equal(silences.length, 1)
  t.end()
})

t.test('no ping times out while the link is not read', t => {
  const { outbound, clock, pong, silences } = watched()
  outbound.write([], [delivery('d1')])
  outbound.write([], [delivery('d2')])
  outbound.readingPaused()
  // This answer was in the last read.
  pong()
  clock.passes(10 * TIMEOUT)
  t.same(silences, [])
  outbound.readingResumed()
  clock.passes(TIMEOUT + GRACE)
  t.equal(silences.length, 1)
  t.end()
})

t.test('state counts stanzas, deliveries and windows, and measures times', t => {
  const { outbound, clock, pong } = watched()
  clock.passes(7)
  outbound.write([], [delivery('d1')])
  clock.passes(5)
  const before = { deliveries: 1, oldestDelivery: 5, windowsInFlight: 1, stanzasOut: 1, stanzasIn: 1, dropped: 0 }
  t.match(outbound.state(), { ...before, queuedCharacters: 0, queuedStanzas: 0 })
  pong()
  t.match(outbound.state(), { deliveries: 0, oldestDelivery: 0, windowsInFlight: 0, lastPong: 5, stanzasIn: 2 })
  t.end()
})
