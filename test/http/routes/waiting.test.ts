import t from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import { bob, invitation, JOIN } from '../invitation.js'

/** Alice's room with approval. */
async function onApproval(t: Parameters<typeof invitation>[0]) {
  const scene = await invitation(t)
  await scene.api.changeRecord(scene.roomId, { config: { autoRegister: 'unlock_ack' } })
  const waiting = () =>
    scene.api.changeRoom(scene.roomId, ({ rooms }) => [
      ...mapOf(rooms.byId(scene.roomId) ?? { maps: {} }, 'registration'),
    ])
  const joins = (more: object = {}) => scene.guest.posts(JOIN, { openInviteId: scene.openInviteId, ...more })
  return { ...scene, waiting, joins }
}

t.test('a join that needs approval is refused with `waiting`, and the request is stored', async t => {
  const { api, waiting, joins } = await onApproval(t)
  const { status, body } = await joins({ reason: 'I am the builder' })
  t.equal(status, 403)
  t.strictSame(body, {
    errorCode: 403,
    errorMsg: 'Forbidden',
    errorDetails: {
      errorMsg: 'A moderator of the room decides whether you may join; you will get the answer as a message.',
      status: 'pending',
    },
    errorDetailsCode: 403624,
  })
  const request = { answers: { 'muc#register_faqentry': 'I am the builder' }, via: /^[0-9a-f]{24}$/ }
  t.match(await waiting(), [[bob, request]])
  const told = api.deliveries.map(({ stanza }) => stanza)
  t.match(told, [
    /to="alice@example.org".*<body>bob@example.org asks to join/,
    /to="bob@example.org".*<body>Please wait/,
  ])
  t.equal(told.length, 2)
})

t.test('repeated and concurrent requests get the same answer and wait once', async t => {
  const { waiting, joins } = await onApproval(t)
  const first = await joins()
  const again = await Promise.all(Array.from({ length: 5 }, () => joins()))
  for (const { status, body } of again) t.strictSame([status, body], [403, first.body])
  t.equal((await waiting()).length, 1)
})

t.test('a request that cannot be stored is not reported as waiting', async t => {
  const { api, waiting, joins } = await onApproval(t)
  api.storage.failNextCommit()
  t.match(await joins(), { status: 500, body: { errorDetailsCode: 500000 } })
  t.same(await waiting(), [])
})

t.test('a waiting user joins at once when the room no longer asks for approval', async t => {
  const { api, roomId, waiting, joins } = await onApproval(t)
  await joins()
  await api.changeRecord(roomId, { config: { autoRegister: 'unlock' } })
  t.match(await joins(), { status: 200, body: { data: { roomId, hasAlreadyJoinThisRoom: false } } })
  t.same(await waiting(), [])
})
