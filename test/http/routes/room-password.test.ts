import t from 'tap'
import { bob, invitation, JOIN } from '../invitation.js'

t.test('an owner gives a room a password, renews it and takes it away; invitations carry it', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  const path = `/rooms/${roomId}/passwords`
  t.match(await owner.puts(`${path}/reset`, {}), { status: 409, body: { errorDetailsCode: 409000 } })
  const first = (await owner.puts(path, { hasPassword: true })).body.data
  t.match(first, { id: roomId, hasPassword: true, password: /^[0-9a-f]{16}$/ })
  t.strictSame((await owner.puts(path, { hasPassword: true })).body.data, first)
  t.match((await owner.gets(`/rooms/${roomId}`)).body, { data: { hasPassword: true } })
  const second = (await owner.puts(`${path}/reset`)).body.data
  t.not(second['password'], first['password'])
  const joins = (roomPassword: unknown) => guest.posts(JOIN, { openInviteId, roomPassword })
  t.match(await joins(first['password']), { status: 403 })
  t.match(await joins(second['password']), { status: 200 })
  t.match(api.deliveries.at(-1), { stanza: new RegExp(String(second['password'])) })
  const none = { status: 200, body: { data: { hasPassword: false, password: '' } } }
  t.match(await owner.puts(path, { hasPassword: false }), none)
})

t.test('the password is for owners: moderators and strangers neither read nor change it', async t => {
  const { owner, guest, roomId } = await invitation(t)
  const path = `/rooms/${roomId}/passwords`
  t.match(await guest.puts(path, { hasPassword: true }), { status: 404, body: { errorDetailsCode: 404001 } })
  await owner.posts(`/rooms/${roomId}/users`, { userId: bob, reason: '', status: 'accepted', privilege: 'moderator' })
  t.match(await guest.puts(path, { hasPassword: true }), { status: 403, body: { errorDetailsCode: 403000 } })
  t.match(await guest.puts(`${path}/reset`), { status: 403 })
  t.match(await owner.puts(path, { hasPassword: 'yes' }), { status: 400 })
})
