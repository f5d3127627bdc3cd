import t from 'tap'
import { JOIN } from '../invitation.js'
import { ALICE, BOB, CAROL, managed } from './managed.js'

t.test('an admin of the room does not see a link of an owner that makes moderators, and cannot touch it', async t => {
  const { browserOf, makesLink, room, adds, owner, roomId } = await managed(t)
  await adds(BOB, 'moderator')
  const secret = await makesLink({ grants: 'moderator', label: 'For moderators' })
  const plain = await makesLink({ label: 'For all' })
  const bob = await browserOf(BOB)
  const { body } = await bob.opens(room)
  t.match(body, 'For all')
  t.notMatch(body, /For moderators/)
  t.equal((await bob.opens(`${room}/links/${secret.linkId}`)).status, 404)
  await bob.opens(`${room}/links/${plain.linkId}`)
  const { fields = {} } = bob.forms().find(({ action }) => action.endsWith('/pause')) ?? {}
  for (const act of ['pause', 'revoke']) {
    t.equal((await bob.sends(`${room}/links/${secret.linkId}/${act}`, fields)).status, 404)
  }
  t.match((await owner.gets(`/api/v1/rooms/${roomId}/links/${secret.linkId}`)).body.data, { state: 'open' })
})

t.test('an admin of the room is not offered a link that makes moderators, and gets none', async t => {
  const { browserOf, room, adds } = await managed(t)
  await adds(BOB, 'moderator')
  const bob = await browserOf(BOB)
  t.notMatch((await bob.opens(`${room}/make`)).body, 'value="moderator"')
  const asked = { label: '', lifetime: 'usual', uses: '', grants: 'moderator', admission: 'unlock', guests: 'yes' }
  t.match(await bob.submits('/make', asked), { status: 403, body: /only its owners/ })
  t.match((await (await browserOf(ALICE)).opens(`${room}/make`)).body, 'value="moderator"')
})

t.test('a member sees the own links only, and no page of moderators', async t => {
  const { browserOf, makesLink, room, adds, api } = await managed(t)
  await adds(BOB, 'user')
  await makesLink({ label: "Alice's" })
  const his = await makesLink({ label: "Bob's" }, await api.person(BOB))
  const bob = await browserOf(BOB)
  const { body } = await bob.opens(room)
  t.match(body, 'Bob&#39;s')
  t.notMatch(body, /Alice&#39;s|\/(waiting|joined|guests|bans)"/)
  for (const page of ['waiting', 'joined', 'guests', 'bans'])
    t.equal((await bob.opens(`${room}/${page}`)).status, 403, page)
  await bob.opens(`${room}/links/${his.linkId}`)
  t.match(await bob.submits('/revoke', { remove: 'on' }), { status: 403 })
  const { fields = {} } = bob.forms()[0] ?? {}
  const { token = '' } = fields
  t.equal((await bob.sends(`${room}/bans`, { token, banned: CAROL })).status, 403)
})

t.test('a room does not exist for a person who is not a member of it', async t => {
  const { browserOf, makesLink, room } = await managed(t)
  const { linkId } = await makesLink()
  const carol = await browserOf(CAROL)
  const none = await carol.opens(room.replace(/[0-9a-f]{24}/, '0'.repeat(24)))
  for (const page of ['', '/make', '/waiting', '/joined', '/guests', '/bans', `/links/${linkId}`]) {
    const { status, body } = await carol.opens(`${room}${page}`)
    t.same([status, body], [404, none.body], page)
  }
  t.match(await carol.opens('/manage'), { body: /You belong to no room/ })
})

t.test('a person who has lost the right keeps the session and can do nothing with it', async t => {
  const { browserOf, adds, room, owner, roomId, api, makesLink } = await managed(t)
  await adds(BOB, 'moderator')
  const { openInviteId } = await makesLink({ admission: 'unlock_ack' })
  await (await api.person(CAROL)).posts(JOIN, { openInviteId })
  const bob = await browserOf(BOB)
  await bob.opens(`${room}/waiting`)
  await owner.posts(`/api/v1/rooms/${roomId}/bans`, { user: BOB, reason: '' })
  t.equal((await bob.submits('/waiting', { decision: 'approve' })).status, 404)
  t.match((await owner.gets(`/api/v1/rooms/${roomId}/requests`)).body.data, [{ user: { jid: CAROL } }])
})
