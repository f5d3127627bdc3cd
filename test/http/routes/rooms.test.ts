import t from 'tap'
import { userIdOf } from '../../../src/user-id.js'
import { restApi } from '../rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const unknownId = '0123456789abcdef01234567'

t.test('a room made over REST is private, and its creator its moderator', async t => {
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

t.test('keys that the API has or that nobody knows do not hinder a new room', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  const others = {
    history: 'number',
    number: 10,
    disableNotifications: false,
    mediaType: 'webrtc',
    playEntryTone: true,
  }
  t.match(await posts('/rooms', { name: 'Verona', ...others }), { status: 200 })
})

t.test('a new room with a wrong key is refused with the key, its value and what it must be', async t => {
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
  t.match(await wrong({ name: 'Verona', autoRegister: 'unlock_ack' }), [{ param: 'autoRegister' }])
  t.match(await wrong({ name: 'Verona', history: 'some' }), [{ param: 'history' }])
  t.match(await wrong({ name: 'Verona', disableNotifications: 'true' }), [{ param: 'disableNotifications' }])
  t.strictSame(await wrong([]), [{ param: 'body', msg: 'must be a JSON object, sent as application/json' }])
})

t.test('a name that XML cannot carry is refused, and any other comes back as it was', async t => {
  const api = restApi(t)
  const { posts } = await api.person(alice)
  for (const name of ['a\u0000b', '\u001b[31m', '\ud800', '\ufffe']) {
    t.match(await posts('/rooms', { name }), { status: 400, body: { errorDetails: [{ param: 'name' }] } })
  }
  for (const name of ['<b>&"\'', '👩‍🚀'.repeat(51), 'ünïcödé\ttext', ']]>']) {
    t.match(await posts('/rooms', { name }), { status: 200, body: { data: { name } } })
  }
})

t.test('a private room is shown to its members, a public one to everybody', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const hidden = (await owner.posts('/rooms', { name: 'Verona' })).body.data['id']
  const open = (await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })).body.data['id']
  const refused = { status: 404, body: { errorCode: 404, errorMsg: 'Resource Not Found', errorDetailsCode: 404001 } }
  t.match(await stranger.gets(`/rooms/${hidden}`), refused)
  t.match(await stranger.gets(`/rooms/${unknownId}`), refused)
  t.match(await stranger.gets(`/rooms/${open}`), { status: 200, body: { data: { name: 'Mantua' } } })
})

t.test('a public room that is not yet configured is shown to its owner alone', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const roomId = String((await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })).body.data['id'])
  await api.changeRecord(roomId, { locked: true })
  t.match(await owner.gets(`/rooms/${roomId}`), { status: 200 })
  t.match(await stranger.gets(`/rooms/${roomId}`), { status: 404 })
})

t.test('a moderator locks a room and unlocks it', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const id = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  for (const autoRegister of ['lock', 'lock', 'unlock']) {
    const changed = await puts(`/rooms/${id}`, { autoRegister, unknown: 1 })
    t.match(changed, { status: 200, body: { data: { id, autoRegister } } })
    t.strictSame((await gets(`/rooms/${id}`)).body, changed.body)
  }
})

t.test('a change that would have no effect is refused', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const { body: created } = await posts('/rooms', { name: 'Verona' })
  const path = `/rooms/${created.data['id']}`
  t.match(await puts(path, {}), { status: 400, body: { errorDetails: [{ param: 'autoRegister' }] } })
  t.match(await puts(path), { status: 400, body: { errorDetails: [{ param: 'body' }] } })
  t.strictSame((await puts(path, { autoRegister: 'unlock_ack' })).body['errorDetails'], [
    { param: 'autoRegister', msg: 'must be one of: unlock, lock', value: 'unlock_ack' },
  ])
  for (const key of ['name', 'topic', 'visibility', 'owner']) {
    t.match(await puts(path, { autoRegister: 'lock', [key]: 'public' }), {
      status: 400,
      body: { errorDetails: [{ param: key, msg: /^must be left out/ }], errorDetailsCode: 400000 },
    })
  }
  t.strictSame((await gets(path)).body, created)
})

t.test('who is no moderator cannot lock a room', async t => {
  const api = restApi(t)
  const [owner, stranger] = [await api.person(alice), await api.person(bob)]
  const id = (await owner.posts('/rooms', { name: 'Mantua', visibility: 'public' })).body.data['id']
  t.match(await stranger.puts(`/rooms/${id}`, { autoRegister: 'lock' }), {
    status: 403,
    body: { errorCode: 403, errorMsg: 'Forbidden', errorDetailsCode: 403000 },
  })
  t.match(await stranger.puts(`/rooms/${unknownId}`, { autoRegister: 'lock' }), {
    status: 404,
    body: { errorDetailsCode: 404001 },
  })
})

t.test('a malformed room id is a wrong request', async t => {
  const api = restApi(t)
  const { gets, puts } = await api.person(alice)
  for (const id of ['me', 'jids', 'x'.repeat(24), unknownId.slice(1), `${unknownId}0`, '%F0%9F%98%80', '__proto__']) {
    const refused = { status: 400, body: { errorDetails: [{ param: 'roomId' }], errorDetailsCode: 400000 } }
    t.match(await gets(`/rooms/${id}`), refused)
    t.match(await puts(`/rooms/${id}`, { autoRegister: 'lock' }), refused)
  }
})
