import t, { type Test } from 'tap'
import { documentOf, operationsOf } from '../document/reading.js'
import { roomOfAlice, UNKNOWN_ID } from '../room-users.js'

const ENDUSER = '/api/rainbow/enduser/v1.0'
const UNKNOWN_JID = `room_${'0'.repeat(32)}@rooms.example.org`

/** A valid body for each route that names a room and takes one; `room` stands for the id of the room. */
const BODIES: Readonly<Record<string, object>> = {
  [`PUT ${ENDUSER}/rooms/{roomId}`]: { name: 'Mine' },
  [`PUT ${ENDUSER}/rooms/{roomId}/custom-data`]: { customData: {} },
  [`POST ${ENDUSER}/rooms/{roomId}/users`]: { userId: 'dave@example.org', reason: '', status: 'accepted' },
  [`PUT ${ENDUSER}/rooms/{roomId}/users/{userId}`]: { status: 'unsubscribed' },
  [`PUT ${ENDUSER}/rooms/{roomId}/passwords`]: { hasPassword: true },
  [`PUT ${ENDUSER}/rooms/{roomId}/lobbies`]: { hasLobby: true },
  [`PUT ${ENDUSER}/rooms/{roomId}/lobbies/accept`]: { scope: 'all' },
  [`PUT ${ENDUSER}/rooms/{roomId}/lobbies/deny`]: { scope: 'all' },
  [`POST ${ENDUSER}/users/{userId}/public-links/bind`]: { roomId: 'room' },
  [`PUT ${ENDUSER}/users/{userId}/public-links/unbind`]: { roomId: 'room' },
  [`PUT ${ENDUSER}/users/{userId}/public-links/reset`]: { roomId: 'room' },
  [`PUT ${ENDUSER}/users/{userId}/open-invites/bind`]: { roomId: 'room' },
  'PUT /api/v1/rooms/{room}/custom-data': { customData: {} },
  'POST /api/v1/rooms/{room}/messages': { body: 'Hello' },
  'POST /api/v1/rooms/{room}/members/add': { users: ['dave@example.org'] },
  'POST /api/v1/rooms/{room}/members/remove': { users: ['dave@example.org'] },
  'POST /api/v1/rooms/{room}/bans/add': { users: ['dave@example.org'] },
  'POST /api/v1/rooms/{room}/bans/lift': { users: ['dave@example.org'] },
  'POST /api/v1/rooms/{room}/links/make': { count: 1 },
  'POST /api/v1/rooms/{room}/requests/answer': { decision: 'approve' },
  'POST /api/v1/rooms/{room}/bans': { user: 'dave@example.org' },
  'POST /api/v1/rooms/{room}/requests/{userId}': { decision: 'approve' },
}

const AVATARS = [`POST ${ENDUSER}/rooms/{roomId}/avatar`, 'PUT /api/v1/rooms/{room}/avatar']
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

type Named = { readonly id: string; readonly jid: string }

/** A request of a route for this room. */
function requestOf(at: string, room: Named): { method: 'GET' | 'POST'; url: string; payload?: object; type?: string } {
  const [method = '', path = ''] = at.split(' ')
  const values: Record<string, string> = {
    roomId: room.id,
    room: room.id,
    jid: room.jid,
    userId: 'me',
    user: 'dave@example.org',
  }
  const url = path.replaceAll(/\{([^}]*)\}/g, (_, name: string) => values[name] ?? '0'.repeat(24))
  if (AVATARS.includes(at)) return { method: method as 'POST', url, payload: PNG, type: 'image/png' }
  const body = BODIES[at] ?? (method === 'GET' || method === 'DELETE' ? undefined : {})
  const payload = body && JSON.parse(JSON.stringify(body).replaceAll('"room"', `"${room.id}"`))
  return { method: method as 'GET', url, ...(payload && { payload }) }
}

