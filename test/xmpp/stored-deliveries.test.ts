import t from 'tap'
import type { Delivery, Routed, StoredDelivery } from '../../src/batch.js'
import { delivery, ids, outboundWith } from './outbound-stand.js'

/** A store with committed deliveries; `fails` makes its reads fail. */
class Outbox {
  readonly rows: StoredDelivery[] = []
  readonly confirmed = new Set<string>()
  fails = false

  commit(count: number): Delivery[] {
    const first = this.rows.length
    const added = Array.from({ length: count }, (_, i) => ({ ...delivery(`d${first + i}`), position: first + i + 1 }))
    this.rows.push(...added)
    return added
  }

  async confirm(deliveries: readonly Routed[]): Promise<void> {
    for (const { id } of deliveries) this.confirmed.add(id)
  }

  async read({ after, most }: { after: number; most: number }): Promise<StoredDelivery[]> {
    if (this.fails) throw new Error('the disk is gone')
    return this.rows.filter(({ id, position }) => position > after && !this.confirmed.has(id)).slice(0, most)
  }
}

/** An outbound on such a store. `flows` returns pings until everything is sent. */
function stocked() {
  const outbox = new Outbox()
  const stand = outboundWith({
    undelivered: page => outbox.read(page),
    confirmed: deliveries => outbox.confirm(deliveries),
  })
  const { outbound, pong } = stand
  const flows = async () => {
    let flowing = true
    const drained = outbound.drained(60_000).then(() => {
      flowing = false
    })
    while (flowing) {
      while (outbound.state().windowsInFlight > 0) pong()
      await new Promise(resolve => setImmediate(resolve))
    }
    await drained
  }
  return { ...stand, outbox, flows }
}

const allOf = (outbox: Outbox) => outbox.rows.map(({ id }) => id)

t.test('a long outbox is read page by page after a start, and sent in order', async t => {
  const { outbound, outbox, flows, stanzas, up } = stocked()
  outbox.commit(2345)
  await outbound.restore()
  t.ok(outbound.state().deliveries < 1000)
  up()
  await flows()
  t.same(ids(stanzas()), allOf(outbox))
})

t.test('without a link, memory holds 2000 deliveries; the others follow from the store, in order', async t => {
  const { outbound, outbox, flows, stanzas, clock, up } = stocked()
  up()
  outbound.write([], outbox.commit(3))
  await flows()
  clock.passes(6000)
  outbound.linkDown('lost')
  for (let i = 0; i < 50; i++) outbound.write([], outbox.commit(100))
  t.match(outbound.state(), { deliveries: 2000 })
  up()
  outbound.write([], outbox.commit(7))
  await flows()
  t.same(ids(stanzas()), allOf(outbox))
})

t.test('a delivery that is committed while a page is read is sent', async t => {
  const { outbound, outbox, flows, stanzas, up } = stocked()
  outbox.commit(3)
  const restored = outbound.restore()
  outbound.write([], outbox.commit(2))
  await restored
  up()
  await flows()
  t.same(ids(stanzas()), ['d0', 'd1', 'd2', 'd3', 'd4'])
})

t.test('a delivery that outbound was not given is found in the store, also while a page is read', async t => {
  const { outbound, outbox, flows, stanzas, up } = stocked()
  outbox.commit(3)
  const restored = outbound.restore()
  outbox.commit(1)
  await Promise.all([restored, outbound.restore()])
  up()
  await flows()
  t.same(ids(stanzas()), ['d0', 'd1', 'd2', 'd3'])
})

t.test('a message to moderators is not read again while the store still lists it as waiting', async t => {
  const event = "<message type='groupchat' from='garden@rooms.example.org' to='alice@example.org' id='event'/>"
  const page = [{ id: 'event', stanza: event, position: 1 }]
  let know = () => {}
  const { outbound, stanzas, pong, up } = outboundWith({
    undelivered: async ({ after }) => page.slice(after),
    confirmed: () =>
      new Promise(resolve => {
        know = resolve
      }),
  })
  up()
  outbound.write([], page)
  pong()
  await outbound.restore()
  t.same(ids(stanzas()), ['event'])
  know()
})

t.test('long deliveries fill memory sooner', async t => {
  const { outbound, outbox } = stocked()
  const long = outbox
    .commit(200)
    .map(({ id, stanza }) => ({ id, stanza: stanza.replace('/>', ` a='${'x'.repeat(1e5)}'/>`) }))
  outbound.write([], long.slice(0, 100))
  outbound.write([], long.slice(100))
  t.match(outbound.state(), { deliveries: 84 })
})

t.test('a start on a store that cannot be read fails; later reads that fail are logged and repeated', async t => {
  const { outbound, outbox, log, flows, stanzas, up } = stocked()
  outbox.commit(150)
  outbox.fails = true
  await t.rejects(outbound.restore(), /the disk is gone/)
  up()
  await new Promise(resolve => setImmediate(resolve))
  t.match(log.text(), /could not be read/)
  outbox.fails = false
  outbound.write([], outbox.commit(1))
  await flows()
  t.same(ids(stanzas()), allOf(outbox))
})

t.test(
  'deliveries that were forgotten are read again from the start, also those that another process has added',
  async t => {
    const { outbound, outbox, flows, stanzas, up } = stocked()
    const known = outbox.commit(2)
    outbox.commit(1)
    outbound.write([], known)
    outbound.forget()
    t.match(outbound.state(), { deliveries: 0 })
    up()
    await outbound.restore()
    await flows()
    t.same(ids(stanzas()), ['d0', 'd1', 'd2'])
  },
)

t.test('a delivery that another process adds before the last one that was read is found from the start', async t => {
  const { outbound, outbox, flows, stanzas, up } = stocked()
  outbox.commit(2)
  const [late] = outbox.rows.splice(0, 1)
  await outbound.restore()
  up()
  await flows()
  if (late) outbox.rows.unshift(late)
  await outbound.restore()
  await flows()
  t.same(ids(stanzas()), ['d1'])
  await outbound.restore({ fromStart: true })
  await flows()
  t.same(ids(stanzas()), ['d1', 'd0'])
})
