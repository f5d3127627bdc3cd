import t from 'tap'
import { delivery, groupchat, ids, occupants, outboundWith, room } from './outbound-stand.js'

const event = (id: string) => ({
  id,
  stanza: `<message type='groupchat' from='${room}' to='alice@example.org' id='${id}'/>`,
})

t.test('deliveries confirmed in the 5 s before the link was lost are sent again, first and with their ids', t => {
  const { outbound, clock, confirmed, repeated, stanzas, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('old')])
  pong()
  clock.passes(1)
  outbound.write([], [delivery('d1'), delivery('d2')])
  pong()
  clock.passes(5000)
  outbound.write([], [delivery('d3')])
  outbound.linkDown('lost')
  t.same(repeated, [['d1', 'd2']])
  up()
  t.same(ids(stanzas()), ['old', 'd1', 'd2', 'd3', 'd1', 'd2', 'd3'])
  pong()
  t.same(confirmed.slice(2), [['d1', 'd2', 'd3']])
  t.end()
})

t.test('a confirmed message of a room to its occupants is not sent again: they would see it twice', t => {
  const { outbound, repeated, stanzas, pong, up } = outboundWith()
  up()
  outbound.write([], [event('e1')])
  pong()
  outbound.write([], [event('e2')])
  outbound.linkDown('lost')
  up()
  t.same(repeated, [])
  t.same(ids(stanzas()), ['e1', 'e2', 'e2'])
  t.end()
})

t.test('nothing is sent again after a stop in which the server confirmed everything', t => {
  const { outbound, repeated, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  pong()
  outbound.linkDown('closed')
  t.same(repeated, [])
  t.end()
})

t.test('what a room says while the service stops does not send deliveries again', t => {
  const { outbound, repeated, pong, up } = outboundWith()
  up()
  outbound.write([], [delivery('d1')])
  pong()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [])
  outbound.linkDown('closed')
  t.same(repeated, [])
  t.end()
})

t.test('a stop without an answer of the server counts as a lost link', t => {
  const { outbound, repeated, pong, up } = outboundWith({ window: 2 })
  up()
  outbound.write([], [delivery('d1')])
  pong()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(1) }], [])
  outbound.linkDown('closed')
  t.same(repeated, [['d1']])
  t.end()
})

t.test('of the deliveries confirmed in 5 s, the latest 5000 are sent again', t => {
  const { outbound, repeated, pong, up } = outboundWith({ window: 20_000 })
  up()
  for (let i = 0; i < 5500; i += 500) {
    const some = Array.from({ length: 500 }, (_, j) => delivery(`d${i + j}`))
    outbound.write([], some)
    while (outbound.state().deliveries > 0) pong()
  }
  outbound.linkDown('lost')
  t.same([repeated[0]?.length, repeated[0]?.[0]], [5000, 'd500'])
  t.end()
})
