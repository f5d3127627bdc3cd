import t from 'tap'
import { alice, bob, JOIN } from '../invitation.js'
import { restApi } from '../rest.js'

const LINKS = '/users/me/public-links'
const NO_ROOM = { status: 404, body: { errorDetailsCode: 404116 } }

/** Alice, who uses a client of the family, with two rooms for audio calls; the link is bound to the first. */
async function personal(t: Parameters<typeof restApi>[0]) {
  const api = restApi(t)
  const owner = await api.person(alice, { isByFamily: true })
  const room = async (mediaType: 'pstnAudio' | 'webrtc' = 'pstnAudio') => {
    return String((await owner.posts('/rooms', { name: 'Verona', mediaType })).body.data['id'])
  }
  const [first, second] = [await room(), await room()]
  const binds = async (roomId: string) => (await owner.posts(`${LINKS}/bind`, { roomId })).body.data
  const { openInviteId } = await binds(first)
  return { api, owner, guest: await api.person(bob), room, first, second, binds, openInviteId: String(openInviteId) }
}

t.test('a user has one personal link of each kind, which opens the room that it was bound to last', async t => {
  const { guest, room, first, second, binds, openInviteId } = await personal(t)
  t.match(await binds(second), { openInviteId, roomId: second, roomType: 'personal_audio_room' })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200, body: { data: { roomId: second } } })
  const video = await binds(await room('webrtc'))
  t.match(video, { roomType: 'personal_video_room' })
  t.not(video['openInviteId'], openInviteId)
  t.match(await binds(first), { openInviteId, roomId: first })
  t.match(await guest.posts(JOIN, { openInviteId }), {
    body: { data: { roomId: first, hasAlreadyJoinThisRoom: false } },
  })
})

t.test('a personal link that is bound twice concurrently stays one', async t => {
  const { first, second, binds, room, openInviteId } = await personal(t)
  const rooms = [first, second, await room(), await room()]
  const bound = await Promise.all(rooms.map(binds))
  t.same(new Set(bound.map(link => link['openInviteId'])), new Set([openInviteId]))
})

t.test('an unbound personal link opens no room, and keeps its id when it is bound again', async t => {
  const { owner, guest, first, second, binds, openInviteId } = await personal(t)
  const { status, body } = await owner.puts(`${LINKS}/unbind`, { roomId: first })
  t.equal(status, 200)
  t.match(body, {
    status: 'Public link for roomType personal_audio_room successfully disabled',
    data: { openInviteId, roomId: null, roomType: 'personal_audio_room' },
  })
  t.match((await owner.gets(LINKS)).body, { data: [{ openInviteId, roomId: null }] })
  t.match(await guest.posts(JOIN, { openInviteId }), NO_ROOM)
  t.match(await owner.puts(`${LINKS}/unbind`, { roomId: first }), { status: 404, body: { errorDetailsCode: 404115 } })
  t.match(await binds(second), { openInviteId, roomId: second })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200 })
})

t.test('a personal link that is bound to no room can be reset', async t => {
  const { owner, first, openInviteId } = await personal(t)
  await owner.puts(`${LINKS}/unbind`, { roomId: first })
  const { status, body } = await owner.puts(`${LINKS}/reset`)
  t.match([status, body.data], [200, { roomId: null, roomType: 'personal_audio_room' }])
  t.not(body.data['openInviteId'], openInviteId)
})

t.test('a personal link outlives its archived or deleted room, also over a restart', async t => {
  const { api, owner, guest, first, second, openInviteId } = await personal(t)
  await api.changeRecord(first, { archived: true })
  t.match(await guest.posts(JOIN, { openInviteId }), NO_ROOM)
  await api.changeRoom(first, ({ batch, rooms }) => {
    const was = rooms.byId(first)
    if (was) batch.change({ kind: 'room', jid: was.record.jid, was, now: undefined })
  })
  t.match(await guest.posts(JOIN, { openInviteId }), NO_ROOM)
  t.match((await owner.gets(LINKS)).body, { data: [{ openInviteId, roomId: null }] })
  const restarted = restApi(t, { storage: api.storage })
  const same = await restarted.person(alice)
  const { body } = await same.posts(`${LINKS}/bind`, { roomId: second })
  t.match(body.data, { openInviteId, roomId: second })
  t.match(await (await restarted.person(bob)).posts(JOIN, { openInviteId }), { status: 200 })
})

t.test('the owner of a personal link is notified when its room is deleted', async t => {
  const { api, owner, first, second, binds, openInviteId } = await personal(t)
  t.match(await owner.deletes(`/rooms/${first}`), { status: 200 })
  t.match((await owner.gets(LINKS)).body, { data: [{ openInviteId, roomId: null }] })
  t.match(api.news.at(-1)?.stanza, /action="update"><openinviteid>[0-9a-f]+<\/openinviteid><roomid\/>/)
  t.match(await binds(second), { openInviteId, roomId: second })
})

t.test('a personal link is found after a restart, and moved', async t => {
  const { api, first, second, openInviteId } = await personal(t)
  const owner = await restApi(t, { storage: api.storage }).person(alice)
  t.match((await owner.posts(`${LINKS}/bind`, { roomId: second })).body.data, { openInviteId, roomId: second })
  t.match((await owner.gets(`${LINKS}?roomId=${first}`)).body, { data: [] })
})

t.test('a binding that cannot be committed leaves the link where it was', async t => {
  const { api, owner, guest, first, second, openInviteId } = await personal(t)
  api.storage.failNextCommit()
  t.match(await owner.posts(`${LINKS}/bind`, { roomId: second }), { status: 500 })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 200, body: { data: { roomId: first } } })
})
