import t from 'tap'
import { delivery, outboundWith } from './outbound-stand.js'

const TIMEOUT = 30_000
const GRACE = 1000

/** An outbound whose link is up, and how often it has found the server silent. */
function watched() {
  const silences: number[] = []
  const stand = outboundWith({ onTimeout: () => void silences.push(stand.clock.now()) })
  stand.up()
  return { ...stand, silences }
}

t.test('an idle server is asked every 30 seconds, and nothing is wrong while it answers', t => {
  const { clock, pings, pong, silences } = watched()
  for (let i = 0; i < 5; i++) {
    clock.passes(TIMEOUT)
    t.equal(pings().length, 2 + i)
    pong()
  }
  t.same(silences, [])
  t.end()
})

t.test('a ping that is not answered in time is told, once', t => {
  const { clock, silences } = watched()
  clock.passes(2 * TIMEOUT + GRACE - 1)
  t.same(silences, [])
  clock.passes(10 * TIMEOUT)
  t.same(silences, [2 * TIMEOUT + GRACE])
  t.end()
})

t.test('a server that answers one ping has the whole time for the next', t => {
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

t.test('an answer that we read late, after a halt of our own, still counts', t => {
  const { outbound, clock, pong, silences } = watched()
  outbound.write([], [delivery('d1')])
  clock.passes(TIMEOUT)
  pong()
  clock.passes(GRACE)
  t.same(silences, [])
  t.end()
})

t.test('the first ping of a link is watched, too', t => {
  const { outbound, clock, silences, linkUp } = watched()
  outbound.linkDown('lost')
  clock.passes(10 * TIMEOUT)
  t.same(silences, [], 'without a link there is nobody to answer')
  linkUp()
  clock.passes(TIMEOUT + GRACE)
  t.equal(silences.length, 1)
  t.end()
})

t.test('while we do not read, silence is no fault of the server', t => {
  const { outbound, clock, pong, silences } = watched()
  outbound.write([], [delivery('d1')])
  outbound.write([], [delivery('d2')])
  outbound.readingPaused()
  // It was in the last read.
  pong()
  clock.passes(10 * TIMEOUT)
  t.same(silences, [])
  outbound.readingResumed()
  clock.passes(TIMEOUT + GRACE)
  t.equal(silences.length, 1)
  t.end()
})

t.test('how things stand shows in numbers', t => {
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
