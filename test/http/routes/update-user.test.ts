import t from 'tap'
import { refused, roomOfAlice, UNKNOWN_ID } from '../room-users.js'

t.test('an invited user accepts', async t => {
  const { bob, has, path, standing } = await roomOfAlice(t)
  await has(bob, 'invited', 'guest')
  const { status, body } = await bob.puts(path(bob), { status: 'accepted' })
  t.equal(status, 200)
  t.match(body, { data: { userId: bob.id, privilege: 'guest', status: 'accepted' } })
  t.equal(await standing(bob), 'guest accepted')
})

t.test('an invited user declines, and is no longer a member', async t => {
  const { bob, alice, has, path, roomId } = await roomOfAlice(t)
  for (const status of ['rejected', 'unsubscribed']) {
    await has(bob, 'invited')
    t.match(await bob.puts(`${path(bob)}`, { status }), { status: 200, body: { data: { status, privilege: 'user' } } })
    t.match((await alice.gets(`/rooms/${roomId}`)).body.data, { activeUsersCounter: 1 })
    await alice.deletes(path(bob))
  }
})

t.test('a member leaves, and cannot come back without a moderator', async t => {
  const { alice, bob, has, path, standing } = await roomOfAlice(t)
  await has(bob)
  t.match(await bob.puts(path({ id: 'me' }), { status: 'unsubscribed' }), { status: 200 })
  t.equal(await standing(bob), 'user unsubscribed')
  for (const status of ['accepted', 'invited']) t.match(await bob.puts(path(bob), { status }), refused(403, 403000))
  t.match(await alice.puts(path(bob), { status: 'invited' }), { status: 200 })
  t.match(await bob.puts(path(bob), { status: 'accepted' }), { status: 200, body: { data: { status: 'accepted' } } })
})

t.test('a moderator removes a member by the status, and accepts them again', async t => {
  const { alice, bob, has, path, standing } = await roomOfAlice(t)
  await has(bob)
  t.match(await alice.puts(path(bob), { status: 'unsubscribed' }), { status: 200 })
  t.equal(await standing(bob), 'user unsubscribed')
  t.match(await alice.puts(path(bob), { privilege: 'moderator' }), refused(409, 409000))
  t.match(await alice.puts(path(bob), { status: 'accepted', privilege: 'guest' }), { status: 200 })
  t.equal(await standing(bob), 'guest accepted')
})

t.test('an owner changes a privilege, also of an invited user; an empty one is that of a user', async t => {
  const { alice, bob, has, path, standing } = await roomOfAlice(t)
  await has(bob, 'invited')
  for (const [privilege, shown] of [
    ['moderator', 'moderator'],
    ['user', 'user'],
    ['guest', 'guest'],
    ['', 'user'],
  ]) {
    const { status, body } = await alice.puts(path(bob), { privilege })
    t.equal(status, 200)
    t.match(body, { data: { userId: bob.id, privilege: shown, status: 'invited' } })
    t.equal(await standing(bob), `${shown} invited`)
  }
})

t.test('a guest becomes no moderator', async t => {
  const { alice, bob, has, path } = await roomOfAlice(t)
  await has(bob, 'accepted', 'guest')
  const words = 'moderator privilege is forbidden for a guest'
  t.match(await alice.puts(path(bob), { privilege: 'moderator' }), refused(403, 403540, words))
})

t.test('a user whose account was created through an open invite cannot become a moderator', async t => {
  const { alice, bob, carol, has, path, adds, roomId, changeRoom } = await roomOfAlice(t)
  for (const { id, jid } of [bob, carol]) {
    const now = { id, jid, profile: { isGuest: true } }
    await changeRoom(roomId, ({ batch }) => batch.change({ kind: 'user', was: undefined, now }))
  }
  await has(bob)
  t.match(await alice.puts(path(bob), { privilege: 'moderator' }), refused(403, 403540))
  t.match(await adds(alice, carol.jid, { privilege: 'moderator' }), refused(403, 403540))
})

