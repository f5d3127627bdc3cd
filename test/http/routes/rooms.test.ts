import t from 'tap'
import { setAffiliation } from '../../../src/muc/operations/set-affiliation.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const unknownId = '0123456789abcdef01234567'

t.test('a room created over REST is private, and its creator is its moderator', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const { status, body } = await posts('/rooms', { name: 'Verona', topic: 'Two households' })
  t.equal(status, 200)
  t.strictSame(Object.keys(body), ['data'])
  t.match(body.data, { id: /^[0-9a-f]{24}$/, jid: /^room_[0-9a-f]{32}@rooms\.example\.org$/, creationDate: ISO })
  t.strictSame(body.data, {
    id: body.data['id'],
    name: 'Verona',
    jid: body.data['jid'],
    isActive: true,
    topic: 'Two households',
    creator: userIdOf(alice),
    conference: null,
    guestEmails: [],
    disableNotifications: false,
    visibility: 'private',
    creationDate: body.data['creationDate'],
    autoRegister: 'unlock',
    hasPassword: false,
    hasLobby: false,
    history: 'number',
    number: 50,
    customData: {},
    confEndpoints: [],
    users: [
      {
        userId: userIdOf(alice),
        additionDate: body.data['creationDate'],
        privilege: 'moderator',
        status: 'accepted',
      },
    ],
    activeUsersCounter: 1,
  })
})

t.test('a room is persistent, and private means hidden and members-only', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  for (const visibility of ['private', 'public'] as const) {
    const { body } = await posts('/rooms', { name: 'Verona', visibility, autoRegister: 'lock' })
    t.match(body.data, { visibility, autoRegister: 'lock', topic: '' })
    const roomId = String(body.data['id'])
    const config = await api.changeRoom(roomId, ({ rooms }) => rooms.byId(roomId)?.record.config)
    t.match(config, { persistent: true, public: visibility === 'public', membersOnly: visibility === 'private' })
  }
})

t.test('a room that was read can be posted back: its history is the same', async t => {
  const alice = await restApi(t).person('alice@example.org')
  const reads = async (id: unknown) => (await alice.gets(`/rooms/${id}`)).body.data
  for (const asked of [{}, { history: 'none' }, { history: 'all' }, { history: 'number', number: 7 }]) {
    const first = await reads((await alice.posts('/rooms', { name: 'Verona', ...asked })).body.data['id'])
    const second = await reads((await alice.posts('/rooms', first)).body.data['id'])
    const kept = ({ history, number }: Record<string, unknown>) => ({ history, number })
    t.strictSame(kept(second), kept(first))
    if (asked.number !== undefined) t.strictSame(kept(first), asked)
  }
})

t.test('create: the history for a new user is as requested, or the default of the service', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const kept = async (asked: object) => {
    const { body } = await posts('/rooms', { name: 'Verona', ...asked })
    const roomId = String(body.data['id'])
    const config = await api.changeRoom(roomId, ({ rooms }) => rooms.byId(roomId)?.record.config)
    return [body.data['history'], config?.historyLength]
  }
  t.strictSame(await kept({ history: 'none', number: 7 }), ['none', 0])
  t.strictSame(await kept({ history: 'all' }), ['all', 1000])
  t.strictSame(await kept({ history: 'number', number: 7 }), ['number', 7])
  t.strictSame(await kept({ history: 'number', number: 10 ** 300 }), ['all', 1000])
  t.strictSame(await kept({ history: 'number' }), ['none', 0])
  t.strictSame(await kept({}), ['number', 50])
})

t.test('create: a room with a media type is a conference that is not scheduled', async t => {
  const api = restApi(t)
  const { posts, gets } = await api.person(alice)
  for (const mediaType of ['pstnAudio', 'webrtc']) {
    const { data } = (await posts('/rooms', { name: 'Verona', mediaType, disableNotifications: true })).body
    const lastUpdateDate = data['creationDate']
    t.strictSame(data['conference'], { scheduled: false, mediaType, lastUpdateDate, guestEmails: [] })
    t.equal(data['disableNotifications'], true)
    t.strictSame((await gets(`/rooms/${data['id']}`)).body.data, data)
  }
})

t.test('create: unknown keys are ignored, and an empty topic is no topic', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const others = { autoAcceptInvitation: true, muteUponEntry: false, playEntryTone: true, topic: '' }
  t.match(await posts('/rooms', { name: 'Verona', ...others }), { status: 200, body: { data: { topic: '' } } })
})

