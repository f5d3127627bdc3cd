import t from 'tap'
import { userIdOf } from '../../../../src/rooms-api/user-id.js'
import { alice, bob, invitation, JOIN } from '../../invitation.js'

const V1 = '/api/v1'

const WAITS = { status: 403, body: { errorDetailsCode: 403624 } }

/** Bob waits at a link with approval and two uses. */
async function waiting(t: Parameters<typeof invitation>[0]) {
  const set = await invitation(t)
  const plain = await set.api.person(alice)
  const terms = { admission: 'unlock_ack', maxUses: 2 }
  const link = (await plain.posts(`${V1}/rooms/${set.roomId}/links`, terms)).body.data
  const { openInviteId, linkId } = link
  t.match(await set.guest.posts(JOIN, { openInviteId, reason: 'Let me in' }), WAITS)
  return { ...set, plain, path: `${V1}/rooms/${set.roomId}/requests`, openInviteId, linkId: String(linkId) }
}

t.test('a join with approval waits; the moderators read the user, the time, the link and the reason', async t => {
  const { guest, plain, path, linkId, openInviteId, roomId } = await waiting(t)
  t.match((await plain.gets(path)).body, {
    data: [{ user: { jid: bob, userId: userIdOf(bob) }, linkId, answers: { 'muc#register_faqentry': 'Let me in' } }],
  })
  t.match(await guest.gets(`/rooms/${roomId}`), { status: 404 }, 'is not in yet')
  t.match(await guest.posts(JOIN, { openInviteId }), WAITS, 'still waits')
  t.equal(Object.keys((await plain.gets(path)).body.data).length, 1)
})

t.test('approved by user id: the invitation comes from the owner of the link, and one use is counted', async t => {
  const { api, guest, plain, path, roomId, linkId } = await waiting(t)
  const answered = await plain.posts(`${path}/${userIdOf(bob)}`, { decision: 'approve' })
  t.strictSame(answered.body, { data: { user: { jid: bob, userId: userIdOf(bob) }, decision: 'approve' } })
  t.match(api.deliveries.at(-1)?.stanza, /from="alice@example.org" to="bob@example.org"/)
  t.match(await guest.gets(`/rooms/${roomId}`), { status: 200 })
  t.match((await plain.gets(`${V1}/rooms/${roomId}/links/${linkId}`)).body.data, { uses: 1 })
  const again = await plain.posts(`${path}/${bob}`, { decision: 'approve' })
  t.match(again, { status: 404 }, 'the first answer counts')
})

t.test('declined by JID: the user is notified, is no member, and may not ask again the same day', async t => {
  const { api, guest, plain, path, openInviteId } = await waiting(t)
  t.match(await plain.posts(`${path}/Bob@Example.org`, { decision: 'decline' }), { status: 200 })
  t.match(api.deliveries.at(-2)?.stanza, /to="bob@example.org".*<body>Declined: /)
  t.strictSame((await plain.gets(path)).body, { data: [], next: null })
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 403, body: { errorDetails: /ask again after/ } })
})

t.test('approvals are limited by the uses of the link, until they are raised', async t => {
  const { api, plain, path, openInviteId, roomId, linkId } = await waiting(t)
  const others = ['carol@example.org', 'dan@example.org']
  for (const jid of others) await (await api.person(jid)).posts(JOIN, { openInviteId })
  for (const jid of [bob, 'carol@example.org']) await plain.posts(`${path}/${jid}`, { decision: 'approve' })
  t.match(await plain.posts(`${path}/dan@example.org`, { decision: 'approve' }), { status: 404 })
  await plain.patches(`${V1}/rooms/${roomId}/links/${linkId}`, { maxUses: 3 })
  t.match(await plain.posts(`${path}/dan@example.org`, { decision: 'approve' }), { status: 200 })
})

t.test('pending requests through a revoked link are declined', async t => {
  const { api, plain, path, roomId, linkId } = await waiting(t)
  await plain.deletes(`${V1}/rooms/${roomId}/links/${linkId}`)
  t.strictSame((await plain.gets(path)).body, { data: [], next: null })
  t.match(api.deliveries.at(-2)?.stanza, /to="bob@example.org".*<body>Declined: /)
})

t.test('waiting is not an error in the plain API: the state is waiting until the decision', async t => {
  const { guest, plain, path, openInviteId, roomId } = await waiting(t)
  const joins = async () => (await guest.posts(`${V1}/join`, { openInviteId })).body
  t.strictSame(await joins(), { data: { state: 'waiting' } })
  await plain.posts(`${path}/${bob}`, { decision: 'approve' })
  t.match(await joins(), { data: { state: 'member', roomId, roomJid: /@rooms.example.org$/ } })
  t.match(await guest.posts(`${V1}/join`, { openInviteId: 'x' }), { status: 404, body: { errorDetailsCode: 40400 } })
})

t.test('only moderators read and decide pending requests', async t => {
  const { api, owner, roomId, path } = await waiting(t)
  const { openInviteId } = (await owner.posts('/users/me/public-links/bind', { roomId })).body.data
  const member = await api.person('carol@example.org')
  await member.posts(JOIN, { openInviteId })
  const refused = { status: 403, body: { errorDetailsCode: 403000 } }
  t.match(await member.gets(path), refused)
  t.match(await member.posts(`${path}/${bob}`, { decision: 'approve' }), refused)
  t.match(await member.posts(`${path}/${bob}`, { decision: 'maybe' }), { status: 400 })
})

t.test('a request that cannot be committed is not stored, and succeeds on a retry', async t => {
  const { api, plain, path, openInviteId } = await waiting(t)
  const carol = await api.person('carol@example.org')
  api.storage.failNextCommit()
  t.match(await carol.posts(JOIN, { openInviteId }), { status: 500 })
  t.match((await plain.gets(path)).body, { data: [{ user: { jid: bob } }] })
  t.match(await carol.posts(JOIN, { openInviteId }), WAITS)
})