t.test('users cannot change their own privilege; repeating it is no change', async t => {
  const { alice, bob, has, path } = await roomOfAlice(t)
  await has(bob)
  t.match(await bob.puts(path(bob), { privilege: 'moderator' }), refused(403, 403000))
  t.match(await bob.puts(path(bob), { privilege: 'guest' }), refused(403, 403000))
  t.match(await alice.puts(path(alice), { privilege: 'user' }), refused(403, 403000))
  t.match(await bob.puts(path(bob), { privilege: 'user', status: 'accepted' }), { status: 200 })
})

t.test('only moderators change other users', async t => {
  const { alice, bob, carol, mallory, has, path } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'invited')
  for (const [by, refusal] of [
    [bob, refused(403, 403000)],
    [mallory, refused(404, 404001)],
  ] as const) {
    for (const change of [{ status: 'accepted' }, { status: 'unsubscribed' }, { privilege: 'guest' }]) {
      t.match(await by.puts(path(carol), change), refusal)
    }
  }
  t.match(await mallory.puts(path(mallory), { status: 'accepted' }), refused(404, 404001))
  t.match(await alice.puts(path(mallory), { status: 'accepted' }), refused(404, 404000))
  t.match(await alice.puts(path({ id: UNKNOWN_ID }), { status: 'accepted' }), refused(404, 404000))
  t.match(await alice.puts(`/rooms/${UNKNOWN_ID}/users/${bob.id}`, { status: 'accepted' }), refused(404, 404001))
})

t.test('only owners change moderators', async t => {
  const { bob, carol, dave, has, path } = await roomOfAlice(t)
  await has(bob, 'accepted', 'moderator')
  await has(carol, 'accepted', 'moderator')
  await has(dave)
  t.match(await bob.puts(path(dave), { privilege: 'moderator' }), refused(403, 403622))
  t.match(await bob.puts(path(carol), { privilege: 'user' }), refused(403, 403622))
  t.match(await bob.puts(path(carol), { status: 'unsubscribed' }), refused(403, 403000))
  t.match(await bob.puts(path(dave), { privilege: 'guest' }), { status: 200 })
  t.match(await bob.puts(path(dave), { status: 'unsubscribed' }), { status: 200 })
})

t.test('the status and privilege of the creator cannot be changed', async t => {
  const { alice, bob, has, path, changeRoom, roomId } = await roomOfAlice(t)
  await has(bob, 'accepted', 'moderator')
  await changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)
    const was = room?.affiliations.get(bob.jid)
    if (!room || !was) throw new Error('bob is no member')
    const now = { ...was, affiliation: 'owner' as const }
    batch.change({ kind: 'affiliation', room: room.record.jid, user: bob.jid, was, now })
  })
  const words = `Try to remove the Room creator (creator ${alice.id}).`
  t.match(await bob.puts(path(alice), { status: 'unsubscribed' }), refused(409, 409000, words))
  t.match(await bob.puts(path(alice), { privilege: 'user' }), refused(409, 409000))
})

t.test('an empty or invalid change is refused', async t => {
  const { alice, bob, has, path } = await roomOfAlice(t)
  await has(bob)
  const wrong = async (body: object, param: string) =>
    t.match(await alice.puts(path(bob), body), {
      status: 400,
      body: { errorDetailsCode: 400000, errorDetails: [{ param }] },
    })
  await wrong({}, 'body')
  await wrong({ unknown: 1 }, 'body')
  await wrong({ status: 'deleted' }, 'status')
  await wrong({ status: '' }, 'status')
  await wrong({ privilege: 'owner' }, 'privilege')
  t.match(await alice.puts(path({ id: 'bob' }), { status: 'accepted' }), {
    status: 400,
    body: { errorDetails: [{ param: 'userId' }] },
  })
  t.match(await alice.puts(path(bob), { status: 'invited' }), refused(409, 409000))
})

t.test('the last moderator cannot leave while others stay; the owner can if there is another moderator', async t => {
  const { alice, bob, carol, has, path, standing } = await roomOfAlice(t)
  await has(bob)
  t.match(await alice.puts(path(alice), { status: 'unsubscribed' }), refused(409, 409000))
  await has(carol, 'invited', 'moderator')
  t.match(await alice.puts(path(alice), { status: 'unsubscribed' }), refused(409, 409000))
  await carol.puts(path(carol), { status: 'accepted' })
  t.match(await alice.puts(path(alice), { status: 'unsubscribed' }), {
    status: 200,
    body: { data: { status: 'unsubscribed' } },
  })
  t.equal(await standing(carol), 'moderator accepted')
  t.match(await carol.puts(path(bob), { privilege: 'moderator' }), { status: 200 }, 'the owner is carol now')
})