t.test('create: a user at the limit of rooms gets 403620 with the numbers', async t => {
  const api = restApi(t, { maxOwned: 1 })
  const { posts } = await api.person(alice)
  t.match(await posts('/rooms', { name: 'Verona' }), { status: 200 })
  t.match(await posts('/rooms', { name: 'Mantua' }), {
    status: 403,
    body: {
      errorCode: 403,
      errorMsg: 'Forbidden',
      errorDetails: /^Forecast a maximum quota reached for feature BUBBLE_COUNT/,
      errorDetailsCode: 403620,
      errorDetailsData: { feature: 'BUBBLE_COUNT', maxValue: 1, currentValue: 1, unit: ' room' },
    },
  })
})

t.test('create: an existing room is not replaced', async t => {
  const api = restApi(t, { newId: () => '0'.repeat(32) })
  const { posts } = await api.person(alice)
  t.match(await posts('/rooms', { name: 'Verona' }), { status: 200 })
  const refused = { errorCode: 409, errorMsg: 'Conflict', errorDetailsCode: 409000 }
  t.match(await posts('/rooms', { name: 'Mantua' }), { status: 409, body: refused })
})

t.test('create: a wrong key is refused with the key, its value and what it must be', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const wrong = async (body: object) => {
    const answer = await posts('/rooms', body)
    t.match(answer, { status: 400, body: { errorCode: 400, errorMsg: 'Bad Request', errorDetailsCode: 400000 } })
    return answer.body['errorDetails']
  }
  const length = 'must be a text of 1 to 255 characters, without control characters'
  t.strictSame(await wrong({}), [{ param: 'name', msg: length }])
  t.strictSame(await wrong({ name: '' }), [{ param: 'name', msg: length, value: '' }])
  t.strictSame(await wrong({ name: 7 }), [{ param: 'name', msg: length, value: 7 }])
  t.strictSame(await wrong({ name: 'x'.repeat(256) }), [{ param: 'name', msg: length, value: 'x'.repeat(100) }])
  t.match(await wrong({ name: 'Verona', topic: 'x'.repeat(256) }), [{ param: 'topic' }])
  t.strictSame(await wrong({ name: 'Verona', visibility: 'secret' }), [
    { param: 'visibility', msg: 'must be one of: private, public', value: 'secret' },
  ])
  t.match(await wrong({ name: 'Verona', autoRegister: 'open' }), [{ param: 'autoRegister' }])
  t.match(await wrong({ name: 'Verona', history: 'some' }), [{ param: 'history' }])
  t.match(await wrong({ name: 'Verona', disableNotifications: 'true' }), [{ param: 'disableNotifications' }])
  t.strictSame(await wrong([]), [{ param: 'body', msg: 'must be a JSON object, sent as application/json' }])
})

t.test('a name that XML cannot carry is refused, and any other comes back unchanged', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  for (const name of ['a\u0000b', '\u001b[31m', '\ud800', '\ufffe']) {
    t.match(await posts('/rooms', { name }), { status: 400, body: { errorDetails: [{ param: 'name' }] } })
  }
  for (const name of ['<b>&"\'', '👩‍🚀'.repeat(51), 'ünïcödé\ttext', ']]>']) {
    t.match(await posts('/rooms', { name }), { status: 200, body: { data: { name } } })
  }
})

t.test('get: a private room is for its members, a public one for every caller', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const hidden = (await owner.posts('/rooms', { name: 'Verona' })).body.data['id']
  const open = (await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })).body.data['id']
  const refused = { status: 404, body: { errorCode: 404, errorMsg: 'Resource Not Found', errorDetailsCode: 404001 } }
  t.match(await stranger.gets(`/rooms/${hidden}`), refused)
  t.match(await stranger.gets(`/rooms/${unknownId}`), refused)
  t.match(await stranger.gets(`/rooms/${open}`), { status: 200, body: { data: { name: 'Mantua' } } })
})

t.test('get: a public room that is not yet configured is for its owner alone', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const roomId = String((await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })).body.data['id'])
  await api.changeRecord(roomId, { locked: true })
  t.match(await owner.gets(`/rooms/${roomId}`), { status: 200 })
  t.match(await stranger.gets(`/rooms/${roomId}`), { status: 404 })
})

t.test('get: users who were invited, left or declined can read a private room', async t => {
  const api = restApi(t)
  const [owner, other] = [await api.person(alice), await api.person(bob)]
  const id = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  t.match(await other.gets(`/rooms/${id}`), { status: 404 })
  for (const status of ['invited', 'unsubscribed', 'rejected'] as const) {
    await api.changeRoom(id, ({ batch, rooms }) => {
      const room = rooms.byId(id)?.record.jid ?? ''
      const now = { status, since: 0 }
      batch.change({ kind: 'user-status', room, key: bob, was: undefined, now })
    })
    const users = [{ userId: userIdOf(bob), privilege: 'user', status, additionDate: '1970-01-01T00:00:00.000Z' }, {}]
    t.match(await other.gets(`/rooms/${id}`), { status: 200, body: { data: { users } } })
  }
})

