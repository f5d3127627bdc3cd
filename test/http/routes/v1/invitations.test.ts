import t from 'tap'
import { alice, bob, invitation } from '../../invitation.js'
import { NO_LIMITS, type restApi } from '../../rest.js'

const URL = '/api/v1/invitations'
const SENT = { status: 200, body: { data: { state: 'sent' } } }

type Api = ReturnType<typeof restApi>

const asks = (api: Api, openInviteId: string, address: string, headers: Record<string, string> = {}) =>
  api.ask({ method: 'POST', url: URL, headers, payload: { openInviteId, address } })
const form = (api: Api, openInviteId: string, headers: Record<string, string>) =>
  api.app.inject({
    method: 'POST',
    url: `/${openInviteId}/invite`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: `address=${encodeURIComponent(bob)}`,
  })

t.test('an app without a token has an invitation sent, which names the room and holds the link id', async t => {
  const { api, openInviteId } = await invitation(t)
  t.match(await asks(api, openInviteId, bob), SENT)
  t.equal(api.deliveries.length, 1)
  t.match(api.deliveries[0]?.stanza, `<password>${openInviteId}</password>`)
  t.match(api.deliveries[0]?.stanza, 'You are invited to the group chat "Verona"')
})

t.test('the invitation names the room and the owner of the link only as the preview does', async t => {
  const { api, roomId, openInviteId } = await invitation(t)
  await api.changeRecord(roomId, { config: { linkPreview: 'nothing' } })
  await asks(api, openInviteId, bob)
  t.match(api.deliveries[0]?.stanza, 'You are invited to a group chat.')
  t.notMatch(api.deliveries[0]?.stanza, /Verona|alice/)
  await api.changeRecord(roomId, { config: { linkPreview: 'full' } })
  await asks(api, openInviteId, 'carol@example.org')
  t.match(api.deliveries[1]?.stanza, 'alice invites you to the group chat "Verona"')
})

t.test('the answer does not show whether the person is a member, is banned or is invited already', async t => {
  const { api, owner, roomId, openInviteId } = await invitation(t)
  await owner.posts(`/api/v1/rooms/${roomId}/bans`, { user: 'paris@example.org' })
  for (const user of [alice, bob, bob, 'paris@example.org']) t.match(await asks(api, openInviteId, user), SENT, user)
  const sent = api.deliveries.filter(({ stanza }) => stanza.includes('/muc#user'))
  t.same(
    sent.map(({ stanza }) => /to="([^"]*)"/.exec(stanza)?.[1]),
    [alice, bob],
  )
  t.notMatch(sent[0]?.stanza, openInviteId, 'a member needs no link')
})

t.test('a malformed address, an unknown link and an unknown key are refused with what is wrong', async t => {
  const { api, openInviteId } = await invitation(t)
  t.match(await asks(api, openInviteId, 'example.org'), { status: 400, body: { errorDetails: /address of a person/ } })
  t.match(await asks(api, '0'.repeat(32), bob), { status: 404, body: { errorDetailsCode: 40400 } })
  const payload = { openInviteId, adress: bob }
  t.match(await api.ask({ method: 'POST', url: URL, payload }), { status: 400 })
  t.same(api.deliveries, [])
})

t.test('moderators see who was invited by which link; the owner of a link who is no moderator does not', async t => {
  const { api, owner, roomId, openInviteId } = await invitation(t)
  await asks(api, openInviteId, 'carol@example.org')
  const story = `/api/v1/rooms/${roomId}/story?event=sent`
  t.match((await owner.gets(story)).body, { data: [{ event: 'sent', user: { jid: 'carol@example.org' } }] })
  const guest = await api.person(bob)
  await guest.posts('/rooms/open-invites', { openInviteId })
  t.match(await guest.gets(story), { status: 403 })
})

t.test('limits.invitationsPerAddress: 1,000 addresses from one IP address are a few invitations', async t => {
  const { api, openInviteId } = await invitation(t, { limits: { ...NO_LIMITS, invitationsPerAddress: 10 } })
  const statuses: number[] = []
  for (let n = 0; n < 1000; n++) statuses.push((await asks(api, openInviteId, `paris${n}@example.org`)).status)
  t.same([statuses.filter(status => status === 200).length, api.deliveries.length], [10, 10])
  t.match(await asks(api, openInviteId, bob), { status: 429, headers: { 'retry-after': /^\d+$/ } })
})

t.test('one XMPP address gets at most 3 invitations an hour, of all links together; a refusal is none', async t => {
  const { api, owner, openInviteId } = await invitation(t, { limits: { ...NO_LIMITS, invitationsPerAddress: 50 } })
  for (let n = 0; n < 5; n++) t.match(await asks(api, '0'.repeat(32), bob), { status: 404 })
  const ids = [openInviteId]
  for (const name of ['Mantua', 'Padua', 'Pisa']) {
    const roomId = String((await owner.posts('/rooms', { name })).body.data['id'])
    const bound = await owner.posts('/users/me/public-links/bind', { roomId })
    ids.push(String(bound.body.data['openInviteId']))
  }
  const statuses = []
  for (const id of ids) statuses.push((await asks(api, id, bob)).status)
  t.same(statuses, [200, 200, 200, 429])
})

t.test('a form that another site has sent is refused, and that of the page is not', async t => {
  const { api, openInviteId } = await invitation(t)
  const others: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://rooms.example.org.evil.example' },
  ]
  for (const headers of others)
    t.equal((await form(api, openInviteId, headers)).statusCode, 403, JSON.stringify(headers))
  t.same(api.deliveries, [])
  const own: Record<string, string> = { 'sec-fetch-site': 'same-origin', origin: 'null' }
  for (const headers of [own, { origin: 'https://rooms.example.org' }]) {
    t.equal((await form(api, openInviteId, headers)).statusCode, 200)
  }
  t.equal(api.deliveries.length, 1)
})
