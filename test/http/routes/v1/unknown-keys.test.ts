import t from 'tap'
import { documentOf } from '../../document/reading.js'
import { invitation } from '../../invitation.js'
import { restApi } from '../../rest.js'

/** A room of Alice's with a link, and the path of its links. */
async function links(t: Parameters<typeof invitation>[0]) {
  const scene = await invitation(t)
  return { ...scene, path: `/api/v1/rooms/${scene.roomId}/links` }
}

t.test('a misspelt key is refused with the key that was meant, and makes no link', async t => {
  const { owner, path } = await links(t)
  const before = (await owner.gets(path)).body['total']
  const { status, body } = await owner.posts(path, { maxUsers: 5, lifeTime: 60, label: 'Ball' })
  t.match([status, body], [400, { errorDetailsCode: 400000 }])
  t.strictSame(body['errorDetails'], [
    { param: 'maxUsers', msg: 'is unknown; did you mean maxUses?' },
    { param: 'lifeTime', msg: 'is unknown; did you mean lifetime?' },
  ])
  t.equal((await owner.gets(path)).body['total'], before)
})

t.test('a misspelt key is named before a missing one', async t => {
  const { guest, openInviteId } = await invitation(t)
  const { body } = await guest.posts('/api/v1/join', { openInviteID: openInviteId })
  t.strictSame(body['errorDetails'], [{ param: 'openInviteID', msg: 'is unknown; did you mean openInviteId?' }])
})

t.test('a misspelt key of a query is refused with the key that was meant', async t => {
  const { owner, path } = await links(t)
  t.match(await owner.gets(`${path}?limits=5`), {
    status: 400,
    body: { errorDetails: [{ param: 'limits', msg: 'is unknown; did you mean limit?' }] },
  })
})

t.test('a key in the wrong part of the request, and one for a route without keys, are refused', async t => {
  const { owner, path } = await links(t)
  const { data } = (await owner.posts(path, {})).body
  const link = `${path}/${data['linkId']}`
  const message = (body: Record<string, unknown>) => body['errorDetails']
  t.strictSame(message((await owner.deletes(link, { removeJoiners: true })).body), [
    { param: 'removeJoiners', msg: 'is unknown here; send it in the query' },
  ])
  t.match(await owner.posts(`${link}/reset`, { lifetime: 60 }), { status: 400 })
  t.strictSame(message((await owner.gets(`${link}?format=full`)).body), [
    { param: 'format', msg: 'is unknown; no keys are expected here' },
  ])
  t.match(await owner.gets(link), { status: 200, body: { data: { openInviteId: data['openInviteId'] } } })
})

t.test('any number of unknown keys, of any length, gets an answer of bounded length', async t => {
  const { guest } = await invitation(t)
  const keys = Array.from({ length: 200 }, (_, i) => [`${i}${'x'.repeat(250)}`, i])
  const { status, body } = await guest.posts('/api/v1/join', Object.fromEntries(keys))
  t.equal(status, 400)
  t.equal((body['errorDetails'] as unknown as unknown[]).length, 10)
  t.ok(JSON.stringify(body).length < 3000)
})

t.test('the routes of the API family ignore unknown keys, as its clients need', async t => {
  const { owner } = await invitation(t)
  t.match(await owner.posts('/rooms?muteUponEntry=true', { name: 'Ball', muteUponEntry: false }), { status: 200 })
})

t.test('the document says which bodies have no other keys', async t => {
  const document = await documentOf(restApi(t), '/openapi.json')
  const schemas = (document['components'] as { schemas: Record<string, { additionalProperties?: boolean }> }).schemas
  const strict = (id: string) => schemas[id]?.additionalProperties
  t.strictSame(['makeLink', 'changeLink', 'joinByLink', 'createRoom'].map(strict), [false, false, false, undefined])
})