t.test(
  'get by JID: percent-encoded or not, in any spelling; a malformed JID or an unknown room is refused',
  async t => {
    const api = restApi(t)
    const [owner, stranger] = [await api.person(alice), await api.person(bob)]
    const room = (await owner.posts('/rooms', { name: 'Verona' })).body.data
    const jid = String(room['jid'])
    for (const path of [jid, encodeURIComponent(jid), jid.toUpperCase()]) {
      t.strictSame((await owner.gets(`/rooms/jids/${path}`)).body.data, room)
    }
    const { body } = await owner.gets(`/rooms/jids/${jid}?format=small`)
    t.strictSame(Object.keys(body.data), ['id', 'name', 'jid', 'isActive'])
    const unknown = { status: 404, body: { errorDetailsCode: 404001 } }
    t.match(await stranger.gets(`/rooms/jids/${jid}`), unknown)
    t.match(await owner.gets(`/rooms/jids/room_1@rooms.example.org`), unknown)
    for (const path of ['@', `${jid}%2Fnick`, 'a%20b@rooms.example.org', '%00@x']) {
      const refused = { errorDetails: [{ param: 'jid' }], errorDetailsCode: 400000 }
      t.match(await owner.gets(`/rooms/jids/${path}`), { status: 400, body: refused }, path)
    }
  },
)

t.test('update: a moderator changes any of its keys, one or several', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const { data: room } = (await posts('/rooms', { name: 'Verona', topic: 'Feud' })).body
  const path = `/rooms/${room['id']}`
  const changes = [
    { name: 'Mantua' },
    { topic: '' },
    { visibility: 'public' },
    { autoRegister: 'lock' },
    { autoRegister: 'lock' },
    { name: 'Verona', topic: 'Peace', visibility: 'private', autoRegister: 'unlock', unknown: 1 },
  ]
  let expected = room
  for (const { unknown, ...change } of changes.map(change => ({ unknown: 1, ...change }))) {
    expected = { ...expected, ...change }
    const changed = await puts(path, { ...change, unknown })
    t.match(changed, { status: 200, body: { data: change } })
    t.strictSame(changed.body.data, expected)
    t.strictSame((await gets(path)).body, changed.body)
  }
})

t.test('update: public means open and listed over XMPP, private members-only and hidden', async t => {
  const api = restApi(t)
  const { posts, puts } = await api.person(alice)
  const roomId = String((await posts('/rooms', { name: 'Verona' })).body.data['id'])
  for (const visibility of ['public', 'private'] as const) {
    await puts(`/rooms/${roomId}`, { visibility })
    const config = await api.changeRoom(roomId, ({ rooms }) => rooms.byId(roomId)?.record.config)
    t.match(config, { public: visibility === 'public', membersOnly: visibility === 'private', persistent: true })
  }
})

t.test('update: an empty or invalid change is refused with its key and changes nothing', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const { body: created } = await posts('/rooms', { name: 'Verona' })
  const path = `/rooms/${created.data['id']}`
  const wrong = (body: object, param: string) =>
    puts(path, body).then(answer => {
      const details = { errorDetails: [{ param, msg: /^must / }], errorDetailsCode: 400000 }
      t.match(answer, { status: 400, body: { errorCode: 400, errorMsg: 'Bad Request', ...details } }, param)
    })
  await wrong({}, 'body')
  await wrong([], 'body')
  await wrong({ unknown: 1 }, 'body')
  await wrong({ name: '' }, 'name')
  await wrong({ topic: 'x'.repeat(256) }, 'topic')
  await wrong({ visibility: 'secret' }, 'visibility')
  await wrong({ name: 'Mantua', owner: 'nobody' }, 'owner')
  await wrong({ name: 'Mantua', autoRegister: 'open' }, 'autoRegister')
  t.match(await puts(path), { status: 400, body: { errorDetails: [{ param: 'body' }] } })
  t.strictSame((await gets(path)).body, created)
})

t.test('unlock_ack: new users who come through links wait for an approval', async t => {
  const { posts, puts, gets } = await restApi(t).person(alice)
  const room = (await posts('/rooms', { name: 'Verona', autoRegister: 'unlock_ack' })).body.data
  t.equal(room['autoRegister'], 'unlock_ack')
  for (const autoRegister of ['lock', 'unlock_ack', 'unlock']) {
    t.match(await puts(`/rooms/${room['id']}`, { autoRegister }), { status: 200, body: { data: { autoRegister } } })
    t.match((await gets(`/rooms/${room['id']}`)).body, { data: { autoRegister } })
  }
})

