import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'
const unknownId = '0123456789abcdef01234567'
const bindAs = (userId: string) => `/users/${userId}/public-links/bind`

t.test('a moderator gets a link to the room, the same one again', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const roomId = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  const first = await posts(bindAs('me'), { roomId })
  const { openInviteId } = first.body.data
  t.equal(first.status, 200)
  t.match(openInviteId, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  t.strictSame(first.body.data, {
    userId: userIdOf(alice),
    openInviteId,
    roomId,
    roomType: 'default',
    invitationURL: `https://rooms.example.org/${openInviteId}`,
  })
  t.strictSame((await posts(bindAs('me'), { roomId })).body, first.body)
})

t.test('the caller is named by me, by the bare JID in any spelling, or by the user id', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const roomId = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  for (const name of ['me', alice, 'alice%40example.org', 'Alice%40EXAMPLE.org', userIdOf(alice)]) {
    t.match(await posts(bindAs(name), { roomId }), { status: 200, body: { data: { userId: userIdOf(alice) } } }, name)
  }
})

t.test("another user's path is refused before the body is validated", async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  for (const name of [bob, userIdOf(bob), 'alice', `${alice}%2Fphone`, 'ME', '%20', 'x'.repeat(3000)]) {
    for (const body of [{ roomId: unknownId }, {}]) {
      t.match(await posts(bindAs(name), body), {
        status: 403,
        body: { errorCode: 403, errorMsg: 'Forbidden', errorDetails: /your user id/, errorDetailsCode: 403100 },
      })
    }
  }
})

t.test('a JID of the greatest length is accepted in a path', async t => {
  const api = restApi(t)
  const jid = `${'ü'.repeat(500)}@${Array(4).fill('d'.repeat(60)).join('.')}`
  const { posts } = await api.person(jid)
  const roomId = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  t.match(await posts(bindAs(encodeURIComponent(jid)), { roomId }), { status: 200 })
})

t.test('a link needs a room id', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  for (const body of [undefined, {}, { roomId: 5 }, { roomId: 'verona' }, { roomId: [unknownId] }]) {
    t.match(await posts(bindAs('me'), body), { status: 400, body: { errorDetailsCode: 400000 } })
  }
  t.match(await posts(bindAs('me'), { roomId: unknownId }), { status: 404, body: { errorDetailsCode: 404001 } })
})

t.test('only a moderator gets a link', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const roomId = (await owner.posts('/rooms', { name: 'Verona', visibility: 'public' })).body.data['id']
  const refused = { status: 403, body: { errorDetailsCode: 403000 } }
  t.match(await stranger.posts(bindAs('me'), { roomId }), refused)
  const { openInviteId } = (await owner.posts(bindAs('me'), { roomId })).body.data
  await stranger.posts('/rooms/open-invites', { openInviteId })
  t.match(await stranger.posts(bindAs('me'), { roomId }), refused)
})

t.test('an archived room gets no link', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const roomId = String((await posts('/rooms', { name: 'Verona' })).body.data['id'])
  await api.changeRecord(roomId, { archived: true })
  t.match(await posts(bindAs('me'), { roomId }), { status: 404, body: { errorDetailsCode: 404117 } })
})
