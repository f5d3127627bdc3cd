import t from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import { setUserStatus } from '../../../src/rooms-api/set-user-status.js'
import { refused, roomOfAlice, UNKNOWN_ID } from '../room-users.js'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

t.test('a moderator adds users in each status and with each privilege', async t => {
  const { alice, bob, adds, path } = await roomOfAlice(t)
  for (const status of ['invited', 'accepted', 'unsubscribed']) {
    for (const privilege of ['user', 'guest', 'moderator']) {
      const { status: code, body } = await adds(alice, bob.jid, { status, privilege })
      t.equal(code, 200)
      const shown = status === 'unsubscribed' ? 'user' : privilege
      const expected = { userId: bob.id, additionDate: body.data['additionDate'], privilege: shown, status }
      t.strictSame(body, { data: expected })
      t.match(body.data['additionDate'], ISO)
      t.match(await alice.deletes(path(bob)), { status: 200 })
    }
  }
})

t.test('a user is named by a known id, or by the bare JID in any form', async t => {
  const { alice, bob, carol, adds, standing, path } = await roomOfAlice(t)
  t.match(await adds(alice, bob.id), refused(404, 404000, `There is no user with the id ${bob.id}.`))
  t.match(await adds(alice, 'BOB@Example.ORG'), { status: 200, body: { data: { userId: bob.id } } })
  await alice.deletes(path(bob))
  t.match(await adds(alice, bob.id), { status: 200, body: { data: { userId: bob.id } } })
  t.equal(await standing(bob), 'user accepted')
  t.match(await adds(alice, carol.jid), { status: 200 })
})

t.test('a name that is no user cannot be added', async t => {
  const { alice, adds } = await roomOfAlice(t)
  t.match(await adds(alice, UNKNOWN_ID), refused(404, 404000))
  t.match(await adds(alice, 'garden@rooms.example.org'), refused(404, 404000))
  const wrong = { status: 400, body: { errorDetails: [{ param: 'userId' }] } }
  for (const name of ['no body@example.org', '@', 'bob@example.org/phone']) t.match(await adds(alice, name), wrong)
})

t.test('an invalid request is refused with its key', async t => {
  const { alice, bob, users } = await roomOfAlice(t)
  const good = { userId: bob.jid, reason: 'Tea', status: 'invited' }
  const wrong = async (body: object, param: string) =>
    t.match(await alice.posts(users, body), {
      status: 400,
      body: { errorDetailsCode: 400000, errorDetails: [{ param }] },
    })
  for (const key of ['userId', 'reason', 'status']) {
    await wrong({ ...good, [key]: undefined }, key)
    await wrong({ ...good, [key]: 7 }, key)
  }
  await wrong({ ...good, userId: 'bob' }, 'userId')
  await wrong({ ...good, status: 'rejected' }, 'status')
  await wrong({ ...good, status: 'deleted' }, 'status')
  await wrong({ ...good, privilege: 'owner' }, 'privilege')
  await wrong({ ...good, reason: 'x'.repeat(1001) }, 'reason')
  await wrong([], 'body')
  t.match(await alice.posts('/rooms/me/users', good), { status: 400, body: { errorDetails: [{ param: 'roomId' }] } })
})

t.test('only moderators add users, and only to an existing room', async t => {
  const { alice, bob, carol, dave, mallory, has, adds } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'accepted', 'moderator')
  t.match(await adds(mallory, dave.jid), refused(404, 404001), 'a private room does not exist for a stranger')
  t.match(await adds(bob, dave.jid), refused(403, 403000))
  t.match(await adds(mallory, mallory.jid), refused(404, 404001))
  t.match(await adds(carol, dave.jid), { status: 200 })
  const body = { userId: dave.jid, reason: '', status: 'invited' }
  t.match(await alice.posts(`/rooms/${UNKNOWN_ID}/users`, body), refused(404, 404001))
})

