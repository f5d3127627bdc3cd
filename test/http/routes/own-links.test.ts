import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { alice, invitation, JOIN } from '../invitation.js'
import { restApi } from '../rest.js'

const LINKS = '/users/me/public-links'
const unknownId = '0123456789abcdef01234567'

type Person = Awaited<ReturnType<ReturnType<typeof restApi>['person']>>

/** Alice with a link to a room, one to a room for audio calls, and one to a room for video calls. */
async function threeLinks(t: Parameters<typeof restApi>[0]) {
  const api = restApi(t)
  const owner = await api.person(alice)
  const rooms: string[] = []
  const ids: string[] = []
  for (const mediaType of ['', 'pstnAudio', 'webrtc'] as const) {
    const roomId = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
    await api.changeRecord(roomId, { config: { mediaType } })
    rooms.push(roomId)
    ids.push(await binds(owner, roomId))
  }
  return { api, owner, rooms, ids }
}

async function binds({ posts }: Person, roomId: string): Promise<string> {
  return String((await posts(`${LINKS}/bind`, { roomId })).body.data['openInviteId'])
}

/** The ids of the links in a user's list. */
async function lists({ gets }: Person, query = ''): Promise<unknown[]> {
  const { status, body } = await gets(`${LINKS}${query}`)
  if (status !== 200 || !Array.isArray(body.data)) throw new Error(`the list has the status ${status}`)
  return body.data.map(({ openInviteId }) => openInviteId)
}

t.test('a user lists their own links, oldest first, and no others', async t => {
  const { api, owner, rooms, ids } = await threeLinks(t)
  const { body } = await owner.gets(LINKS)
  const types = ['default', 'personal_audio_room', 'personal_video_room']
  const links = ids.map((openInviteId, n) => ({
    userId: userIdOf(alice),
    openInviteId,
    roomId: rooms[n],
    roomType: types[n],
    invitationURL: `https://rooms.example.org/${openInviteId}`,
  }))
  t.strictSame(body, { data: links })
  t.strictSame((await (await api.person('bob@example.org')).gets(LINKS)).body, { data: [] })
})

t.test(
  'a list of links can be narrowed by one type, by several, by a room, and by both as the SDK writes it',
  async t => {
    const { owner, rooms, ids } = await threeLinks(t)
    const [plain, audio, video] = ids
    t.same(await lists(owner, '?type=default'), [plain])
    t.same(await lists(owner, '?type=personal_audio_room&type=personal_video_room'), [audio, video])
    t.same(await lists(owner, '?type=&roomId='), ids)
    t.same(await lists(owner, `?roomId=${rooms[1]}`), [audio])
    t.same(await lists(owner, `?type=default&roomId=${rooms[1]}`), [])
    t.same(await lists(owner, `?type=default+roomId%3D${rooms[0]}`), [plain])
    t.same(await lists(owner, `?type=default+roomId%3D${rooms[1]}`), [])
    t.same(await lists(owner, `?roomId=${unknownId}`), [])
  },
)

t.test('an invalid filter is refused', async t => {
  const { owner } = await threeLinks(t)
  const wrong = [
    ['type/0', '?type=all'],
    ['type/1', '?type=default&type=all'],
    ['roomId', '?roomId=verona'],
    ['roomId', `?roomId=${unknownId}&roomId=${unknownId}`],
    ['roomId', '?type=default+roomId%3Dr1'],
  ] as const
  for (const [param, query] of wrong) {
    const refused = { status: 400, body: { errorDetails: [{ param }], errorDetailsCode: 400000 } }
    t.match(await owner.gets(`${LINKS}${query}`), refused, query)
  }
})

t.test('the link of a room is deleted when it is unbound', async t => {
  const { owner, guest, roomId, openInviteId } = await invitation(t)
  const { status, body } = await owner.puts(`${LINKS}/unbind`, { roomId })
  t.equal(status, 200)
  t.match(body.data, { id: /^[0-9a-f]{24}$/ })
  t.strictSame(body, {
    status: 'Public link for roomType default successfully deleted',
    data: {
      userId: userIdOf(alice),
      openInviteId,
      roomId: null,
      roomType: 'default',
      invitationURL: `https://rooms.example.org/${openInviteId}`,
      id: body.data['id'],
    },
  })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 404, body: { errorDetailsCode: 40400 } })
  t.same(await lists(owner), [])
  t.not(await binds(owner, roomId), openInviteId)
})