t.test('when the last user leaves, the room is archived and stays theirs', async t => {
  const { alice, bob, has, path, roomId, adds } = await roomOfAlice(t)
  await has(bob)
  await alice.puts(path(bob), { status: 'unsubscribed' })
  t.match(await alice.puts(path(alice), { status: 'unsubscribed' }), {
    status: 200,
    body: { data: { userId: alice.id, privilege: 'moderator', status: 'unsubscribed' } },
  })
  t.match((await alice.gets(`/rooms/${roomId}`)).body.data, { isActive: false })
  t.match(await adds(alice, 'carol@example.org'), refused(403, 403000))
  t.match(await alice.puts(path(bob), { status: 'accepted' }), refused(403, 403000))
})

t.test('an archived room can be left, but its invitations cannot be accepted', async t => {
  const { bob, carol, has, path, roomId, changeRecord } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'invited')
  await changeRecord(roomId, { archived: true })
  t.match(await carol.puts(path(carol), { status: 'accepted' }), refused(403, 403000))
  t.match(await bob.puts(path(bob), { status: 'unsubscribed' }), { status: 200 })
})

t.test('a change that cannot be stored has no effect', async t => {
  const { alice, bob, has, path, standing, storage } = await roomOfAlice(t)
  await has(bob, 'invited')
  const changes = [{ status: 'accepted' }, { status: 'rejected' }]
  for (const change of changes) {
    storage.failNextCommit()
    t.match(await bob.puts(path(bob), change), { status: 500 })
  }
  storage.failNextCommit()
  t.match(await alice.puts(path(bob), { privilege: 'guest' }), { status: 500 })
  storage.failNextCommit()
  t.match(await alice.deletes(path(bob)), { status: 500 })
  t.equal(await standing(bob), 'user invited')
})

t.test('a room with disableNotifications sends its moderators nothing', async t => {
  const { alice, bob, carol, has, roomId, changeRoom, changeRecord, deliveries } = await roomOfAlice(t)
  await changeRoom(roomId, ({ batch, rooms }) => {
    const sessions = [{ jid: `${alice.jid}/phone`, presence: '' }]
    const now = { nick: 'alice', user: alice.jid, role: 'moderator' as const, sessions }
    batch.change({ kind: 'occupant', room: rooms.byId(roomId)?.record.jid ?? '', nick: 'alice', was: undefined, now })
  })
  await has(bob, 'accepted')
  t.match(deliveries, [{ stanza: `to="${alice.jid}/phone"` }])
  deliveries.length = 0
  await changeRecord(roomId, { config: { disableNotifications: true } })
  await has(carol, 'accepted')
  t.strictSame(deliveries, [])
})

t.test('a token with the scope links alone can accept and leave, but not change other users', async t => {
  const { alice, bob, has, path, person } = await roomOfAlice(t)
  await has(bob, 'invited')
  const weak = await person(bob.jid, { scope: 'links' })
  t.match(await weak.puts(path(bob), { status: 'accepted' }), { status: 200 })
  t.match(await weak.deletes(path(bob)), { status: 200 })
  await has(bob)
  const owner = await person(alice.jid, { scope: 'links' })
  t.match(await owner.puts(path(bob), { status: 'unsubscribed' }), refused(403, 403000))
  t.match(await owner.deletes(path(bob)), refused(403, 403000))
})

t.test('a user who has declined cannot set `unsubscribed` to get in through a link', async t => {
  const { alice, bob, has, path, standing } = await roomOfAlice(t)
  await has(bob, 'invited')
  t.match(await bob.puts(path(bob), { status: 'rejected' }), { status: 200 })
  t.match(await bob.puts(path(bob), { status: 'unsubscribed' }), refused(403, 403000))
  t.equal(await standing(bob), 'user rejected')
  t.match(await alice.puts(path(bob), { status: 'unsubscribed' }), { status: 200 })
})
