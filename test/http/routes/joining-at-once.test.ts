import t from 'tap'
import { invitation, JOIN } from '../invitation.js'

t.test('200 simultaneous joins at a room with 50 places left let exactly 50 in', async t => {
  const { api, owner, roomId, openInviteId } = await invitation(t, { maxMembers: 51 })
  const people = await Promise.all(Array.from({ length: 200 }, (_, n) => api.person(`guest${n}@example.org`)))
  const answers = await Promise.all(people.map(({ posts }) => posts(JOIN, { openInviteId })))
  t.equal(answers.filter(({ status }) => status === 200).length, 50)
  const refused = answers.filter(({ status }) => status !== 200)
  t.equal(refused.length, 150)
  for (const { body } of refused) t.match(body, { errorDetailsCode: 403621, errorDetails: { currentValue: 51 } })
  t.match((await owner.gets(`/rooms/${roomId}`)).body.data, { activeUsersCounter: 51 })
  t.equal(api.deliveries.length, 50)
})

t.test('a user who joins many times concurrently joins once', async t => {
  const { api, guest, openInviteId } = await invitation(t)
  const answers = await Promise.all(Array.from({ length: 20 }, () => guest.posts(JOIN, { openInviteId })))
  t.equal(answers.filter(({ body }) => body.data['hasAlreadyJoinThisRoom'] === false).length, 1)
  t.equal(api.deliveries.length, 1)
})

t.test('a join that cannot be committed is a fault, sends nothing, and succeeds on a retry', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  api.storage.failNextCommit()
  const { status, body } = await guest.posts(JOIN, { openInviteId })
  t.equal(status, 500)
  t.strictSame(body, {
    errorCode: 500,
    errorMsg: 'Internal Server Error',
    errorDetails: 'The storage failed, so nothing was done. Try again later.',
    errorDetailsCode: 500000,
  })
  t.equal(api.faults.length, 1)
  t.equal(api.deliveries.length, 0)
  t.match((await owner.gets(`/rooms/${roomId}`)).body.data, { activeUsersCounter: 1 })
  const again = await guest.posts(JOIN, { openInviteId })
  t.strictSame(again.body, { data: { roomId, hasAlreadyJoinThisRoom: false } })
})