t.test('a reset link has another id, and the old one stops working', async t => {
  const { owner, guest, roomId, openInviteId: former } = await invitation(t)
  const { status, body } = await owner.puts(`${LINKS}/reset`, { roomId })
  const { openInviteId } = body.data
  t.equal(status, 200)
  t.not(openInviteId, former)
  t.strictSame(body, {
    data: {
      userId: userIdOf(alice),
      openInviteId,
      roomId,
      roomType: 'default',
      invitationURL: `https://rooms.example.org/${openInviteId}`,
    },
  })
  t.match(await guest.posts(JOIN, { openInviteId: former }), { status: 404, body: { errorDetailsCode: 40400 } })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200 })
  t.equal(await binds(owner, roomId), openInviteId)
})

t.test('without a room, the personal link for audio is reset; if there is none, a room is required', async t => {
  const { owner, rooms, ids } = await threeLinks(t)
  for (const body of [undefined, {}]) {
    const answer = await owner.puts(`${LINKS}/reset`, body)
    t.match(answer, { status: 200, body: { data: { roomId: rooms[1], roomType: 'personal_audio_room' } } })
    t.notOk(ids.includes(String(answer.body.data['openInviteId'])))
  }
  const { owner: other } = await invitation(t)
  for (const body of [undefined, {}]) {
    t.match(await other.puts(`${LINKS}/reset`, body), {
      status: 400,
      body: { errorCode: 400, errorDetails: [{ param: 'roomId', msg: /^must be/ }], errorDetailsCode: 400000 },
    })
  }
})

t.test('an invalid unbind or reset is refused with the reason', async t => {
  const { owner, guest, api, roomId, openInviteId } = await invitation(t)
  const bare = String((await owner.posts('/rooms', { name: 'Mantua' })).body.data['id'])
  await guest.posts(JOIN, { openInviteId })
  for (const act of ['unbind', 'reset']) {
    const refusal = async (person: Person, body?: object) => {
      const answer = await person.puts(`${LINKS}/${act}`, body)
      return [answer.status, answer.body['errorDetailsCode']]
    }
    t.same(await refusal(owner, { roomId: unknownId }), [404, 404001])
    t.same(await refusal(owner, { roomId: bare }), [404, 404115])
    t.same(await refusal(guest, { roomId }), [403, 403000])
    t.same(await refusal(owner, { roomId: 'verona' }), [400, 400000])
    t.same(await refusal(owner, { roomId: null }), [400, 400000])
  }
  t.match(await owner.puts(`${LINKS}/unbind`), { status: 400, body: { errorDetailsCode: 400000 } })
  for (const path of ['unbind', 'reset']) {
    const others = await guest.puts(`/users/${owner.id}/public-links/${path}`, { roomId })
    t.match(others, { status: 403, body: { errorDetailsCode: 403100 } })
  }
  t.match(await guest.gets(`/users/${owner.id}/public-links`), { status: 403, body: { errorDetailsCode: 403100 } })
  await api.changeRecord(roomId, { archived: true })
  t.match(await owner.puts(`${LINKS}/unbind`, { roomId }), { status: 200 })
})

t.test('an expired link is replaced when its room is bound again', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  await api.changeLink(openInviteId, { maxUses: 1 }, { uses: 1 })
  const fresh = await binds(owner, roomId)
  t.not(fresh, openInviteId)
  t.match(await guest.posts(JOIN, { openInviteId: fresh }), { status: 200 })
})

t.test('a change that cannot be committed is neither answered nor notified', async t => {
  const { api, owner, roomId, openInviteId } = await invitation(t)
  const told = api.news.length
  for (const act of ['reset', 'unbind']) {
    api.storage.failNextCommit()
    t.match(await owner.puts(`${LINKS}/${act}`, { roomId }), { status: 500 })
  }
  t.equal(api.news.length, told)
  t.same(await lists(owner), [openInviteId])
})
