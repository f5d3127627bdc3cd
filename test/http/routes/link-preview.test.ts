import t from 'tap'
import { alice, invitation, JOIN } from '../invitation.js'
import { BASE } from '../rest.js'

const NOTHING = {
  roomName: '',
  roomTopic: '',
  roomLocked: false,
  invitingFirstName: '',
  invitingLastName: '',
  invitingCompanyName: '',
}

type Scene = Awaited<ReturnType<typeof invitation>>

function looksAt({ api }: Scene, id: string, authorization?: string) {
  const url = `${BASE}/rooms/open-invites/validate?openInviteId=${encodeURIComponent(id)}`
  return api.ask({ method: 'GET', url, headers: authorization === undefined ? {} : { authorization } })
}

async function setsRoom(scene: Scene, config: NonNullable<Parameters<Scene['api']['changeRecord']>[1]['config']>) {
  await scene.api.changeRecord(scene.roomId, { config: { description: 'Two households', ...config } })
}

t.test('the preview has the name of the room by default', async t => {
  const scene = await invitation(t)
  await setsRoom(scene, {})
  const { status, body } = await looksAt(scene, scene.openInviteId)
  t.strictSame([status, body], [200, { data: { ...NOTHING, roomName: 'Verona' } }])
})

t.test('the owner decides what the preview has: nothing, the name, or the inviter too', async t => {
  const scene = await invitation(t)
  const shown = async () => (await looksAt(scene, scene.openInviteId)).body.data
  await setsRoom(scene, { linkPreview: 'nothing' })
  t.strictSame(await shown(), NOTHING)
  await setsRoom(scene, { linkPreview: 'full' })
  const full = { ...NOTHING, roomName: 'Verona', roomTopic: 'Two households' }
  t.strictSame(await shown(), { ...full, invitingFirstName: 'alice' })
  const user = { jid: alice, id: scene.owner.id, profile: { firstName: 'Alice', lastName: 'Liddell' } }
  await scene.api.changeRoom(scene.roomId, ({ batch }) => batch.change({ kind: 'user', was: undefined, now: user }))
  t.strictSame(await shown(), { ...full, invitingFirstName: 'Alice', invitingLastName: 'Liddell' })
})

t.test('the header Authorization is ignored', async t => {
  const scene = await invitation(t)
  for (const authorization of ['Bearer null', 'Bearer', 'garbage', `Bearer ${scene.guest.token}x`]) {
    t.match(await looksAt(scene, scene.openInviteId, authorization), { status: 200 }, authorization)
  }
})

t.test('an id may have hyphens and capitals', async t => {
  const scene = await invitation(t)
  const id = scene.openInviteId.replace(/^(.{8})(.{4})/, '$1-$2-').toUpperCase()
  t.match(await looksAt(scene, id), { status: 200, body: { data: { roomName: 'Verona' } } })
})

t.test('the preview says whether new users can join', async t => {
  const scene = await invitation(t)
  for (const [autoRegister, roomLocked] of [
    ['lock', true],
    ['unlock_ack', false],
    ['unlock', false],
  ] as const) {
    await setsRoom(scene, { autoRegister })
    t.match((await looksAt(scene, scene.openInviteId)).body, { data: { roomLocked } })
  }
  await scene.api.changeLink(scene.openInviteId, { paused: true })
  t.match((await looksAt(scene, scene.openInviteId)).body, { data: { roomLocked: true } })
})

t.test('a malformed, an unknown, a revoked, an expired and a used-up id get the same answer', async t => {
  const scene = await invitation(t)
  const { status, body } = await looksAt(scene, '0'.repeat(32))
  t.match([status, body['errorDetailsCode']], [404, 40400])
  await scene.api.changeLink(scene.openInviteId, { maxUses: 1 }, { uses: 1 })
  t.match(await looksAt(scene, scene.openInviteId), { status, body })
  await scene.api.changeLink(scene.openInviteId, { maxUses: 0, expiresAt: 1 })
  t.match(await looksAt(scene, scene.openInviteId), { status, body })
  await scene.api.changeLink(scene.openInviteId)
  for (const id of [scene.openInviteId, 'verona', '../../x', '\u0000']) {
    t.strictSame((await looksAt(scene, id)).body, body, id)
  }
})

t.test('an unknown, a revoked and an expired id cost the same reads of the store for every caller', async t => {
  const scene = await invitation(t)
  const { api, guest, roomId, openInviteId: reset } = scene
  const revoked = String((await scene.owner.puts('/users/me/public-links/reset', { roomId })).body.data['openInviteId'])
  await scene.owner.puts('/users/me/public-links/unbind', { roomId })
  const over = String((await scene.owner.posts('/users/me/public-links/bind', { roomId })).body.data['openInviteId'])
  await api.changeLink(over, { expiresAt: 1 })
  const reads = async (ask: () => Promise<unknown>) => {
    const { store } = api.storage
    const loaded = t.capture(store, 'load', store.load)
    const lookedUp = t.capture(store, 'lookUp', store.lookUp)
    await ask()
    return [loaded().length, lookedUp().length]
  }
  for (const id of ['0'.repeat(32), reset, revoked, over]) {
    t.same(await reads(() => looksAt(scene, id)), [1, 1])
    t.same(await reads(() => guest.posts(JOIN, { openInviteId: id })), [1, 0])
  }
})

t.test('a link to a deleted or archived room is refused like a join', async t => {
  const scene = await invitation(t)
  await scene.api.changeRecord(scene.roomId, { archived: true })
  t.match(await looksAt(scene, scene.openInviteId), { status: 404, body: { errorDetailsCode: 404116 } })
})

t.test('a preview without an id is a bad request', async t => {
  const { api } = await invitation(t)
  for (const query of ['', '?openInviteId=', '?openInviteId=a&openInviteId=b']) {
    t.match(await api.ask({ method: 'GET', url: `${BASE}/rooms/open-invites/validate${query}` }), {
      status: 400,
      body: { errorDetails: [{ param: 'openInviteId', msg: /^must be the id/ }], errorDetailsCode: 400000 },
    })
  }
})
