import t, { type Test } from 'tap'
import { DEFAULT_LIMITS } from '../../settings.js'
import { type Answer, NO_LIMITS, restApi } from '../rest.js'

const GUESTS = '/api/v1/guests'

type Options = Parameters<typeof restApi>[1] & { terms?: object }

/** The REST API with romeo's room and a link to it with these terms; `comes` asks for a guest with this name. */
async function linkedApi(t: Test, { terms = {}, ...options }: Options = {}) {
  const api = restApi(t, options)
  const romeo = await api.person('romeo@example.org')
  const { body: made } = await romeo.posts('/rooms', { name: 'Verona' })
  const room = `/api/v1/rooms/${made.data['id']}`
  const { body } = await romeo.posts(`${room}/links`, terms)
  const { openInviteId, linkId } = body.data
  const comes = (name: string, more: object = {}): Promise<Answer> =>
    api.ask({ method: 'POST', url: GUESTS, payload: { openInviteId, name, ...more } })
  return {
    ...api,
    romeo,
    room,
    roomJid: made.data['jid'],
    link: `${room}/links/${linkId}`,
    linkId,
    openInviteId,
    comes,
  }
}

t.test('POST /guests makes a guest without a token, by whatever a person has pasted', async t => {
  const { comes, openInviteId, roomJid } = await linkedApi(t)
  for (const pasted of [
    openInviteId,
    `https://rooms.example.org/${openInviteId}?x`,
    `xmpp:r@x?join;password=${openInviteId}`,
  ]) {
    const { status, body } = await comes(`Nina ${String(pasted).length}`, { openInviteId: pasted })
    t.equal(status, 201)
    t.match(body.data, {
      jid: /^guest-[0-9a-f]{16}@rooms\.example\.org$/,
      password: /^[0-9a-f]{32}$/,
      websocket: 'wss://rooms.example.org/xmpp-websocket',
      room: roomJid,
      nick: `Nina ${String(pasted).length}`,
      status: 'admitted',
    })
  }
})

t.test('POST /guests: each refusal has its status and code', async t => {
  const { comes, romeo, link } = await linkedApi(t)
  const code = ({ status, body }: Answer) => [status, body['errorDetailsCode']]
  t.same(code(await comes('Nina', { openInviteId: 'f'.repeat(32) })), [404, 40400])
  t.same(code(await comes(' ')), [400, 400000])
  t.same(code(await comes('x'.repeat(65))), [400, 400000])
  await romeo.patches(link, { paused: true })
  t.same(code(await comes('Nina')), [403, 403621])
  await romeo.patches(link, { paused: false, guests: 'no' })
  t.same(code(await comes('Nina')), [403, 403625])
  t.match((await romeo.gets(link)).body.data, { guests: 'no' })
})

t.test('guests.perAddress: the guests of an IP address are limited, of an IPv6 address by its /64 network', async t => {
  const { app, openInviteId } = await linkedApi(t)
  const from = async (remoteAddress: string, name: string) => {
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: GUESTS,
      remoteAddress,
      payload: { openInviteId, name },
    })
    return [statusCode, JSON.parse(body)['errorDetailsCode']]
  }
  for (let guest = 1; guest <= 100; guest++) t.same(await from(`2001:db8::${guest}`, `${guest}`), [201, undefined])
  t.same(await from('2001:db8::ffff:1', 'Nina'), [403, 403626])
  t.same(await from('2001:db8:0:1::1', 'Nina'), [201, undefined])
})

t.test('limits.requestsPerAddress and limits.failedJoinsPerUser limit POST /guests', async t => {
  const { comes } = await linkedApi(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 2 } })
  const guesses = []
  for (let guess = 0; guess < 3; guess++) guesses.push((await comes('Nina', { openInviteId: 'f'.repeat(32) })).status)
  t.same(guesses, [404, 404, 429])
  const { comes: again } = await linkedApi(t, { limits: { ...NO_LIMITS, requestsPerAddress: 1 } })
  t.same([(await again('Nina')).status, (await again('Otto')).status], [201, 429])
})

t.test(
  'a class of 100 behind one address comes at once with the default limits; wrong ids at once stay limited',
  async t => {
    const { comes } = await linkedApi(t, { limits: DEFAULT_LIMITS })
    const statuses = async (crowd: (one: number) => Promise<Answer>) =>
      (await Promise.all(Array.from({ length: 100 }, (_, one) => crowd(one)))).map(({ status }) => status)
    t.same(new Set(await statuses(pupil => comes(`Pupil ${pupil}`))), new Set([201]))
    const guesses = await statuses(() => comes('Nina', { openInviteId: 'f'.repeat(32) }))
    t.equal(guesses.filter(status => status === 404).length, 30)
    t.equal(guesses.filter(status => status === 429).length, 70)
  },
)

t.test('the moderators list and remove the guests of a room', async t => {
  const { comes, romeo, room, person, linkId } = await linkedApi(t, { terms: { admission: 'unlock_ack' } })
  const { body: made } = await comes('Nina')
  const { jid } = made.data
  const { body } = await romeo.gets(`${room}/guests`)
  t.match(body, { total: 1, data: [{ jid, name: 'Nina', linkId, status: 'waiting', inside: false }] })
  t.notOk(JSON.stringify(body).includes('secret'))
  const juliet = await person('juliet@example.org')
  t.equal((await juliet.gets(`${room}/guests`)).status, 404)
  t.equal((await romeo.deletes(`${room}/guests/${jid}`)).status, 200)
  t.equal((await romeo.deletes(`${room}/guests/${jid}`)).status, 404)
  t.match((await romeo.gets(`${room}/requests`)).body, { data: [] })
})

t.test('removeGuests puts the guests of a link out when it is paused or revoked', async t => {
  const { comes, romeo, room, link } = await linkedApi(t)
  const total = async () => (await romeo.gets(`${room}/guests`)).body['total']
  await comes('Nina')
  await romeo.patches(link, { paused: true, removeGuests: true })
  t.equal(await total(), 0)
  await romeo.patches(link, { paused: false })
  await comes('Nina')
  t.equal(await total(), 1)
  await romeo.deletes(`${link}?removeGuests=true`)
  t.equal(await total(), 0)
})

t.test('a guest is added to no room and made nothing over REST, and can be banned', async t => {
  const { comes, romeo, room } = await linkedApi(t)
  const { jid } = (await comes('Nina')).body.data
  const id = room.split('/').at(-1)
  for (const [path, body] of [
    [`/rooms/${id}/users`, { userId: jid, privilege: 'user' }],
    [`/rooms/${id}/users`, { userId: jid, privilege: 'moderator' }],
  ] as const) {
    const { status } = await romeo.posts(path, body)
    t.ok(status >= 400 && status < 500, `${path}: ${status}`)
  }
  t.equal((await romeo.posts(`${room}/bans`, { user: jid, reason: 'Noise' })).status, 200)
  t.match((await romeo.gets(`${room}/guests`)).body, { total: 0 })
  t.equal((await comes('Nina')).status, 403)
})

t.test('a token of a guest opens nothing, whoever signed it', async t => {
  const { person, comes } = await linkedApi(t)
  const guest = await person(String((await comes('Nina')).body.data['jid']))
  t.equal((await guest.posts('/rooms', { name: 'Mantua' })).status, 403)
  t.equal((await guest.posts('/api/v1/tokens', { label: 'x' })).status, 403)
})
