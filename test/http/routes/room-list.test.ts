import t, { type Test } from 'tap'
import { setAffiliation } from '../../../src/muc/operations/set-affiliation.js'
import { setUserStatus } from '../../../src/rooms-api/set-user-status.js'
import type { StoredUserStatus } from '../../../src/rooms-api/stored-user-status.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'

type Listed = Record<string, unknown>

/** Alice and bob; rooms of alice's, to which she can add bob; and the names of the rooms in the list of each. */
async function stage(t: Test) {
  const api = restApi(t)
  const [owner, other] = [await api.person(alice), await api.person(bob)]
  const makes = async (name: string, more: object = {}) =>
    String((await owner.posts('/rooms', { name, ...more })).body.data['id'])
  const stands = (roomId: string, standing: 'member' | 'outcast' | StoredUserStatus['status']) =>
    api.changeRoom(roomId, turn => {
      const room = turn.rooms.byId(roomId)
      if (!room) throw new Error('there is no such room')
      const affiliation = standing === 'outcast' ? 'outcast' : 'member'
      if (standing === 'member' || standing === 'outcast' || standing === 'invited') {
        setAffiliation({ ...turn, room }, { user: bob, affiliation })
      }
      if (standing !== 'member' && standing !== 'outcast') setUserStatus({ ...turn, room }, bob, standing)
    })
  const names = (person: typeof owner) => async (query: string) => {
    const { body } = await person.gets(`/rooms${query}`)
    const rooms = body.data as unknown as Listed[]
    return [...rooms.map(({ name }) => name), body['total']]
  }
  return { api, owner, other, makes, stands, lists: names(owner), otherLists: names(other) }
}

t.test('the rooms of the caller have three formats, like single rooms', async t => {
  const { owner, makes } = await stage(t)
  const id = await makes('Verona', { mediaType: 'webrtc' })
  for (const format of ['small', 'medium', 'full']) {
    const { data } = (await owner.gets(`/rooms/${id}?format=${format}`)).body
    const { body } = await owner.gets(`/rooms?format=${format}`)
    t.strictSame(body, { data: [data], limit: 100, offset: 0, total: 1 })
  }
  t.strictSame((await owner.gets('/rooms')).body, (await owner.gets('/rooms?format=small')).body)
})

t.test('a client that collects pages of 100 gets each room once', async t => {
  const { owner, other, makes } = await stage(t)
  for (let n = 0; n < 205; n++) await makes(`Room ${n}`)
  const collected: unknown[] = []
  let total = Number.POSITIVE_INFINITY
  for (let offset = 0; collected.length < total && offset < 1000; offset += 100) {
    const { body } = await owner.gets(`/rooms?format=small&limit=100&offset=${offset}`)
    t.match(body, { limit: 100, offset, total: 205 })
    total = Number(body['total'])
    collected.push(...(body.data as unknown as Listed[]).map(({ id }) => id))
  }
  t.equal(new Set(collected).size, 205)
  t.match((await owner.gets('/rooms?offset=205')).body, { data: [], total: 205 })
  t.strictSame((await other.gets('/rooms')).body, { data: [], limit: 100, offset: 0, total: 0 })
})

t.test('rooms are found by the status of the user; a banned user has none', async t => {
  const { makes, stands, otherLists } = await stage(t)
  for (const standing of ['member', 'invited', 'unsubscribed', 'rejected', 'outcast'] as const) {
    await stands(await makes(standing), standing)
  }
  await makes('alone')
  t.strictSame(await otherLists('?sortField=name'), ['invited', 'member', 'rejected', 'unsubscribed', 4])
  t.strictSame(await otherLists('?status=accepted'), ['member', 1])
  for (const status of ['invited', 'unsubscribed', 'rejected']) {
    t.strictSame(await otherLists(`?status=${status}`), [status, 1])
  }
  t.strictSame(await otherLists('?status=deleted'), [0])
})