t.test('update: each key may come alone, as the SDK of the API family sends them', async t => {
  const { posts, puts } = await restApi(t).person(alice)
  const id = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  const changes = [{ topic: 'Two' }, { name: 'Mantua' }, { visibility: 'public' }, { disableNotifications: true }]
  for (const change of changes) {
    t.match(await puts(`/rooms/${id}`, change), { status: 200, body: { data: change } })
  }
  t.match((await puts(`/rooms/${id}`, { disableNotifications: false })).body, { data: { disableNotifications: false } })
})

t.test('update, delete, archive, custom data: without the right, or without the room, nothing changes', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const { body: created } = await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })
  const acts = (id: unknown) => [
    stranger.puts(`/rooms/${id}`, { name: 'Verona' }),
    stranger.deletes(`/rooms/${id}`),
    stranger.puts(`/rooms/${id}/archive`, {}),
    stranger.puts(`/rooms/${id}/custom-data`, { customData: {} }),
  ]
  const forbidden = { errorCode: 403, errorMsg: 'Forbidden', errorDetailsCode: 403000 }
  for (const act of acts(created.data['id'])) t.match(await act, { status: 403, body: forbidden })
  const unknown = { errorCode: 404, errorMsg: 'Resource Not Found', errorDetailsCode: 404001 }
  for (const act of acts(unknownId)) t.match(await act, { status: 404, body: unknown })
  const malformed = { errorDetails: [{ param: 'roomId' }], errorDetailsCode: 400000 }
  for (const act of acts('x')) t.match(await act, { status: 400, body: malformed })
  t.strictSame((await owner.gets(`/rooms/${created.data['id']}`)).body, created)
})

t.test('update: an owner hands the room over to a moderator, and stays an owner', async t => {
  const api = restApi(t)
  const [owner, other] = [await api.person(alice), await api.person(bob)]
  const id = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const path = `/rooms/${id}`
  const refused = { status: 403, body: { errorDetailsCode: 403622, errorMsg: 'Forbidden' } }
  t.match(await owner.puts(path, { owner: other.id, name: 'Mantua' }), refused)
  t.match(await owner.puts(path, { owner: unknownId }), refused)
  t.match((await owner.gets(path)).body, { data: { name: 'Verona' } })
  await api.changeRoom(id, turn => {
    const room = turn.rooms.byId(id)
    if (room) setAffiliation({ ...turn, room }, { user: bob, affiliation: 'admin' })
  })
  t.match(await other.puts(path, { owner: other.id }), { status: 403, body: { errorDetailsCode: 403000 } })
  t.match(await owner.puts(path, { owner: other.id, name: 'Mantua' }), {
    status: 200,
    body: { data: { name: 'Mantua', users: [{ privilege: 'moderator' }, { privilege: 'moderator' }] } },
  })
  t.match(await owner.deletes(path), { status: 403, body: { errorDetailsCode: 403000 } })
  t.match(await other.deletes(path), { status: 200 })
})

t.test('delete: the room is gone', async t => {
  const api = restApi(t)
  const { posts, deletes, gets } = await api.person(alice)
  const id = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  const status = `Room ${id} successfully deleted`
  t.strictSame(await deletes(`/rooms/${id}`).then(({ body }) => body), { status, Status: status, data: [] })
  for (const answer of [await gets(`/rooms/${id}`), await deletes(`/rooms/${id}`)]) {
    t.match(answer, { status: 404, body: { errorDetailsCode: 404001 } })
  }
})

t.test('a change that cannot be stored has no effect', async t => {
  const api = restApi(t)
  const { posts, puts, deletes, gets } = await api.person(alice)
  const { body: created } = await posts('/rooms', { name: 'Verona' })
  const path = `/rooms/${created.data['id']}`
  const acts = [
    () => puts(path, { name: 'Mantua' }),
    () => puts(`${path}/archive`, {}),
    () => puts(`${path}/custom-data`, { customData: { a: 1 } }),
    () => deletes(path),
  ]
  for (const act of acts) {
    api.storage.failNextCommit()
    t.match(await act(), { status: 500 })
    t.strictSame((await gets(path)).body, created)
  }
})

t.test('a malformed room id is a bad request', async t => {
  const api = restApi(t)
  const { gets, puts } = await api.person(alice)
  for (const id of ['me', 'jid', 'x'.repeat(24), unknownId.slice(1), `${unknownId}0`, '%F0%9F%98%80', '__proto__']) {
    const refused = { status: 400, body: { errorDetails: [{ param: 'roomId' }], errorDetailsCode: 400000 } }
    t.match(await gets(`/rooms/${id}`), refused)
    t.match(await puts(`/rooms/${id}`, { autoRegister: 'lock' }), refused)
  }
})