/** Alice's private room and people who have nothing to do with it any more, or never had. */
async function stage(t: Test) {
  const scene = await roomOfAlice(t)
  const { alice, bob, carol, dave, mallory, has, path, roomId, changeRoom, person } = scene
  for (const member of [bob, carol, dave]) await has(member)
  await alice.puts(path(bob), { status: 'unsubscribed' })
  await alice.puts(path(carol), { status: 'rejected' })
  await alice.deletes(path(dave))
  const eve = await person('eve@example.org')
  const jid = await changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const now = { affiliation: 'outcast', reason: '', since: 1, nick: '', visited: 0 } as const
    batch.change({ kind: 'affiliation', room, user: eve.jid, was: undefined, now })
    return room
  })
  const readers = { 'a stranger': mallory, removed: bob, 'turned away': carol, expelled: dave, banned: eve }
  const document = await documentOf(scene, '/openapi.json')
  const routes = operationsOf(document)
    .map(({ at }) => at)
    .filter(at => /\/rooms\/(jids\/)?\{/.test(at) || at in BODIES)
  return { ...scene, readers: Object.entries(readers), routes, room: { id: roomId, jid } }
}

t.test(
  'for people who have nothing to do with a private room, no route tells it from a room that there is not',
  async t => {
    const { ask, readers, routes, room } = await stage(t)
    t.ok(routes.length > 25, `${routes.length} routes`)
    for (const [who, { token }] of readers) {
      for (const at of routes) {
        const answers = []
        for (const named of [room, { id: UNKNOWN_ID, jid: UNKNOWN_JID }]) {
          const { type, ...request } = requestOf(at, named)
          const headers = { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) }
          const { status, body } = await ask({ ...request, headers })
          answers.push({ status, body: JSON.stringify(body).replaceAll(named.id, 'ID').replaceAll(named.jid, 'JID') })
        }
        const [hidden, none] = answers
        t.strictSame(hidden, none, `${who}: ${at}`)
        t.match(hidden, { status: 404, body: /"errorDetailsCode":404001/ }, `${who}: ${at}`)
      }
    }
  },
)

t.test(
  'a user whom a moderator has put out does not find the room in a list, nor read it, whatever they set',
  async t => {
    const { readers, alice, roomId, path, person } = await stage(t)
    for (const [who, { jid }] of readers) {
      const reader = await person(jid)
      const id = reader.id
      for (const status of ['rejected', 'unsubscribed', 'accepted', 'invited']) {
        t.match(await reader.puts(path(reader), { status }), { status: 404 }, `${who}: ${status}`)
      }
      t.match(await reader.deletes(path(reader)), { status: 404 }, who)
      t.match(await reader.gets(`/rooms/${roomId}`), { status: 404 }, who)
      for (const query of ['', `?userId=${id}`, `?userId=${alice.id}`, '?status=unsubscribed', '?status=rejected']) {
        t.match((await reader.gets(`/rooms${query}`)).body, { total: 0, data: [] }, `${who}: ${query}`)
      }
    }
  },
)

t.test('a moderator sees who was put out as the API names them, and an entry that was deleted not at all', async t => {
  const { alice, standing, bob, carol, dave, roomId } = await stage(t)
  t.equal(await standing(bob), 'user unsubscribed')
  t.equal(await standing(carol), 'user rejected')
  t.equal(await standing(dave), '404000')
  for (const path of [`/rooms/${roomId}`, '/rooms?format=full']) {
    const shown = JSON.stringify((await alice.gets(path)).body)
    t.ok(shown.includes(bob.id) && shown.includes(carol.id), path)
    t.notOk(shown.includes(dave.id), path)
  }
})

t.test('a user who has left or declined by themselves still reads the room', async t => {
  const { bob, carol, has, path, roomId } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'invited')
  await bob.puts(path(bob), { status: 'unsubscribed' })
  await carol.puts(path(carol), { status: 'rejected' })
  for (const reader of [bob, carol]) {
    t.match(await reader.gets(`/rooms/${roomId}`), { status: 200 })
    t.match((await reader.gets('/rooms')).body, { total: 1 })
  }
})

t.test('a moderator who calls off what a user has set puts that user out', async t => {
  const { alice, bob, has, path, roomId } = await roomOfAlice(t)
  await has(bob)
  await bob.puts(path(bob), { status: 'unsubscribed' })
  t.match(await alice.puts(path(bob), { status: 'rejected' }), { status: 200, body: { data: { status: 'rejected' } } })
  t.match(await bob.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await alice.puts(path(bob), { status: 'unsubscribed' }), { status: 200 })
  t.match(await bob.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await alice.puts(path(bob), { status: 'invited' }), { status: 200 })
  t.match(await bob.gets(`/rooms/${roomId}`), { status: 200 })
})