t.test('of the rooms of another user, the caller gets shared and public ones', async t => {
  const { owner, other, makes, stands, lists, otherLists } = await stage(t)
  await makes('hidden')
  await makes('open', { visibility: 'public' })
  await stands(await makes('shared'), 'unsubscribed')
  for (const named of [owner.id, alice]) {
    t.strictSame(await otherLists(`?userId=${named}`), ['open', 'shared', 2])
    t.strictSame(await lists(`?userId=${named}`), ['hidden', 'open', 'shared', 3])
  }
  for (const named of ['me', '', other.id]) t.strictSame(await otherLists(`?userId=${named}`), ['shared', 1])
  t.strictSame(await lists(`?userId=${userIdOf('nobody@example.org')}`), [0])
})

t.test('rooms are found by conference, activity, creator and name', async t => {
  const { api, owner, other, makes, stands, lists, otherLists } = await stage(t)
  await makes('Verona chat')
  await makes('Verona video', { mediaType: 'webrtc' })
  const old = await makes('Mantua')
  await api.changeRecord(old, { archived: true })
  await stands(old, 'member')
  t.strictSame(await lists('?hasConf=true'), ['Verona video', 1])
  t.strictSame(await lists('?hasConf=false'), ['Verona chat', 'Mantua', 2])
  t.strictSame(await lists('?scheduled=false'), ['Verona video', 1])
  t.strictSame(await lists('?scheduled=true'), [0])
  t.strictSame(await lists('?scheduled=false&hasConf=false'), [0])
  t.strictSame(await lists('?confId=0123456789abcdef01234567'), [0])
  t.strictSame(await lists('?isActive=true'), ['Verona chat', 'Verona video', 2])
  t.strictSame(await lists('?isActive=false&hasConf=false'), ['Mantua', 1])
  t.strictSame(await lists('?name=vero%20VID'), ['Verona video', 1])
  t.strictSame(await lists(`?creator=${owner.id}&name=%25`), [0])
  t.strictSame(await lists(`?creator=${owner.id}&limit=1&offset=1`), ['Verona video', 3])
  t.strictSame(await otherLists(`?creator=${other.id}`), [0])
  t.strictSame(await otherLists(`?creator=${owner.id}`), ['Mantua', 1])
})

t.test('rooms are sorted by the requested field, in either order; an unknown field sorts by creation', async t => {
  const { makes, lists } = await stage(t)
  for (const [name, topic] of [
    ['b', 'x'],
    ['C', 'z'],
    ['a', 'Y'],
  ]) {
    await makes(String(name), { topic })
  }
  t.strictSame(await lists('?sortField=name'), ['a', 'b', 'C', 3])
  t.strictSame(await lists('?sortField=name&sortOrder=-1'), ['C', 'b', 'a', 3])
  t.strictSame(await lists('?sortField=topic&sortOrder=1'), ['b', 'a', 'C', 3])
  for (const field of ['id', 'jid', 'creationDate', 'lastActivityDate', "name'; --"]) {
    const [up, down] = [await lists(`?sortField=${field}`), await lists(`?sortField=${field}&sortOrder=-1`)]
    t.equal(new Set([...up, ...down]).size, 4, field)
  }
})

t.test('further parameters of the SDK are accepted; an invalid one is refused by its key', async t => {
  const { owner, makes, lists } = await stage(t)
  await makes('Verona')
  const extras = 'unsubscribed=true&nbUsersToKeep=100&context=webinar&needIsAlertNotificationEnabled=true&webinar=false'
  t.strictSame(await lists(`?${extras}&name=&creator=&confId=`), ['Verona', 1])
  for (const wrong of ['format=huge', 'limit=0', 'limit=1001', 'offset=-1', 'offset=x', 'status=x', 'sortOrder=2']) {
    const [param] = wrong.split('=')
    const refused = { errorDetails: [{ param }], errorDetailsCode: 400000 }
    t.match(await owner.gets(`/rooms?${wrong}`), { status: 400, body: refused }, wrong)
  }
  t.match(await owner.gets(`/rooms?name=${'x'.repeat(256)}`), { status: 400 })
  t.match(await owner.gets('/rooms?isActive=maybe'), { status: 400, body: { errorDetails: [{ param: 'isActive' }] } })
})

