import t from 'tap'
import { refused, roomOfAlice, UNKNOWN_ID } from '../room-users.js'

/** alice, bob the moderator, carol the guest, and dave who is invited; mallory has left. */
async function fiveUsers(t: Parameters<typeof roomOfAlice>[0], options?: Parameters<typeof roomOfAlice>[1]) {
  const room = await roomOfAlice(t, options)
  await room.has(room.bob, 'accepted', 'moderator')
  await room.has(room.carol, 'accepted', 'guest')
  await room.has(room.dave, 'invited')
  await room.has(room.mallory, 'unsubscribed')
  const lists = async (query = '', by = room.alice) => {
    const { status, body } = await by.gets(`${room.users}${query}`)
    t.equal(status, 200)
    return { names: [body.data].flat().map(user => user['displayName']), body }
  }
  return { ...room, lists }
}

t.test('the list has invited and accepted users, in the envelope of lists', async t => {
  const { lists, alice } = await fiveUsers(t)
  const { names, body } = await lists()
  t.strictSame(names, ['alice', 'bob', 'carol', 'dave'])
  t.match(body, { limit: 100, offset: 0, total: 4 })
  t.strictSame(Object.keys(body), ['data', 'limit', 'offset', 'total'])
  const { jid, id } = alice
  t.strictSame([body.data].flat()[0], { userId: id, loginEmail: jid, displayName: 'alice', jid_im: jid })
})

t.test('each format has its keys', async t => {
  const { lists } = await fiveUsers(t)
  const keys = async (format: string) => Object.keys([(await lists(`?format=${format}`)).body.data].flat()[3] ?? {})
  const small = ['userId', 'loginEmail', 'displayName', 'jid_im']
  const medium = [...small, 'status', 'additionDate', 'privilege', 'firstName', 'lastName', 'companyId', 'companyName']
  const more = ['nickName', 'title', 'jobTitle', 'emails', 'country', 'language', 'timezone', 'roles', 'adminType']
  t.strictSame(await keys('small'), small)
  t.strictSame((await keys('medium')).sort(), [...medium].sort())
  t.strictSame((await keys('full')).sort(), [...medium, ...more].sort())
  const { body } = await lists('?format=medium&sortField=status&sortOrder=-1')
  t.match([body.data].flat()[0], {
    displayName: 'dave',
    status: 'invited',
    privilege: 'user',
    companyName: 'example.org',
  })
})

t.test('pages have the exact total, also beyond the end', async t => {
  const { lists } = await fiveUsers(t)
  const page = async (query: string) => {
    const { names, body } = await lists(query)
    return [names, body['limit'], body['offset'], body['total']]
  }
  t.strictSame(await page('?limit=2'), [['alice', 'bob'], 2, 0, 4])
  t.strictSame(await page('?limit=2&offset=2'), [['carol', 'dave'], 2, 2, 4])
  t.strictSame(await page('?limit=2&offset=4'), [[], 2, 4, 4])
})

t.test('the list is sorted and filtered as requested', async t => {
  const { lists } = await fiveUsers(t)
  t.strictSame((await lists('?sortField=displayName&sortOrder=-1')).names, ['dave', 'carol', 'bob', 'alice'])
  t.strictSame((await lists('?sortField=loginEmail&sortOrder=1')).names, ['alice', 'bob', 'carol', 'dave'])
  for (const query of ['?types=moderator', '?privilege=moderator']) {
    const { names, body } = await lists(query)
    t.strictSame([names, body['total']], [['alice', 'bob'], 2])
  }
  t.strictSame((await lists('?privilege=guest')).names, ['carol'])
  t.strictSame((await lists('?privilege=user')).names, ['dave'])
})

t.test('a display name is in the view, and used for sorting', async t => {
  const { lists, alice, roomId, changeRoom } = await fiveUsers(t)
  const now = { id: alice.id, jid: alice.jid, profile: { firstName: 'Zoe', lastName: 'Zimt' } }
  await changeRoom(roomId, ({ batch }) => batch.change({ kind: 'user', was: undefined, now }))
  t.strictSame((await lists('?sortField=displayName')).names, ['bob', 'carol', 'dave', 'Zoe Zimt'])
})

t.test('the users of a room can list each other, and others cannot', async t => {
  const { lists, users, bob, carol, dave, mallory, person } = await fiveUsers(t)
  for (const by of [bob, carol, dave]) t.equal((await lists('', by)).names.length, 4)
  t.match(await mallory.gets(users), refused(403, 403000), 'who has left is no user any more')
  t.match(await (await person('eve@example.org')).gets(users), refused(404, 404001))
  t.match(await bob.gets(`/rooms/${UNKNOWN_ID}/users`), refused(404, 404001))
})

t.test('an admin of the service can list all users', async t => {
  const { lists, person } = await fiveUsers(t, { admins: ['admin@example.org'] })
  t.equal((await lists('', await person('admin@example.org'))).names.length, 4)
})

t.test('an invalid query is refused with its parameter', async t => {
  const { alice, users } = await roomOfAlice(t)
  const wrong = [
    'format=huge',
    'sortField=secret',
    'sortOrder=2',
    'privilege=owner',
    'types=x',
    'limit=-1',
    'limit=0',
    'limit=1001',
  ]
  for (const query of [...wrong, 'limit=', 'offset=x', 'offset=1000001', 'limit=1&limit=2']) {
    const param = query.split('=')[0]
    t.match(await alice.gets(`${users}?${query}`), { status: 400, body: { errorDetails: [{ param }] } })
  }
})

t.test('a single user can be read by the others of the room, also after leaving', async t => {
  const { bob, carol, dave, mallory, person, path, users } = await fiveUsers(t)
  for (const by of [bob, dave, mallory]) {
    const { status, body } = await by.gets(path(carol))
    t.equal(status, 200)
    t.strictSame(Object.keys(body.data), ['userId', 'additionDate', 'privilege', 'status'])
    t.match(body.data, { userId: carol.id, privilege: 'guest', status: 'accepted' })
  }
  t.match(await bob.gets(`${users}/${encodeURIComponent(carol.jid)}`), {
    status: 200,
    body: { data: { userId: carol.id } },
  })
  t.match(await (await person('eve@example.org')).gets(path(carol)), refused(404, 404001))
  t.match(await bob.gets(path({ id: UNKNOWN_ID })), refused(404, 404000))
  t.match(await bob.gets(`/rooms/${UNKNOWN_ID}/users/me`), refused(404, 404001))
})
