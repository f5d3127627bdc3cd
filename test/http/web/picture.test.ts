import { inflateSync } from 'node:zlib'
import t from 'tap'
import { faceOf } from '../../../src/http/web/picture/face.js'
import { letterPicture } from '../../../src/http/web/picture/letter-picture.js'
import { LETTERS } from '../../../src/http/web/picture/letters.js'
import { invitation } from '../invitation.js'
import { NO_LIMITS } from '../rest.js'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

/** A link, and its picture. */
async function picture(t: Parameters<typeof invitation>[0], options: Parameters<typeof invitation>[1] = {}) {
  const scene = await invitation(t, options)
  const { api, owner, roomId, openInviteId } = scene
  const configures = (linkPreview: 'nothing' | 'name' | 'full', name = 'Verona') =>
    api.changeRecord(roomId, { config: { linkPreview, name } })
  const hasAvatar = async () => {
    const headers = { authorization: `Bearer ${owner.token}`, 'content-type': 'image/jpeg' }
    const url = `/api/rainbow/enduser/v1.0/rooms/${roomId}/avatar`
    t.equal((await api.app.inject({ method: 'POST', url, headers, payload: JPEG })).statusCode, 200)
  }
  const seen = async (id = openInviteId) => api.app.inject(`/${id}/picture.png`)
  const icon = (await api.app.inject('/favicon.ico')).rawPayload
  return { ...scene, configures, hasAvatar, seen, icon }
}

t.test(
  'the picture of a link shows what the room publishes: our icon, the letter of its name, or its avatar',
  async t => {
    const { configures, hasAvatar, seen, icon, api, openInviteId } = await picture(t)
    const letter = letterPicture(faceOf('Verona'))
    await hasAvatar()
    await configures('nothing')
    t.same((await seen()).rawPayload, icon)
    await configures('name')
    t.same((await seen()).rawPayload, letter)
    t.notMatch((await api.app.inject(`/${openInviteId}`)).body, '/picture.png" alt')
    await configures('full')
    t.match(await seen(), { statusCode: 200, headers: { 'content-type': 'image/jpeg' } })
    t.same((await seen()).rawPayload, JPEG)
    t.match((await api.app.inject(`/${openInviteId}`)).body, `src="/${openInviteId}/picture.png" alt=""`)
  },
)

t.test('a letter that is not drawn gives our icon, and a letter with marks the one without', async t => {
  const { configures, seen, icon } = await picture(t)
  for (const name of ['الشرفة', '露台', '🎭', '!']) {
    await configures('name', name)
    t.same((await seen()).rawPayload, icon, name)
  }
  t.equal(letterPicture({ letter: 'É', colour: 1 }), letterPicture({ letter: 'E', colour: 1 }))
  t.same(faceOf('  «été»').letter, 'É')
  t.same(faceOf('الشرفة').letter, 'ا')
})

t.test('the picture of an invalid link is not found, and pictures count like looks at the page', async t => {
  const { seen } = await picture(t, { limits: { ...NO_LIMITS, validationsPerAddress: 2 } })
  t.match(await seen('0'.repeat(32)), { statusCode: 404, headers: { 'content-type': /json/ } })
  t.match(await seen(), { statusCode: 200 })
  t.match(await seen(), { statusCode: 429 })
})

t.test('each letter and digit is a PNG of 400 x 400 pixels with two colours', async t => {
  t.equal(LETTERS.size, 36)
  for (const letter of LETTERS.keys()) {
    const png = letterPicture({ letter, colour: 2 }) ?? Buffer.alloc(0)
    t.equal(png.toString('latin1', 1, 4), 'PNG')
    t.same([png.readUInt32BE(16), png.readUInt32BE(20)], [400, 400])
    const length = png.readUInt32BE(33)
    const pixels = inflateSync(png.subarray(41, 41 + length))
    t.equal(pixels.length, 400 * (1 + 400 * 3))
    const white = pixels.filter(part => part === 255).length / pixels.length
    t.ok(white > 0.02 && white < 0.2, `${letter}: ${white}`)
    t.ok(png.length < 12_000, `${letter}: ${png.length}`)
  }
})