t.test('if a room created over XMPP hides its users, members see only themselves', async t => {
  const { api, owner, other, makes, stands } = await stage(t)
  const id = await makes('Verona')
  await stands(id, 'member')
  const first = async (person: typeof owner) =>
    ((await person.gets('/rooms?format=full')).body.data as unknown as Listed[])[0]
  t.match(await first(other), { users: [{ userId: other.id }, { userId: owner.id }], activeUsersCounter: 2 })
  await api.changeRoom(id, ({ batch, rooms }) => {
    const room = rooms.byId(id)
    if (!room) return
    batch.change({ kind: 'room', jid: room.record.jid, was: room, now: undefined })
    const record = { ...room.record, jid: 'verona@rooms.example.org' }
    batch.change({ kind: 'room', jid: record.jid, was: undefined, now: { ...room, record } })
    for (const [user, now] of room.affiliations)
      batch.change({ kind: 'affiliation', room: record.jid, user, was: undefined, now })
  })
  t.match(await first(other), { jid: 'verona@rooms.example.org', users: [{ userId: other.id }], activeUsersCounter: 2 })
  t.strictSame((await other.gets(`/rooms/${id}`)).body.data, await first(other))
  t.match(await first(owner), { users: [{ userId: owner.id }, { userId: other.id }] })
  await api.changeRecord(id, { config: { whois: 'anyone' } })
  t.match(await first(other), { users: [{ userId: other.id }, { userId: owner.id }] })
})

t.test('rooms/jids lists the addresses of the rooms of the caller, in pages', async t => {
  const api = restApi(t)
  const [alice, bob] = [await api.person('alice@example.org'), await api.person('bob@example.org')]
  const makes = async (name: string) => (await alice.posts('/rooms', { name })).body.data
  const [first, second] = [await makes('A'), await makes('B')]
  await bob.posts('/rooms', { name: 'C' })
  const sorted = '/rooms/jids?sortField=name'
  t.strictSame((await alice.gets(sorted)).body, {
    data: [first['jid'], second['jid']],
    limit: 100,
    offset: 0,
    total: 2,
  })
  t.match((await alice.gets(`${sorted}&sortOrder=-1&limit=1`)).body, { data: [second['jid']], limit: 1, total: 2 })
  t.match((await alice.gets(`${sorted}&limit=1&offset=1`)).body, { data: [second['jid']], offset: 1, total: 2 })
  await alice.puts(`/rooms/${second['id']}/archive`)
  t.match((await alice.gets('/rooms/jids?isActive=false')).body, { data: [second['jid']], total: 1 })
  await alice.posts(`/rooms/${first['id']}/users`, { userId: bob.id, reason: '', status: 'accepted' })
  await bob.puts(`/rooms/${first['id']}/users/me`, { status: 'unsubscribed' })
  t.match((await bob.gets('/rooms/jids')).body, { total: 2 })
  t.match((await bob.gets('/rooms/jids?unsubscribed=false')).body, { total: 1 })
})

t.test('rooms/ids reads several rooms of the caller, and leaves out all other ids', async t => {
  const api = restApi(t)
  const [alice, bob] = [await api.person('alice@example.org'), await api.person('bob@example.org')]
  const makes = async (name: string) => (await alice.posts('/rooms', { name })).body.data
  const [first, second] = [await makes('A'), await makes('B')]
  await makes('C')
  const theirs = (await bob.posts('/rooms', { name: 'D' })).body.data
  const roomIds = [second['id'], theirs['id'], first['id'], 'x', first['id']]
  const { body } = await alice.posts('/rooms/ids?sortField=name', { roomIds })
  t.match(body, {
    data: [
      { id: first['id'], name: 'A' },
      { id: second['id'], name: 'B' },
    ],
    total: 2,
  })
  const full = await alice.posts('/rooms/ids?format=full&sortField=name&needIsAlertNotificationEnabled=true', {
    roomIds,
  })
  t.strictSame(full.body['data'] as unknown, [first, second])
  t.match((await alice.posts('/rooms/ids', { roomIds: [] })).body, { data: [], total: 0 })
  t.match(await alice.posts('/rooms/ids', { roomIds: Array.from({ length: 1001 }, () => 'x') }), { status: 400 })
})
