import t, { type Test } from 'tap'
import type { ServiceContext } from '../../../../src/service/types.js'
import { alice, bob, invitation } from '../../invitation.js'

const admin = 'admin@example.org'
const lacking = { status: 403, body: { errorDetails: /with the scope rooms/, errorDetailsCode: 403000 } }

/** Bob becomes an owner of a room. */
const makeOwner =
  (roomId: string) =>
  ({ batch, rooms }: ServiceContext): void => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const now = { affiliation: 'owner', reason: '', since: 1, nick: '', visited: 0 } as const
    batch.change({ kind: 'affiliation', room, user: bob, was: undefined, now })
  }

/** Alice's room with her link; Bob, a moderator with a link of his own, has a token with the scope links alone. */
async function links(t: Test) {
  const { api, owner, roomId } = await invitation(t, { admins: [admin] })
  await api.changeRoom(roomId, makeOwner(roomId))
  const path = `/api/v1/rooms/${roomId}/links`
  const [narrow, wide] = [await api.person(bob, { scope: 'links' }), await api.person(bob, { scope: 'links rooms' })]
  const own = String((await narrow.posts(path, { label: 'own' })).body.data['linkId'])
  const others = String((await owner.posts(path, { label: 'others' })).body.data['linkId'])
  return { api, narrow, wide, path, own: `${path}/${own}`, others: `${path}/${others}` }
}

t.test('with the scope links alone, a user reads and changes only their own links', async t => {
  const { narrow, wide, path, own, others } = await links(t)
  t.match((await narrow.gets(path)).body, { data: [{ label: 'own', owner: { jid: bob } }], total: 1 })
  t.match((await wide.gets(path)).body, { total: 3 })
  t.match(await narrow.gets(own), { status: 200 })
  t.match(await narrow.patches(own, { paused: true }), { status: 200 })
  t.match(await narrow.posts(`${own}/reset`), { status: 200 })
  const acts = [
    () => narrow.gets(others),
    () => narrow.patches(others, { paused: true }),
    () => narrow.posts(`${others}/reset`),
    () => narrow.deletes(others),
  ]
  for (const act of acts) t.match(await act(), lacking)
  t.match((await wide.gets(others)).body.data, { state: 'open', owner: { jid: alice } })
  t.match(await narrow.deletes(own), { status: 200 })
})

t.test('with the scope links alone, a user cannot remove users or create a link that grants moderator', async t => {
  const { narrow, wide, path, own } = await links(t)
  t.match(await narrow.deletes(`${own}?removeJoiners=true`), lacking)
  t.match(await narrow.posts(path, { grants: 'moderator' }), lacking)
  t.match(await narrow.patches(own, { grants: 'moderator' }), lacking)
  t.match((await narrow.gets(path)).body, { data: [{ grants: 'member' }], total: 1 })
  t.match(await wide.posts(path, { grants: 'moderator' }), { status: 200 })
})

t.test('with the scope links alone, a user cannot reopen a link that grants moderator, but can revoke it', async t => {
  const { narrow, wide, path } = await links(t)
  const { linkId } = (await wide.posts(path, { grants: 'moderator', paused: true })).body.data
  const link = `${path}/${String(linkId)}`
  for (const body of [{ paused: false }, { lifetime: 0 }, { maxUses: 0 }])
    t.match(await narrow.patches(link, body), lacking)
  t.match(await narrow.posts(`${link}/reset`), lacking)
  t.match((await wide.gets(link)).body.data, { state: 'paused', grants: 'moderator' })
  t.match(await narrow.deletes(link), { status: 200 })
})

t.test('with the scope links alone, a moderator reads the link of a room if it is their own', async t => {
  const { api, owner, roomId } = await invitation(t)
  await api.changeRoom(roomId, makeOwner(roomId))
  const path = `/rooms/${roomId}/public-links`
  const narrow = await api.person(bob, { scope: 'links' })
  t.match(await narrow.gets(path), lacking)
  t.match(await (await api.person(alice, { scope: 'links' })).gets(path), { status: 200 })
  t.match((await owner.gets(path)).body.data, { userId: owner.id })
  await narrow.posts('/users/me/public-links/bind', { roomId })
  t.match((await narrow.gets(path)).body.data, { userId: narrow.id })
})

t.test(
  'an admin of the service whose token lacks the scope cannot read links, history or requests of a room',
  async t => {
    const { api, path, others } = await links(t)
    const [plain, whole] = [await api.person(admin, { scope: 'links rooms' }), await api.person(admin)]
    for (const url of [path, others, `${others}/story`]) {
      t.match(await whole.gets(url), { status: 200 }, url)
      t.match(await plain.gets(url), { status: 404 }, url)
    }
  },
)

t.test(
  'with the scope links alone, a user sees no id of a link that grants moderator, not even of their own',
  async t => {
    const { api, narrow, wide, path } = await links(t)
    const made = (await wide.posts(path, { grants: 'moderator' })).body.data
    const roomId = String(made['roomId'])
    const bound = (await wide.posts('/users/me/public-links/bind', { roomId })).body.data
    const { data } = (await wide.gets(path)).body
    const own = (data as unknown as { linkId: string; openInviteId: string }[]).find(
      ({ openInviteId }) => openInviteId === bound['openInviteId'],
    )
    const raised = (await wide.patches(`${path}/${own?.linkId}`, { grants: 'moderator' })).body.data
    const secrets = new RegExp(`${made['openInviteId']}|${raised['openInviteId']}`)
    const lists = [path, '/api/v1/links', '/users/me/public-links']
    for (const list of lists) {
      t.match(JSON.stringify((await wide.gets(list)).body), secrets, list)
      t.notMatch(JSON.stringify((await narrow.gets(list)).body), secrets, list)
    }
    t.match(await narrow.gets(`${path}/${made['linkId']}`), lacking)
    t.match(await narrow.posts('/users/me/public-links/bind', { roomId }), lacking)
    t.match(await narrow.puts('/users/me/public-links/reset', { roomId }), lacking)
    t.match(await narrow.gets(`/rooms/${roomId}/public-links`), lacking)
    t.equal(api.faults.length, 0)
  },
)
