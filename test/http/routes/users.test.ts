import t from 'tap'
import { emptyRoom } from '../../../src/muc/model/room.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'
import { refused, roomOfAlice, UNKNOWN_ID } from '../room-users.js'

const romeo = 'romeo@example.org'

t.test('callers can read themselves, also before they have been in a room', async t => {
  const { gets, id } = await restApi(t).person(romeo, { name: 'Romeo Montague' })
  for (const path of ['/users/me', `/users/${id}`, `/users/${romeo}`, '/users/Romeo%40Example.org']) {
    const { status, body } = await gets(path)
    t.equal(status, 200)
    t.match(body.data, {
      ...{ id, loginEmail: romeo, displayName: 'Romeo Montague', jid_im: romeo, jid_tel: `tel_${romeo}` },
      ...{ companyId: userIdOf('example.org'), companyName: 'example.org', roles: ['user'] },
      ...{ isTerminated: false, guestMode: false, firstName: '', lastName: '', lastUpdateDate: String },
    })
  }
})

t.test('the view has the profile, and whether the user is a guest', async t => {
  const { service, person } = restApi(t)
  const profile = { firstName: 'Romeo', lastName: 'Montague', country: 'ITA', isGuest: true }
  const now = { id: userIdOf(romeo), jid: romeo, profile }
  await service.run({}, ({ batch }) => batch.change({ kind: 'user', was: undefined, now }))
  t.match((await (await person(romeo, { name: 'R.' })).gets('/users/me')).body.data, {
    ...{ firstName: 'Romeo', lastName: 'Montague', displayName: 'Romeo Montague', country: 'ITA' },
    ...{ guestMode: true, roles: ['guest'] },
  })
})

t.test('each format has its keys', async t => {
  const { gets } = await restApi(t).person(romeo)
  const keys = async (format: string) => Object.keys((await gets(`/users/me?format=${format}`)).body.data)
  t.strictSame(await keys('small'), ['id', 'loginEmail', 'displayName', 'jid_im'])
  t.match(await keys('medium'), ['id', 'loginEmail', 'displayName', 'jid_im', 'firstName', 'lastName'])
  t.notOk((await keys('medium')).includes('timezone'))
  t.ok((await keys('full')).includes('timezone'))
  t.match(await gets('/users/me?format=huge'), { status: 400, body: { errorDetails: [{ param: 'format' }] } })
})

t.test('the users of a room can read each other, and others cannot', async t => {
  const { alice, bob, carol, mallory, has, path } = await roomOfAlice(t)
  await has(bob)
  await has(carol, 'invited')
  for (const by of [alice, carol]) {
    t.match(await by.gets(`/users/${bob.id}`), { status: 200, body: { data: { jid_im: bob.jid, displayName: 'bob' } } })
    t.match(await by.gets(`/users/${bob.jid}`), { status: 200 })
    t.match(await by.gets(`/users/jids/${bob.jid}`), { status: 200, body: { data: { id: bob.id } } })
  }
  t.match(await mallory.gets(`/users/${bob.id}`), refused(404, 404000))
  t.match(await bob.gets(`/users/${mallory.id}`), refused(404, 404000))
  t.match(await bob.gets(`/users/jids/${mallory.jid}`), refused(404, 404000))
  await bob.deletes(path(bob))
  t.match(await alice.gets(`/users/${bob.id}`), refused(404, 404000))
})

t.test('a hidden user cannot be distinguished from an unknown one', async t => {
  const { bob, mallory, has } = await roomOfAlice(t)
  await has(bob)
  const details = async (name: string) => {
    const { status, body } = await mallory.gets(`/users/${name}`)
    t.equal(status, 404)
    return String(body['errorDetails']).replace(name, '')
  }
  t.equal(await details(bob.id), await details(UNKNOWN_ID))
  t.equal(await details(bob.jid), await details('nobody@example.org'))
  t.match(await mallory.gets('/users/x'), { status: 400, body: { errorDetails: [{ param: 'userId' }] } })
})

t.test('in a room that hides addresses, only moderators can read its users', async t => {
  const { service, person } = restApi(t)
  const [admin, member, other] = ['admin@example.org', 'member@example.org', 'other@example.org']
  await service.run({}, ({ batch, settings }) => {
    const jid = 'garden@rooms.example.org'
    const config = settings.defaults
    const record = { jid, id: UNKNOWN_ID, creator: admin, createdAt: 1, locked: false, archived: false, config }
    batch.change({ kind: 'room', jid, was: undefined, now: emptyRoom(record) })
    for (const [user, affiliation] of [
      [admin, 'admin'],
      [member, 'member'],
      [other, 'member'],
    ] as const) {
      const now = { affiliation, reason: '', since: 1, nick: '', visited: 0 }
      batch.change({ kind: 'affiliation', room: jid, user, was: undefined, now })
    }
  })
  const reads = async (jid: string) => (await (await person(jid)).gets(`/users/${userIdOf(other)}`)).status
  t.equal(await reads(admin), 200)
  t.equal(await reads(member), 404)
})

t.test('an admin of the service can read all known users', async t => {
  const { bob, has, person } = await roomOfAlice(t, { admins: ['admin@example.org'] })
  await has(bob)
  const admin = await person('admin@example.org')
  t.match(await admin.gets(`/users/${bob.id}`), { status: 200 })
  t.match(await admin.gets(`/users/${UNKNOWN_ID}`), refused(404, 404000))
  const weak = await person('admin@example.org', { scope: 'rooms' })
  t.match(await weak.gets(`/users/${bob.id}`), refused(404, 404000))
})

t.test('users are read by their bare JIDs, as far as the caller may', async t => {
  const { alice, bob, mallory, has } = await roomOfAlice(t)
  await has(bob)
  const jid_im = [bob.jid, 'BOB@example.org', alice.jid, mallory.jid, 'nobody@example.org', 'nonsense', '@']
  const { status, body } = await alice.posts('/users/jids', { jid_im })
  t.equal(status, 200)
  t.strictSame(
    [body.data].flat().map(user => user['id']),
    [bob.id, alice.id],
  )
  t.match(body, { limit: 200, offset: 0, total: 2 })
  t.match(await alice.posts('/users/jids', { jid_im: [] }), { status: 200, body: { data: [], total: 0 } })
})

t.test('an invalid list of addresses is refused', async t => {
  const { posts } = await restApi(t).person(romeo)
  for (const jid_im of [undefined, romeo, [7], Array.from({ length: 201 }, () => romeo)]) {
    t.match(await posts('/users/jids', { jid_im }), { status: 400, body: { errorDetailsCode: 400000 } })
  }
})
