import t from 'tap'
import { mapOf } from '../../../src/muc/model/room.js'
import { alice, bob, invitation, JOIN } from '../invitation.js'
import { restApi } from '../rest.js'

t.test('custom data are replaced, read with the room, and removed', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const id = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  for (const customData of [{ a: 1, modelName: { b: [null, 'é ☃'] }, expected: true }, { c: '\u0000' }, {}]) {
    const { body } = await puts(`/rooms/${id}/custom-data`, { customData })
    t.strictSame(body, { data: { id, customData } })
    t.strictSame((await gets(`/rooms/${id}`)).body.data['customData'], customData)
  }
})

t.test('custom data that are too long, too deep or missing are refused', async t => {
  const api = restApi(t)
  const { posts, puts, gets } = await api.person(alice)
  const { body: created } = await posts('/rooms', { name: 'Verona' })
  const path = `/rooms/${created.data['id']}/custom-data`
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) })
  t.match(await puts(path, { customData: { a: 'x'.repeat(8192 - 8) } }), { status: 200 })
  t.match(await puts(path, { customData: {} }), { status: 200 })
  const bodies = [{}, { customData: [] }, { customData: 'x' }, { customData: null }, { customData: deep(21) }]
  for (const body of [...bodies, { customData: { a: 'x'.repeat(8192 - 7) } }, { customData: deep(3000) }]) {
    const refused = { errorDetails: [{ param: 'customData' }], errorDetailsCode: 400000 }
    t.match(await puts(path, body), { status: 400, body: refused })
  }
  t.strictSame((await gets(`/rooms/${created.data['id']}`)).body, created)
})

t.test('an archived room stays readable for its users, and its links are refused', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  const { body } = await owner.puts(`/rooms/${roomId}/archive`, {})
  t.match(body, { data: { id: roomId, isActive: false } })
  t.strictSame((await owner.gets(`/rooms/${roomId}`)).body, body)
  t.strictSame((await owner.puts(`/rooms/${roomId}/archive`)).body, body)
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 404, body: { errorDetailsCode: 404116 } })
  t.match(await guest.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await owner.deletes(`/rooms/${roomId}`), { status: 200 })
  t.strictSame(api.faults, [])
})

t.test('a moderator without ownership changes custom data, but cannot archive the room', async t => {
  const { api, owner, guest, roomId } = await invitation(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const room = rooms.byId(roomId)?.record.jid ?? ''
    const now = { affiliation: 'admin' as const, reason: '', since: batch.at, nick: '', visited: 0 }
    batch.change({ kind: 'affiliation', room, user: bob, was: undefined, now })
  })
  t.match(await guest.puts(`/rooms/${roomId}/custom-data`, { customData: { a: 1 } }), { status: 200 })
  const forbidden = { status: 403, body: { errorDetailsCode: 403000 } }
  t.match(await guest.puts(`/rooms/${roomId}/archive`), forbidden)
  t.match(await guest.deletes(`/rooms/${roomId}`), forbidden)
  t.match((await owner.gets(`/rooms/${roomId}`)).body, { data: { isActive: true, customData: { a: 1 } } })
})

t.test('pending requests are declined when the room is archived', async t => {
  const { api, owner, guest, roomId, openInviteId } = await invitation(t)
  await api.changeRecord(roomId, { config: { autoRegister: 'unlock_ack' } })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 403, body: { errorDetailsCode: 403624 } })
  const waiting = () =>
    api.changeRoom(roomId, ({ rooms }) => mapOf(rooms.byId(roomId) ?? { maps: {} }, 'registration').size)
  t.equal(await waiting(), 1)
  t.match(await owner.puts(`/rooms/${roomId}/archive`), { status: 200 })
  t.equal(await waiting(), 0)
})
