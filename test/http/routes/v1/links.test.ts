import t from 'tap'
import { alice, bob, invitation, JOIN } from '../../invitation.js'

const V1 = '/api/v1'

const DAY = 24 * 60 * 60

t.test('a link has the requested terms, and is read, changed and listed by its linkId', async t => {
  const { api, owner, roomId } = await invitation(t)
  const plain = await api.person(alice)
  const made = await plain.posts(`${V1}/rooms/${roomId}/links`, {
    ...{ label: 'Ball', lifetime: 7 * DAY, maxUses: 20, grants: 'visitor', admission: 'unlock_ack' },
    ...{ paused: true, domains: ['Example.ORG'] },
  })
  const link = {
    label: 'Ball',
    maxUses: 20,
    uses: 0,
    grants: 'visitor',
    admission: 'unlock_ack',
    domains: ['example.org'],
  }
  t.match(made, { status: 200, body: { data: { ...link, state: 'paused', roomId, standing: false } } })
  const { linkId, openInviteId, roomJid, createdAt, expiresAt } = made.body.data
  t.match(made.body.data, {
    url: `https://rooms.example.org/${openInviteId}`,
    xmppUri: `xmpp:${roomJid}?join;password=${openInviteId}`,
    owner: { jid: owner.jid },
  })
  t.equal(Date.parse(String(expiresAt)) - Date.parse(String(createdAt)), 7 * DAY * 1000)
  const path = `${V1}/rooms/${roomId}/links/${linkId}`
  t.strictSame((await plain.gets(path)).body, made.body)
  const changed = await plain.patches(path, { paused: false, maxUses: 5 })
  t.match(changed.body.data, { ...link, maxUses: 5, state: 'open', expiresAt })
  const list = await plain.gets(`${V1}/rooms/${roomJid}/links?limit=1&offset=1`)
  t.match(list.body, { data: [{ linkId }], limit: 1, offset: 1, total: 2 }, 'the room by its JID; one part of the list')
})

t.test('a link without limits has null for them, and is unlimited', async t => {
  const { api, roomId } = await invitation(t)
  const plain = await api.person(alice)
  const { body } = await plain.posts(`${V1}/rooms/${roomId}/links`, {})
  t.match(body.data, {
    expiresAt: null,
    maxUses: null,
    state: 'open',
    grants: 'member',
    admission: 'unlock',
    label: '',
  })
})

t.test('a reset link has another id at once, and a revoked one has none', async t => {
  const { api, guest, roomId } = await invitation(t)
  const plain = await api.person(alice)
  const { linkId, openInviteId } = (await plain.posts(`${V1}/rooms/${roomId}/links`, {})).body.data
  const path = `${V1}/rooms/${roomId}/links/${linkId}`
  const reset = await plain.posts(`${path}/reset`)
  t.match(reset.body.data, { linkId })
  t.not(reset.body.data['openInviteId'], openInviteId)
  t.match(await guest.posts(JOIN, { openInviteId }), { status: 404, body: { errorDetailsCode: 40400 } })
  t.strictSame((await plain.deletes(path)).body, { data: { linkId, removed: [] } })
  t.match(await guest.posts(JOIN, reset.body.data), { status: 404, body: { errorDetailsCode: 40400 } })
  t.match(await plain.gets(path), { status: 404, body: { errorDetailsCode: 404115 } })
})

t.test('revoking can remove the users who joined through the link, and no others', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  const plain = await api.person(alice)
  const other = await api.person('carol@example.org')
  await other.posts(JOIN, { openInviteId })
  const link = (await plain.posts(`${V1}/rooms/${roomId}/links`, {})).body.data
  await guest.posts(JOIN, link)
  const { body } = await plain.deletes(`${V1}/rooms/${roomId}/links/${link['linkId']}?removeJoiners=true`)
  t.match(body.data['removed'], [{ jid: bob }])
  t.match(await guest.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await other.gets(`/rooms/${roomId}`), { status: 200 })
})