t.test('a moderator without ownership adds no moderators', async t => {
  const { bob, carol, has, adds } = await roomOfAlice(t)
  await has(bob, 'accepted', 'moderator')
  t.match(await adds(bob, carol.jid, { privilege: 'moderator' }), refused(403, 403622))
})

t.test('a user of the room, in any status, is not added again', async t => {
  const { alice, bob, adds, path, standing } = await roomOfAlice(t)
  t.match(await adds(alice, alice.jid), refused(409, 409000, `Room User with userId = ${alice.id} already exists.`))
  for (const status of ['invited', 'accepted', 'unsubscribed']) {
    t.match(await adds(alice, bob.jid, { status }), { status: 200 })
    t.match(await adds(alice, bob.id), refused(409, 409000, `Room User with userId = ${bob.id} already exists.`))
    t.equal(await standing(bob), `user ${status}`)
    await alice.deletes(path(bob))
  }
})

t.test('a banned user, a full room and an archived one are refused', async t => {
  const { alice, bob, carol, dave, adds, roomId, changeRoom, changeRecord } = await roomOfAlice(t, { maxMembers: 2 })
  await changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const now = { affiliation: 'outcast' as const, reason: '', since: 1, nick: '', visited: 0 }
    batch.change({ kind: 'affiliation', room, user: bob.jid, was: undefined, now })
  })
  t.match(await adds(alice, bob.jid), refused(403, 403000, /banned/))
  t.match(await adds(alice, carol.jid), { status: 200 })
  const full = { feature: 'BUBBLE_PARTICIPANT_COUNT', currentValue: 2, maxValue: 2 }
  t.match(await adds(alice, dave.jid), { status: 403, body: { errorDetailsCode: 403621, errorDetails: full } })
  await changeRecord(roomId, { archived: true })
  t.match(await adds(alice, dave.jid), refused(403, 403000, /archived/))
})

t.test('an addition that cannot be stored has no effect, and succeeds on a retry', async t => {
  const { alice, bob, adds, standing, storage } = await roomOfAlice(t)
  storage.failNextCommit()
  t.match(await adds(alice, bob.jid, { status: 'invited' }), { status: 500 })
  t.equal(await standing(bob), '404000')
  t.match(await adds(alice, bob.jid, { status: 'invited' }), { status: 200 })
})

t.test('above the limit, a room drops its oldest unsubscribed users, and no member', async t => {
  const { bob, carol, has, roomId, changeRoom, standing } = await roomOfAlice(t)
  await has(bob, 'unsubscribed')
  await has(carol, 'invited')
  await changeRoom(roomId, turn => {
    const room = turn.rooms.byId(roomId)
    for (let n = 0; room && n < 1000; n++) setUserStatus({ ...turn, room }, `user${n}@example.org`, 'unsubscribed')
    t.equal(room && mapOf(room, 'user-status').size, 1001)
  })
  t.equal(await standing(bob), '404000')
  t.equal(await standing(carol), 'user invited')
})

t.test('a token without the scope "rooms" adds no user', async t => {
  const { alice, bob, users, person } = await roomOfAlice(t)
  const weak = await person(alice.jid, { scope: 'links' })
  const body = { userId: bob.jid, reason: '', status: 'invited' }
  t.match(await weak.posts(users, body), { status: 403 })
})

t.test('limits.invitationsPerUser: people are added up to the limit, then the answer says when to go on', async t => {
  const { alice, bob, carol, adds, path } = await roomOfAlice(t, { maxInvitations: 1 })
  t.match(await adds(alice, bob.jid), { status: 200 })
  const { status, body, headers } = await adds(alice, carol.jid)
  t.match({ status, code: body['errorDetailsCode'] }, { status: 429, code: 429000 })
  t.match(headers['retry-after'], /^[1-9]\d?$/)
  t.match(await alice.gets(path(carol)), { status: 404 })
})
