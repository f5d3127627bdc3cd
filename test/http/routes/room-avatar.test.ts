import t, { type Test } from 'tap'
import { bob, invitation } from '../invitation.js'
import { NO_LIMITS } from '../rest.js'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const IMAGES: Record<string, Buffer> = {
  'image/jpeg': JPEG,
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]),
  'image/gif': Buffer.from('GIF89a;'),
  'image/webp': Buffer.from('RIFF0000WEBPVP8 '),
}

async function avatars(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const scene = await invitation(t, options)
  const { api, owner, roomId } = scene
  const url = `/api/rainbow/enduser/v1.0/rooms/${roomId}/avatar`
  const sets = (payload: Buffer | string, type = 'image/jpeg', token = owner.token) =>
    api.ask({ method: 'POST', url, headers: { authorization: `Bearer ${token}`, 'content-type': type }, payload })
  const image = () => api.app.inject(`/api/room-avatar/${roomId}`)
  return { ...scene, url, sets, image }
}

t.test('an avatar is served with the type of its bytes, whatever the client said, and cannot run', async t => {
  const { sets, image } = await avatars(t)
  for (const [type, bytes] of Object.entries(IMAGES)) {
    t.match(await sets(bytes, 'image/x-any'), { status: 200 })
    const served = await image()
    t.ok(served.rawPayload.equals(bytes))
    t.match(served.headers, {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    })
  }
})

t.test('what is no image of these types is refused, also SVG, and so is one that is too large', async t => {
  const { sets, image } = await avatars(t)
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '', 'RIFF']) {
    t.match(await sets(text, 'image/svg+xml'), { status: 415, body: { errorDetailsCode: 415000 } }, text)
  }
  t.match(await sets('{"a": 1}', 'application/json'), { status: 415 })
  t.match(await sets('x', 'text/plain'), { status: 415 })
  const large = Buffer.concat([JPEG, Buffer.alloc(128 * 1024 - JPEG.length)])
  t.match(await sets(large), { status: 200 })
  t.match(await sets(Buffer.concat([large, JPEG])), { status: 413, body: { errorDetailsCode: 413000 } })
  t.ok((await image()).rawPayload.equals(large))
})

t.test('an SVG that was set over XMPP is not served', async t => {
  const { api, roomId, image } = await avatars(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const encoded = Buffer.from('<svg/>').toString('base64')
    const text = `<vCard xmlns="vcard-temp"><PHOTO><TYPE>image/png</TYPE><BINVAL>${encoded}</BINVAL></PHOTO></vCard>`
    batch.change({ kind: 'vcard', room, was: { photoHashes: [] }, now: { text, photoHashes: ['a'] } })
  })
  t.equal((await image()).statusCode, 404)
})

t.test('moderators set and remove the avatar; others, and strangers to the room, do not', async t => {
  const { api, owner, guest, roomId, sets, image } = await avatars(t)
  t.match(await sets(JPEG, 'image/jpeg', guest.token), { status: 404, body: { errorDetailsCode: 404001 } })
  await owner.posts(`/rooms/${roomId}/users`, { userId: bob, reason: '', status: 'accepted' })
  t.match(await sets(JPEG, 'image/jpeg', guest.token), { status: 403, body: { errorDetailsCode: 403000 } })
  await owner.puts(`/rooms/${roomId}/users/${bob}`, { privilege: 'moderator' })
  t.match(await sets(JPEG, 'image/jpeg', guest.token), { status: 200 })
  t.match(await guest.deletes(`/rooms/${roomId}/avatar`), { status: 200, body: { data: [] } })
  const nothing = { errorCode: 404, errorDetailsCode: 404001 }
  t.match((await image()).json(), nothing)
  t.match((await api.app.inject('/api/room-avatar/0123456789abcdef01234567')).json(), nothing)
})

t.test('if the avatar cannot be stored, there is none and no occupant is told', async t => {
  const { api, sets, image } = await avatars(t)
  api.storage.failNextCommit()
  t.match(await sets(JPEG), { status: 500 })
  t.equal((await image()).statusCode, 404)
  t.match(await sets(JPEG), { status: 200 })
  t.equal((await image()).statusCode, 200)
})

t.test('an image counts as many requests as its bytes, like other bodies', async t => {
  const { sets } = await avatars(t, { limits: { ...NO_LIMITS, requestsPerUser: 40 } })
  t.match(await sets(Buffer.concat([JPEG, Buffer.alloc(100_000)])), { status: 200 })
  t.match(await sets(Buffer.concat([JPEG, Buffer.alloc(100_000)])), { status: 429 })
})
