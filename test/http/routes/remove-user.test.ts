import t from 'tap'
import { refused, roomOfAlice, UNKNOWN_ID } from '../room-users.js'

t.test('a moderator removes users in each status; the room shows no trace of them', async t => {
  const { alice, bob, has, path } = await roomOfAlice(t)
  for (const status of ['invited', 'accepted', 'unsubscribed'] as const) {
    await has(bob, status)
    const answer = await alice.deletes(path(bob))
    const words = `UserId ${bob.id} successfully deleted`
    t.strictSame([answer.status, answer.body], [200, { status: words, Status: words, data: [] }])
    t.match(await alice.gets(path(bob)), refused(404, 404000))
  }
})

t.test('users remove themselves', async t => {
  const { bob, has, path, standing } = await roomOfAlice(t)
  for (const status of ['invited', 'accepted', 'unsubscribed'] as const) {
    await has(bob, status)
    t.match(await bob.deletes(path({ id: 'me' })), { status: 200 })
    t.equal(await standing(bob), '404000')
  }
})

t.test('only moderators remove other users, and only owners remove moderators', async t => {
  const { alice, bob, carol, mallory, has, path } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'accepted', 'moderator')
  t.match(await mallory.deletes(path(bob)), refused(404, 404001))
  t.match(await bob.deletes(path(carol)), refused(403, 403000))
  await has(mallory, 'accepted', 'moderator')
  t.match(await mallory.deletes(path(carol)), refused(403, 403000))
  t.match(await alice.deletes(path(carol)), { status: 200 })
})

t.test('a user who does not belong to the room cannot be removed', async t => {
  const { alice, bob, mallory, path } = await roomOfAlice(t)
  t.match(await alice.deletes(path(bob)), refused(404, 404000))
  t.match(await mallory.deletes(path(mallory)), refused(404, 404001))
  t.match(await alice.deletes(path({ id: UNKNOWN_ID })), refused(404, 404000))
  t.match(await alice.deletes(`/rooms/${UNKNOWN_ID}/users/${bob.id}`), refused(404, 404001))
  t.match(await alice.deletes(path({ id: 'x' })), { status: 400, body: { errorDetails: [{ param: 'userId' }] } })
})

t.test('the creator cannot be removed, not even by themselves', async t => {
  const { alice, bob, has, path } = await roomOfAlice(t)
  await has(bob, 'accepted', 'moderator')
  const words = `Try to remove the Room creator (creator ${alice.id}).`
  t.match(await alice.deletes(path(alice)), refused(409, 409000, words))
  t.match(await bob.deletes(path(alice)), refused(409, 409000, words))
})

t.test('a moderator can be removed if another one stays', async t => {
  const { alice, bob, has, path, standing } = await roomOfAlice(t)
  await has(bob, 'accepted', 'moderator')
  t.match(await bob.deletes(path(bob)), { status: 200 })
  t.equal(await standing(bob), '404000')
  await has(bob, 'accepted', 'moderator')
  t.match(await alice.puts(path(alice), { status: 'unsubscribed' }), { status: 200 })
  t.match(await bob.deletes(path(bob)), refused(409, 409000))
  t.match(await alice.deletes(path(alice)), { status: 200 }, 'who has left may be forgotten')
})

t.test(
  '10.4: the only owner of a room that its creator has handed over cannot be removed, not even by an admin',
  async t => {
    const { alice, bob, has, path, person, roomId, standing } = await roomOfAlice(t, { admins: ['admin@example.org'] })
    const admin = await person('admin@example.org')
    await has(bob, 'accepted', 'moderator')
    t.match(await alice.puts(`/rooms/${roomId}`, { owner: bob.id }), { status: 200 })
    const words = 'bob@example.org is the only owner of the room: make another user an owner first.'
    t.match(await admin.deletes(path(bob)), refused(409, 409000, words))
    t.match(await admin.puts(path(bob), { status: 'unsubscribed' }), refused(409, 409000, words))
    t.match(await admin.puts(path(bob), { privilege: 'user' }), refused(409, 409000, words))
    t.equal(await standing(bob), 'moderator accepted')
  },
)
