import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { documentOf, operationsOf } from '../document/reading.js'
import { alice, invitation, JOIN } from '../invitation.js'

const LINK = '/users/me/open-invites'
const NONE = { status: 404, body: { errorDetails: /^Open invite doesn't exists/, errorDetailsCode: 404115 } }

t.test('without a personal link, the legacy form says how to get one', async t => {
  const { owner, roomId } = await invitation(t)
  t.match(await owner.gets(LINK), NONE)
  t.match(await owner.puts(`${LINK}/bind`, { roomId }), NONE)
  t.match(await owner.puts(`${LINK}/unbind`), NONE)
})

t.test('a personal link in the legacy form is created, bound, unbound and reset', async t => {
  const { owner, guest, roomId } = await invitation(t)
  const made = await owner.posts(`${LINK}/reset`)
  const { openInviteId } = made.body.data
  const link = { userId: userIdOf(alice), openInviteId, roomId: null }
  t.strictSame([made.status, made.body], [200, { data: link }])
  t.strictSame((await owner.gets(LINK)).body, { data: link })
  t.strictSame((await owner.puts(`${LINK}/bind`, { roomId })).body, { data: { ...link, roomId } })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200, body: { data: { roomId } } })
  t.strictSame((await owner.puts(`${LINK}/unbind`)).body, { data: link })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 404, body: { errorDetailsCode: 404116 } })
  const reset = await owner.posts(`${LINK}/reset`)
  t.not(reset.body.data['openInviteId'], openInviteId)
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 404, body: { errorDetailsCode: 40400 } })
})

t.test('it is the personal link for audio, beside the other links of the user', async t => {
  const { owner, roomId, openInviteId } = await invitation(t)
  await owner.posts(`${LINK}/reset`)
  await owner.puts(`${LINK}/bind`, { roomId })
  const { body } = await owner.gets('/users/me/public-links')
  t.match(body, {
    data: [
      { roomType: 'default', openInviteId },
      { roomType: 'personal_audio_room', roomId },
    ],
  })
  t.match((await owner.posts('/users/me/public-links/bind', { roomId })).body.data, { openInviteId })
})

t.test('the legacy form refuses like the newer one', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  await owner.posts(`${LINK}/reset`)
  await guest.posts(`${LINK}/reset`)
  await guest.posts(JOIN, { openInviteId })
  const code = async (person: typeof owner, body: object) => {
    return (await person.puts(`${LINK}/bind`, body)).body['errorDetailsCode']
  }
  t.equal(await code(owner, {}), 400000)
  t.equal(await code(owner, { roomId: '0'.repeat(24) }), 404001)
  t.equal(await code(guest, { roomId }), 403000)
  await api.changeRecord(roomId, { archived: true })
  t.equal(await code(owner, { roomId }), 404117)
  for (const answer of [
    await guest.gets(`/users/${owner.id}/open-invites`),
    await guest.puts(`/users/${owner.id}/open-invites/bind`, { roomId }),
    await guest.puts(`/users/${owner.id}/open-invites/unbind`),
    await guest.posts(`/users/${owner.id}/open-invites/reset`),
  ]) {
    t.match(answer, { status: 403, body: { errorDetailsCode: 403100 } })
  }
})

t.test('the document marks the legacy form as deprecated', async t => {
  const { api } = await invitation(t)
  const all = operationsOf(await documentOf(api, '/openapi.json'))
  const older = all.filter(({ deprecated }) => deprecated)
  t.same(new Set(older.flatMap(({ tags }) => tags)), new Set(['Users Open Invite']))
  t.equal(older.length, 4)
})
