import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { alice, bob, invitation, JOIN } from '../invitation.js'

const of = (roomId: string) => `/rooms/${roomId}/public-links`

/** Alice's room, which bob moderates too. */
async function twoModerators(t: Parameters<typeof invitation>[0]) {
  const scene = await invitation(t)
  await scene.guest.posts(JOIN, { openInviteId: scene.openInviteId })
  await scene.api.changeRoom(scene.roomId, ({ batch, rooms }) => {
    const room = rooms.byId(scene.roomId)
    const was = room?.affiliations.get(bob)
    if (!room || !was) throw new Error('bob is no member')
    batch.change({ kind: 'affiliation', room: room.record.jid, user: bob, was, now: { ...was, affiliation: 'admin' } })
  })
  return scene
}

t.test('each moderator reads the link of a room, and their own if they have one', async t => {
  const { owner, guest, roomId, openInviteId } = await twoModerators(t)
  const link = {
    userId: userIdOf(alice),
    openInviteId,
    roomId,
    roomType: 'default',
    invitationURL: `https://rooms.example.org/${openInviteId}`,
  }
  for (const person of [owner, guest]) {
    const { status, body } = await person.gets(of(roomId))
    t.strictSame([status, body], [200, { data: link }])
  }
  const own = (await guest.posts('/users/me/public-links/bind', { roomId })).body
  t.strictSame((await guest.gets(of(roomId))).body, own)
})

t.test('the answer has the texts of an e-mail on request', async t => {
  const { guest, roomId, openInviteId } = await twoModerators(t)
  t.notOk('emailContent' in (await guest.gets(`${of(roomId)}?emailContent=false&language=fr`)).body.data)
  for (const query of ['?emailContent=true', '?emailContent=true&language=fr']) {
    t.strictSame((await guest.gets(`${of(roomId)}${query}`)).body.data['emailContent'], {
      language: 'en',
      subject: 'Bob invites you to join the room "Verona"',
      body:
        'Bob invites you to join the room "Verona". Open this link to get in:\n\n' +
        `https://rooms.example.org/${openInviteId}\n`,
    })
  }
  t.match(await guest.gets(`${of(roomId)}?emailContent=maybe`), {
    status: 400,
    body: { errorDetails: [{ param: 'emailContent' }] },
  })
})

t.test('only moderators read the link, and without a link the answer is 404', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  const code = async (person: typeof owner, id = roomId) => (await person.gets(of(id))).body['errorDetailsCode']
  t.equal(await code(guest), 404001)
  await guest.posts(JOIN, { openInviteId })
  t.equal(await code(guest), 403000)
  t.equal(await code(owner, '0'.repeat(24)), 404001)
  t.equal(await code(owner, 'verona'), 400000)
  await api.changeRecord(roomId, { archived: true })
  t.equal(await code(owner), 404117)
  await api.changeRecord(roomId, { archived: false })
  await owner.puts('/users/me/public-links/unbind', { roomId })
  t.equal(await code(owner), 404115)
})
