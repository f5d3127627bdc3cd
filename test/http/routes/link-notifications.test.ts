import t from 'tap'
import { alice, invitation } from '../invitation.js'

const LINKS = '/users/me/public-links'
const UUID = /^[0-9a-f]{32}$/

type Scene = Awaited<ReturnType<typeof invitation>>

/** The notifications to the owner's devices, without their unique id. */
function latest(t: Tap, { api }: Scene): string {
  const { id, stanza } = api.news.at(-1) ?? { id: '', stanza: '' }
  t.match(id, UUID)
  return stanza.replace(` id="${id}"`, '')
}
type Tap = { match(value: string, pattern: RegExp): unknown }

const news = (action: string, link: { id: unknown; roomId: string; roomType: string }) =>
  `<message type="management" to="${alice}" from="rooms.example.org">` +
  `<openinvite xmlns="jabber:iq:configuration" action="${action}">` +
  `<openinviteid>${link.id}</openinviteid>` +
  (link.roomId === '' ? '<roomid/>' : `<roomid>${link.roomId}</roomid>`) +
  `<roomType>${link.roomType}</roomType>` +
  `<invitationURL>https://rooms.example.org/${link.id}</invitationURL>` +
  '</openinvite></message>'

t.test(
  'the owner is notified of a link that is created, reset and deleted, without whitespace between the elements',
  async t => {
    const scene = await invitation(t)
    const { owner, roomId, openInviteId: id } = scene
    const roomType = 'default'
    t.equal(latest(t, scene), news('create', { id, roomId, roomType }))
    const { openInviteId } = (await owner.puts(`${LINKS}/reset`, { roomId })).body.data
    t.equal(latest(t, scene), news('update', { id: openInviteId, roomId, roomType }))
    await owner.puts(`${LINKS}/unbind`, { roomId })
    t.equal(latest(t, scene), news('deleted', { id: openInviteId, roomId, roomType }))
    t.equal(scene.api.news.length, 3)
  },
)

t.test('the owner is notified of a personal link that is bound, moved, unbound and reset', async t => {
  const scene = await invitation(t)
  const { api, owner, roomId } = scene
  const other = String((await owner.posts('/rooms', { name: 'Mantua' })).body.data['id'])
  for (const room of [roomId, other]) await api.changeRecord(room, { config: { mediaType: 'pstnAudio' } })
  const roomType = 'personal_audio_room'
  const id = (await owner.posts(`${LINKS}/bind`, { roomId })).body.data['openInviteId']
  t.equal(latest(t, scene), news('create', { id, roomId, roomType }))
  await owner.posts(`${LINKS}/bind`, { roomId: other })
  t.equal(latest(t, scene), news('update', { id, roomId: other, roomType }))
  await owner.puts(`${LINKS}/unbind`, { roomId: other })
  t.equal(latest(t, scene), news('update', { id, roomId: '', roomType }))
  const reset = (await owner.puts(`${LINKS}/reset`)).body.data['openInviteId']
  t.equal(latest(t, scene), news('update', { id: reset, roomId: '', roomType }))
})

t.test('no notification is sent for an unchanged link', async t => {
  const { api, owner, roomId } = await invitation(t)
  const told = api.news.length
  await owner.posts(`${LINKS}/bind`, { roomId })
  t.equal(api.news.length, told)
})
