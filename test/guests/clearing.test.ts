import t, { type Test } from 'tap'
import { guestUpkeep } from '../../src/app/guest-upkeep.js'
import { type Cleared, clearLink } from '../../src/invites/clearing.js'
import { recordEvent } from '../../src/invites/record-event.js'
import { revokeLink } from '../../src/invites/revoke.js'
import { isInside, mapOf } from '../../src/muc/model/room.js'
import { setAffiliation } from '../../src/muc/operations/set-affiliation.js'
import type { Service } from '../../src/service/types.js'
import { errorIn, type GuestStage, guestEnters, guestStage, ROMEO, ROOM } from './guest-stage.js'

const PEOPLE = 120
const BY = 'romeo@localhost'
const memberOf = (n: number) => `member${n}@localhost`

/** A room with 120 members and 120 guests who came by the link; the guests are inside. */
async function crowdByLink(t: Test) {
  const stage = await guestStage(t, { guests: { perRoom: 500, perLink: 500, perAddress: 500 } })
  const invite = await stage.link()
  if (!invite) throw new Error('there is no link')
  await stage.turn(context => {
    for (let n = 0; n < PEOPLE; n++) {
      const user = memberOf(n)
      setAffiliation(context, { user, affiliation: 'member' })
      recordEvent(context, invite, { event: 'used', by: user, user })
    }
  })
  const guests: string[] = []
  for (let n = 0; n < PEOPLE; n++) guests.push((await guestEnters(stage, `Guest ${n}`)).jid)
  stage.clock.now += 1000
  stage.inbox(ROMEO)
  return { stage, invite, guests, last: guests.at(-1) ?? '' }
}

type Crowd = Awaited<ReturnType<typeof crowdByLink>>

/** Removes people of the link and revokes it. Resolves as soon as the first portion is stored. */
function revokes({ stage, invite }: Crowd, cleared: Cleared) {
  return stage.service.run({ room: ROOM, lookup: { joinersOf: invite.linkId } }, context => {
    const room = context.rooms.get(ROOM)
    if (!room) throw new Error('the room is gone')
    const act = { ...context, room, invite, by: BY }
    const people = clearLink(act, cleared)
    revokeLink(act, room, { invite, by: BY })
    return people
  })
}

const BOTH: Cleared = { members: true, guests: true }

/** How many members and guests the room has, and how many clearings go on. */
function left({ turn }: Pick<GuestStage, 'turn'>) {
  return turn(({ room }) => [room.members - 1, mapOf(room, 'guest').size, mapOf(room, 'clearing').size])
}

const upkeep = ({ clock }: GuestStage, service: Service) =>
  guestUpkeep(service, { now: () => clock.now, enabled: true })()

t.test('the people of a revoked link leave in portions, and each event is told and recorded once', async t => {
  const crowd = await crowdByLink(t)
  const { stage, invite } = crowd
  const { members, guests } = await revokes(crowd, BOTH)
  t.same([members.length, guests.length], [PEOPLE, PEOPLE])
  t.same(await left(stage), [100, 100, 1], 'the second portion has left before this work')
  await stage.service.idle()
  t.same(await left(stage), [0, 0, 0])
  const gone = stage.inbox(ROMEO).filter(({ name, attrs }) => name === 'presence' && attrs['type'] === 'unavailable')
  t.equal(new Set(gone.map(({ attrs }) => attrs['from'])).size, PEOPLE)
  t.ok(gone.every(presence => presence.toString().includes('<status code="307"/>')))
  const asked = { roomId: invite.roomId, linkId: invite.linkId, events: ['removed'] as const, offset: 0, limit: 500 }
  t.equal((await stage.service.lookUp({ linkHistory: asked })).linkHistory?.total, PEOPLE)
})

t.test('a guest of a later portion can do nothing but leave', async t => {
  const crowd = await crowdByLink(t)
  const { stage, last } = crowd
  await revokes(crowd, BOTH)
  stage.inbox(ROMEO)
  stage.inbox(last)
  stage.store.failNextCommit()
  await stage.service.idle()
  t.ok(await stage.turn(({ room }) => room.occupants.size > 1), 'the second portion was not stored')
  await stage.passes(`<message type='groupchat' from='${last}' to='${ROOM}'><body>still here</body></message>`)
  t.equal(errorIn(stage.inbox(last))[0], 'not-allowed')
  t.same(stage.inbox(ROMEO), [])
  await stage.passes(`<presence type='unavailable' from='${last}' to='${ROOM}/x'/>`)
  t.notOk(await stage.turn(({ room }) => isInside(room, last.replace(/\/.*/, ''))))
})

t.test('a clearing goes on after a failed commit and after a restart', async t => {
  for (const restarts of [false, true]) {
    const crowd = await crowdByLink(t)
    const { stage } = crowd
    await revokes(crowd, BOTH)
    stage.store.failNextCommit()
    await stage.service.idle()
    t.same(await left(stage), [110, 110, 1])
    const service = restarts ? stage.serves() : stage.service
    await upkeep(stage, service)
    await service.idle()
    const fresh = stage.serves()
    const rooms = await fresh.run({ room: ROOM }, context => context.rooms.get(ROOM))
    t.same([rooms?.members, rooms?.maps.guest?.size, rooms?.maps.clearing?.size], [1, 0, 0], String(restarts))
  }
})

t.test(
  'people who come after the act stay: a member who is added again, and guests of a link that goes on',
  async t => {
    const crowd = await crowdByLink(t)
    const { stage, invite, last } = crowd
    const lookup = { joinersOf: invite.linkId }
    await stage.service.run({ room: ROOM, lookup }, context => {
      const room = context.rooms.get(ROOM)
      if (room) clearLink({ ...context, room, invite, by: BY }, BOTH)
    })
    stage.store.failNextCommit()
    await stage.service.idle()
    stage.clock.now += 1000
    const nina = await guestEnters(stage, 'Nina')
    await stage.turn(context => {
      setAffiliation(context, { user: memberOf(119), affiliation: 'none' })
      setAffiliation(context, { user: memberOf(119), affiliation: 'member' })
    })
    await upkeep(stage, stage.service)
    await stage.service.idle()
    t.same(await left(stage), [1, 1, 0])
    t.ok(await stage.turn(({ room }) => isInside(room, nina.bare) && !isInside(room, last.replace(/\/.*/, ''))))
  },
)

t.test('a failed commit of the act removes no one', async t => {
  const crowd = await crowdByLink(t)
  crowd.stage.store.failNextCommit()
  await t.rejects(revokes(crowd, BOTH))
  await crowd.stage.service.idle()
  t.same(await left(crowd.stage), [PEOPLE, PEOPLE, 0])
  t.ok(await crowd.stage.link())
})
