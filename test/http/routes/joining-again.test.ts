import t from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import type { StoredUserStatus } from '../../../src/rooms-api/stored-user-status.js'
import { bob, invitation, JOIN } from '../invitation.js'

/** The affiliation and status of bob in the room when he opens the link. */
type Standing = { affiliation: 'member' | 'none'; status?: StoredUserStatus['status'] }

type Scene = Standing & { autoRegister: 'unlock' | 'lock' }

async function standsAs(t: Parameters<typeof invitation>[0], standing: Scene) {
  const scene = await invitation(t)
  const { affiliation, status, autoRegister } = standing
  await scene.api.changeRecord(scene.roomId, { config: { autoRegister } })
  await scene.api.changeRoom(scene.roomId, ({ batch, rooms }) => {
    const room = rooms.byId(scene.roomId)?.record.jid ?? ''
    const now = { affiliation: 'member' as const, reason: '', since: 5, nick: '', visited: 0 }
    if (affiliation === 'member') batch.change({ kind: 'affiliation', room, user: bob, was: undefined, now })
    if (!status) return
    batch.change({ kind: 'user-status', room, key: bob, was: undefined, now: { status, since: 5 } })
  })
  return scene
}

async function opens(t: Parameters<typeof invitation>[0], standing: Scene) {
  const scene = await standsAs(t, standing)
  const { body } = await scene.guest.posts(JOIN, { openInviteId: scene.openInviteId })
  const after = await scene.api.changeRoom(scene.roomId, ({ rooms }) => {
    const room = rooms.byId(scene.roomId)
    return [
      room?.affiliations.get(bob)?.affiliation ?? 'none',
      (room && mapOf(room, 'user-status').get(bob)?.status) ?? 'accepted',
    ]
  })
  return { answer: body['data'] ? body.data['hasAlreadyJoinThisRoom'] : body['errorDetailsCode'], after, ...scene }
}

const IN = ['member', 'accepted']

t.test(
  'hasAlreadyJoinThisRoom is false for new and invited users, true after leaving; all are members then',
  async t => {
    const standings = [
      [{ affiliation: 'none' }, false],
      [{ affiliation: 'member', status: 'invited' }, false],
      [{ affiliation: 'none', status: 'rejected' }, false],
      [{ affiliation: 'none', status: 'unsubscribed' }, true],
      [{ affiliation: 'member' }, true],
    ] as const
    for (const [standing, answer] of standings) {
      t.match(await opens(t, { ...standing, autoRegister: 'unlock' }), { answer, after: IN }, JSON.stringify(standing))
    }
  },
)

t.test('over /api/v1 only a member is a member: who had left has joined', async t => {
  const states = [
    [{ affiliation: 'none', status: 'unsubscribed' }, 'joined'],
    [{ affiliation: 'none', status: 'rejected' }, 'joined'],
    [{ affiliation: 'member', status: 'invited' }, 'joined'],
    [{ affiliation: 'member' }, 'member'],
  ] as const
  for (const [standing, state] of states) {
    const { api, guest, ...scene } = await standsAs(t, { ...standing, autoRegister: 'unlock' })
    const { body } = await guest.posts('/api/v1/join', { openInviteId: scene.openInviteId })
    t.match(body, { data: { state, roomId: scene.roomId } }, JSON.stringify(standing))
    t.equal(
      api.deliveries.length,
      state === 'joined' && !('status' in standing && standing.status === 'invited') ? 1 : 0,
    )
  }
})

t.test('a locked room admits registered users: invited, accepted or unsubscribed', async t => {
  const registered = [
    [{ affiliation: 'member', status: 'invited' }, false],
    [{ affiliation: 'member' }, true],
    [{ affiliation: 'none', status: 'unsubscribed' }, true],
  ] as const
  for (const [standing, answer] of registered) {
    t.match(await opens(t, { ...standing, autoRegister: 'lock' }), { answer, after: IN }, JSON.stringify(standing))
  }
})

t.test('a locked room refuses users who were never in it, or have rejected an invitation', async t => {
  for (const status of [undefined, 'rejected'] as const) {
    const { answer, after, api } = await opens(t, {
      affiliation: 'none',
      ...(status && { status }),
      autoRegister: 'lock',
    })
    t.equal(answer, 403621)
    t.same(after, ['none', status ?? 'accepted'])
    t.equal(api.deliveries.length, 0)
  }
})

t.test('a user who comes back after leaving is announced and counted as on the first join', async t => {
  const { api, openInviteId } = await opens(t, { affiliation: 'none', status: 'unsubscribed', autoRegister: 'unlock' })
  t.equal(api.deliveries.length, 1)
  const uses = await api.changeLink(openInviteId, {})
  t.equal(uses, 1)
})

t.test('a locked room refuses a user whom a moderator has removed, whatever status they set themselves', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  const path = `/rooms/${roomId}/users/${guest.id}`
  await guest.posts(JOIN, { openInviteId })
  t.match(await owner.puts(path, { status: 'unsubscribed' }), {
    status: 200,
    body: { data: { status: 'unsubscribed' } },
  })
  await api.changeRecord(roomId, { config: { autoRegister: 'lock' } })
  t.match(await guest.puts(path, { status: 'unsubscribed' }), { status: 404, body: { errorDetailsCode: 404001 } })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 403, body: { errorDetailsCode: 403000 } })
  t.match(await owner.puts(path, { status: 'accepted' }), { status: 200 })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200 })
})
