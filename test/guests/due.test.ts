import t from 'tap'
import { guestUpkeep } from '../../src/app/guest-upkeep.js'
import { revokeLink } from '../../src/invites/revoke.js'
import { setVouched } from '../../src/invites/vouch/vouched.js'
import { entry, errorIn, type GuestStage, guestEnters, guestStage, has, ROMEO, ROOM } from './guest-stage.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The names of the guests after this time, and after the periodic work. */
async function leftAfter(stage: GuestStage, time: number): Promise<string[]> {
  stage.clock.now += time
  await upkeepOf(stage)()
  return stage.turn(({ room }) => [...(room.maps.guest?.values() ?? [])].map(({ name }) => name))
}

const upkeepOf = (stage: GuestStage, enabled = true) =>
  guestUpkeep(stage.service, { now: () => stage.clock.now, enabled })

const leaves = (stage: GuestStage, jid: string) =>
  stage.passes(`<presence type='unavailable' from='${jid}' to='${ROOM}/Nina'/>`)

t.test('a guest who has not entered within an hour ends; one who waits for an approval has a day', async t => {
  const stage = await guestStage(t)
  await stage.comes('Nina')
  t.same(await leftAfter(stage, HOUR - 1), ['Nina'])
  t.same(await leftAfter(stage, 1), [])
  const locked = await guestStage(t, { terms: { admission: 'unlock_ack' } })
  await locked.comes('Nina')
  t.same(await leftAfter(locked, DAY - 1), ['Nina'])
  t.same(await leftAfter(locked, 1), [])
  t.equal(await locked.turn(({ room }) => room.maps.registration?.size), 0)
})

t.test('a guest ends 30 days after the last visit, not while a client is inside', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  t.same(await leftAfter(stage, 40 * DAY), ['Nina'])
  await leaves(stage, nina.jid)
  t.same(await leftAfter(stage, 29 * DAY), ['Nina'])
  t.same(await leftAfter(stage, DAY), [])
})

t.test('a guest ends with the link, not while a client is inside; a second client comes in until then', async t => {
  for (const way of ['expires', 'revoked']) {
    const stage = await guestStage(t, { terms: { lifetime: 600 } })
    const nina = await guestEnters(stage, 'Nina')
    const invite = await stage.link()
    if (way === 'revoked') {
      await stage.turn(context => invite && revokeLink(context, context.room, { invite, by: 'romeo@localhost' }))
    }
    t.same(await leftAfter(stage, 600_000), ['Nina'], way)
    const phone = `${nina.bare}/phone`
    await stage.passes(entry(phone, 'Nina'))
    t.same(errorIn(stage.inbox(phone))[0], undefined, way)
    for (const jid of [nina.jid, phone]) await leaves(stage, jid)
    await stage.passes(entry(phone, 'Nina'))
    t.equal(errorIn(stage.inbox(phone))[0], 'not-authorized', way)
    t.same(await leftAfter(stage, 0), [], way)
  }
})

t.test('guests of before end, also inside, if the service has guests no more', async t => {
  const stage = await guestStage(t)
  await guestEnters(stage, 'Nina')
  await stage.comes('Tom')
  // As a start with another configuration does.
  await stage.turn(({ settings }) => Object.assign(settings.guests, { enabled: false }))
  stage.inbox(ROMEO)
  await upkeepOf(stage, false)()
  t.equal(await stage.turn(({ room }) => room.maps.guest?.size), 0)
  t.ok(has(stage.inbox(ROMEO), `<presence from='${ROOM}/Nina' type='unavailable'/>`))
})

t.test('a failed commit of the periodic work keeps the guests, and the next one ends them', async t => {
  const stage = await guestStage(t)
  await stage.comes('Nina')
  stage.clock.now += HOUR
  stage.store.failNextCommit()
  const upkeep = upkeepOf(stage)
  await t.rejects(upkeep())
  t.equal(await stage.turn(({ room }) => room.maps.guest?.size), 1)
  await upkeep()
  t.equal(await stage.turn(({ room }) => room.maps.guest?.size), 0)
})

t.test(
  'bans and vouched people that are over are forgotten also in a room where nothing happens, 50 at a time',
  async t => {
    const stage = await guestStage(t)
    const { linkId = '' } = (await stage.link()) ?? {}
    const until = stage.clock.now + DAY
    await stage.turn(({ batch, room }) => {
      for (let n = 0; n < 60; n++) {
        const [key, address] = [`guest-${n}@rooms.localhost`, '']
        batch.change({ kind: 'guest-ban', room: ROOM, key, was: undefined, now: { linkId, address, until } })
        setVouched({ batch, room }, `${n}@localhost`, { linkId, until, isDeclined: false })
      }
      setVouched({ batch, room }, 'juliet@localhost', { linkId, until: until + 1, isDeclined: false })
    })
    // It has not loaded the room.
    const service = stage.serves()
    const upkeep = guestUpkeep(service, { now: () => stage.clock.now, enabled: true })
    const left = () =>
      stage.serves().run({ room: ROOM }, ({ rooms }) => {
        const maps = rooms.get(ROOM)?.maps
        return [maps?.['guest-ban']?.size, maps?.vouched?.size]
      })
    stage.clock.now = until - 1
    await upkeep()
    t.same(await left(), [60, 61])
    stage.clock.now = until
    stage.store.failNextCommit()
    await t.rejects(upkeep())
    t.same(await left(), [60, 61])
    await upkeep()
    t.same(await left(), [10, 11])
    await upkeep()
    t.same(await left(), [0, 1])
  },
)
