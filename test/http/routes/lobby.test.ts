import t, { type Test } from 'tap'
import { bob, invitation, JOIN } from '../invitation.js'

const carol = 'carol@example.org'

/** Alice's room, in whose lobby Bob and Carol wait. */
async function waiting(t: Test) {
  const scene = await invitation(t)
  const { api, owner, guest, roomId, openInviteId } = scene
  const path = `/rooms/${roomId}/lobbies`
  const other = await api.person(carol)
  t.match(await owner.puts(path, { hasLobby: true }), { status: 200, body: { data: { hasLobby: true, lobby: [] } } })
  const joins = (one: typeof guest) => one.posts(JOIN, { openInviteId })
  for (const one of [guest, other]) t.match(await joins(one), { status: 403, body: { errorDetailsCode: 403624 } })
  return { ...scene, path, other, joins }
}

t.test('the lobby of a room lists the users who wait for an approval, oldest first', async t => {
  const { owner, guest, other, roomId, path } = await waiting(t)
  const lobby = [
    { userId: guest.id, jid_im: bob, additionDate: String },
    { userId: other.id, jid_im: carol, additionDate: String },
  ]
  t.match((await owner.gets(`${path}/pending`)).body, { data: { id: roomId, hasLobby: true, lobby } })
  t.match((await owner.gets(`/rooms/${roomId}`)).body, { data: { hasLobby: true, autoRegister: 'unlock_ack' } })
})

t.test('some or all are let in: they are members, and get the invitation of the link', async t => {
  const { api, owner, guest, other, path, joins } = await waiting(t)
  const some = await owner.puts(`${path}/accept`, { scope: 'some', users: [guest.id, owner.id] })
  t.match(some.body, { data: { accepted: [guest.id], invalid: [owner.id], lobby: [{ userId: other.id }] } })
  t.match((await joins(guest)).body, { data: { hasAlreadyJoinThisRoom: true } })
  const invitations = api.deliveries.filter(({ stanza }) => stanza.includes('jabber:x:conference'))
  t.match(invitations, [{ stanza: new RegExp(`to="${bob}"`) }])
  t.match((await owner.puts(`${path}/accept`, { scope: 'all' })).body, { data: { accepted: [other.id], lobby: [] } })
  t.match((await joins(other)).body, { data: { hasAlreadyJoinThisRoom: true } })
})

t.test('who is declined waits no longer and is no member', async t => {
  const { owner, guest, other, roomId, path } = await waiting(t)
  const { body } = await owner.puts(`${path}/deny`, { scope: 'all' })
  t.match(body, { data: { denied: [guest.id, other.id], invalid: [], lobby: [] } })
  t.match(await guest.gets(`/rooms/${roomId}`), { status: 404 })
})

t.test('when the lobby is turned off, all who wait are let in, and joiners come in at once', async t => {
  const { api, owner, guest, path, joins, roomId } = await waiting(t)
  t.match((await owner.puts(path, { hasLobby: false })).body, { data: { hasLobby: false, lobby: [] } })
  t.match((await joins(guest)).body, { data: { hasAlreadyJoinThisRoom: true } })
  t.match((await joins(await api.person('dave@example.org'))).status, 200)
  await owner.puts(`/rooms/${roomId}`, { autoRegister: 'lock' })
  await owner.puts(path, { hasLobby: false })
  t.match((await owner.gets(`/rooms/${roomId}`)).body, { data: { autoRegister: 'lock' } })
})

t.test('a request that cannot be approved is reported, and the others are let in', async t => {
  const { api, owner, guest, other, path, roomId } = await waiting(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const now = { affiliation: 'outcast' as const, reason: '', since: 5, nick: '', visited: 0 }
    batch.change({ kind: 'affiliation', room, user: bob, was: undefined, now })
  })
  const { body } = await owner.puts(`${path}/accept`, { scope: 'all' })
  t.match(body, { data: { accepted: [other.id], invalid: [guest.id], lobby: [{ userId: guest.id }] } })
})

t.test('the lobby is for moderators, turning it on and off for owners', async t => {
  const { api, owner, guest, other, roomId, path } = await waiting(t)
  t.match(await guest.gets(`${path}/pending`), { status: 404, body: { errorDetailsCode: 404001 } })
  await owner.puts(`${path}/accept`, { scope: 'some', users: [guest.id] })
  for (const act of [() => guest.gets(`${path}/pending`), () => guest.puts(`${path}/accept`, { scope: 'all' })]) {
    t.match(await act(), { status: 403, body: { errorDetailsCode: 403000 } })
  }
  await owner.puts(`/rooms/${roomId}/users/${bob}`, { privilege: 'moderator' })
  t.match(await guest.puts(path, { hasLobby: false }), { status: 403 })
  t.match((await guest.gets(`${path}/pending`)).body, { data: { lobby: [{ userId: other.id }] } })
  t.match(await owner.puts(`${path}/accept`, { scope: 'some' }), {
    status: 400,
    body: { errorDetails: [{ param: 'users' }] },
  })
  t.match(await owner.puts(`${path}/deny`, { scope: 'none' }), {
    status: 400,
    body: { errorDetails: [{ param: 'scope' }] },
  })
  api.storage.failNextCommit()
  t.match(await guest.puts(`${path}/accept`, { scope: 'all' }), { status: 500 })
  t.match((await guest.gets(`${path}/pending`)).body, { data: { lobby: [{ userId: other.id }] } })
})