t.test('a member creates and reads their own links if members may invite, and never those of others', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await guest.posts(JOIN, { openInviteId })
  const plain = await api.person(bob)
  const made = await plain.posts(`${V1}/rooms/${roomId}/links`, { label: 'mine' })
  t.match(made, { status: 200, body: { data: { owner: { jid: bob } } } })
  t.match((await plain.gets(`${V1}/rooms/${roomId}/links`)).body, { data: [{ label: 'mine' }], total: 1 })
  const theirs = (await (await api.person(alice)).gets(`${V1}/rooms/${roomId}/links`)).body
  t.match(theirs, { total: 2 }, 'a moderator sees all')
  await api.changeRecord(roomId, { config: { allowInvites: false } })
  const refused = { status: 403, body: { errorDetailsCode: 403000 } }
  t.match(await plain.posts(`${V1}/rooms/${roomId}/links`, {}), refused)
  const late = await api.person('carol@example.org')
  t.match(await late.posts(JOIN, made.body.data), { status: 404, body: { errorDetailsCode: 404116 } })
})

t.test('the links of a user to all rooms are listed in pages', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  const plain = await api.person(alice)
  const other = String((await plain.posts('/rooms', { name: 'Mantua' })).body.data['id'])
  await plain.posts(`${V1}/rooms/${other}/links`, { label: 'second' })
  const { body } = await plain.gets(`${V1}/links`)
  t.match(body, {
    data: [
      { openInviteId, roomId },
      { label: 'second', roomId: other },
    ],
    total: 2,
  })
  t.match((await plain.gets(`${V1}/links?limit=1&offset=1`)).body, { data: [{ label: 'second' }], total: 2 })
  t.strictSame((await guest.gets(`${V1}/links`)).body, { data: [], limit: 100, offset: 0, total: 0, next: null })
})

t.test('only an owner creates a link that grants moderator', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await guest.posts(JOIN, { openInviteId })
  const member = await api.person(bob)
  t.match(await member.posts(`${V1}/rooms/${roomId}/links`, { grants: 'moderator' }), { status: 403 })
  const plain = await api.person(alice)
  const link = (await plain.posts(`${V1}/rooms/${roomId}/links`, { grants: 'moderator' })).body.data
  const carol = await api.person('carol@example.org')
  t.match(await carol.posts(JOIN, link), { status: 200 })
  const { users } = (await carol.gets(`/rooms/${roomId}`)).body.data
  t.match(users, [{ userId: carol.id, privilege: 'moderator' }, {}, {}])
})

t.test('the number of links to a room is limited, and the room and the service limit the terms', async t => {
  const { api, roomId } = await invitation(t)
  const plain = await api.person(alice)
  await api.changeRecord(roomId, { config: { maxLinks: 2, maxLinkUses: 10, linkUses: 3, maxLinkLifetime: DAY } })
  const { data } = (await plain.posts(`${V1}/rooms/${roomId}/links`, { maxUses: 11 })).body
  t.equal(data['maxUses'], 10)
  t.equal(Date.parse(String(data['expiresAt'])) - Date.parse(String(data['createdAt'])), DAY * 1000)
  t.match(await plain.posts(`${V1}/rooms/${roomId}/links`, {}), {
    status: 403,
    body: { errorDetailsCode: 403623 },
  })
})

t.test('to strangers the room does not exist; a malformed parameter is named', async t => {
  const { api, roomId } = await invitation(t)
  const stranger = await api.person('tybalt@example.org')
  for (const path of [
    `${V1}/rooms/${roomId}/links`,
    `${V1}/rooms/${roomId}/story`,
    `${V1}/rooms/${roomId}/requests`,
    `${V1}/rooms/no@where.org/links`,
  ]) {
    t.match(await stranger.gets(path), { status: 404, body: { errorDetailsCode: 404001 } }, path)
  }
  const plain = await api.person(alice)
  const wrong = [
    { lifetime: -1 },
    { maxUses: 1.5 },
    { grants: 'owner' },
    { admission: '' },
    { domains: 'x' },
    { paused: 1 },
  ]
  for (const terms of wrong) {
    const param = Object.keys(terms).join()
    const refused = { status: 400, body: { errorDetailsCode: 400000, errorDetails: [{ param }] } }
    t.match(await plain.posts(`${V1}/rooms/${roomId}/links`, terms), refused, param)
  }
  t.match(await plain.posts(`${V1}/rooms/${roomId}/links`, { domains: ['a@b'] }), {
    status: 400,
    body: { errorDetails: /"a@b" is not a domain/ },
  })
})
