import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'

t.test('a room has three formats', async t => {
  const api = restApi(t)
  const { posts, gets } = await api.person(alice)
  const room = (await posts('/rooms', { name: 'Verona' })).body.data
  const keys = async (query: string) => Object.keys((await gets(`/rooms/${room['id']}${query}`)).body.data)
  const small = ['id', 'name', 'jid', 'isActive']
  const medium = [...small, 'topic', 'creator', 'conference', 'guestEmails', 'disableNotifications']
  t.strictSame(await keys('?format=small'), small)
  t.strictSame(await keys('?format=medium&unsubscribed=true&nbUsersToKeep=100'), medium)
  t.strictSame((await gets(`/rooms/${room['id']}?format=full`)).body.data, room)
  t.strictSame((await gets(`/rooms/${room['id']}`)).body.data, room)
  t.match(await gets(`/rooms/${room['id']}?format=huge`), {
    status: 400,
    body: { errorDetails: [{ param: 'format' }] },
  })
})

t.test('the view has the first 100 members and the number of all', async t => {
  const api = restApi(t)
  const owner = await api.person(alice)
  const roomId = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const entry = { reason: '', since: batch.at, nick: '', visited: 0 }
    batch.change({ kind: 'affiliation', room, user: bob, was: undefined, now: { ...entry, affiliation: 'outcast' } })
    for (let n = 0; n < 120; n++) {
      const now = { ...entry, affiliation: n === 0 ? ('admin' as const) : ('member' as const) }
      batch.change({ kind: 'affiliation', room, user: `member${n}@example.org`, was: undefined, now })
    }
  })
  const { users, activeUsersCounter } = (await owner.gets(`/rooms/${roomId}`)).body.data
  t.equal(activeUsersCounter, 121)
  t.ok(Array.isArray(users) && users.length === 100)
  const privileges = new Map(Array.isArray(users) ? users.map(user => [user.userId, user.privilege]) : [])
  t.equal(privileges.get(userIdOf('member0@example.org')), 'moderator')
  t.equal(privileges.get(userIdOf('member1@example.org')), 'user')
  t.notOk(privileges.has(userIdOf(bob)))
})

t.test('an archived room is not active', async t => {
  const api = restApi(t)
  const { posts, gets } = await api.person(alice)
  const roomId = String((await posts('/rooms', { name: 'Verona' })).body.data['id'])
  await api.changeRecord(roomId, { archived: true })
  t.match(await gets(`/rooms/${roomId}`), { status: 200, body: { data: { isActive: false } } })
})
