import t from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import { bob, invitation, JOIN } from '../invitation.js'

/** Alice lets people in on approval alone. */
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

t.test('who has to be approved is told that they wait, and their request is kept though it is refused', async t => {
  const { api, waiting, joins } = await onApproval(t)
  const { status, body } = await joins({ reason: 'I am the builder' })
  t.equal(status, 403)
  t.strictSame(body, {
    errorCode: 403,
    errorMsg: 'Forbidden',
    errorDetails: {
      errorMsg: 'A moderator of the room decides whether you may join; you will hear from the room.',
      status: 'pending',
    },
    errorDetailsCode: 403624,
  })
  const request = { answers: { 'muc#register_faqentry': 'I am the builder' }, linkId: /^[0-9a-f]{24}$/ }
  t.match(await waiting(), [[bob, request]])
  t.equal(api.deliveries.length, 0)
})

t.test('who asks again while they wait hears the same, and waits once, also all at once', async t => {
  const { waiting, joins } = await onApproval(t)
  const first = await joins()
  const again = await Promise.all(Array.from({ length: 5 }, () => joins()))
  for (const { status, body } of again) t.strictSame([status, body], [403, first.body])
  t.equal((await waiting()).length, 1)
})

t.test('a request that cannot be stored is not said to be kept', async t => {
  const { api, waiting, joins } = await onApproval(t)
  api.storage.failNextCommit()
  t.match(await joins(), { status: 500, body: { errorDetailsCode: 500000 } })
  t.same(await waiting(), [])
})

t.test('who waits is let in at once when the room no longer asks', async t => {
  const { api, roomId, waiting, joins } = await onApproval(t)
  await joins()
  await api.changeRecord(roomId, { config: { autoRegister: 'unlock' } })
  t.match(await joins(), { status: 200, body: { data: { roomId, hasAlreadyJoinThisRoom: false } } })
  t.same(await waiting(), [])
})
