import t, { type Test } from 'tap'
import { JOIN } from '../invitation.js'
import { BASE, NO_LIMITS, restApi } from '../rest.js'

const [app, romeo, juliet] = ['app@example.org', 'romeo@example.org', 'juliet@example.org'] as const
const ROOMS = `${BASE}/rooms`
const ALL = 'act-as links rooms'
const ACT_AS = [{ user: app, domains: ['example.org'], admins: [] }]

type Options = Parameters<typeof restApi>[1]

/** The API, and requests of service accounts in the name of others: of `app@example.org` with a token of all scopes. */
async function acting(t: Test, options: Options = {}) {
  const api = restApi(t, { actAs: ACT_AS, ...options })
  const { token } = await api.person(app, { scope: ALL })
  type Asked = { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; token?: string; key?: string; body?: object }
  const asks = (user: string, url: string, { method = 'GET', token: other = token, key, body }: Asked = {}) =>
    api.ask({
      ...{ method, url },
      headers: { authorization: `Bearer ${other}`, 'act-as': user, ...(key && { 'idempotency-key': key }) },
      ...(body && { payload: body }),
    })
  const posts = (user: string, url: string, body: object = {}, more: Asked = {}) =>
    asks(user, url, { method: 'POST', body, ...more })
  return { api, asks, posts, token }
}

t.test('Act-As: what a service account makes belongs to the user, and the story and the events name both', async t => {
  const { api, posts, asks } = await acting(t)
  const made = (await posts(romeo, ROOMS, { name: 'Verona' })).body.data
  const [id, jid] = [String(made['id']), String(made['jid'])]
  t.match(await posts(romeo, `/api/v1/rooms/${id}/links`, { label: 'Ball' }), {
    status: 200,
    body: { data: { owner: { jid: romeo } } },
  })
  const owner = await api.person(romeo)
  t.match(await owner.gets(`/rooms/${id}`), { status: 200, body: { data: { creator: owner.id } } })
  await owner.posts(`/api/v1/rooms/${id}/links`, { label: 'By hand' })
  const { body } = await asks(romeo, `/api/v1/rooms/${id}/story`)
  t.match(body.data, [
    { event: 'made', by: { jid: romeo }, through: undefined },
    { event: 'made', by: { jid: romeo }, through: { jid: app } },
  ])
  const events = (await owner.gets(`/api/v1/events?after=0&room=${jid}`)).body.data
  t.match(events, [
    { kind: 'room.made', by: romeo, through: app },
    { kind: 'link.made', by: romeo, through: app },
    { kind: 'link.made', by: romeo, through: undefined },
  ])
})

t.test('Act-As: only a service account acts, with a token that names the scope, for users of its domains', async t => {
  const { api, asks, token } = await acting(t, { admins: ['boss@example.org'] })
  const url = `${BASE}/users/me`
  const tokenOf = async (user: string, scope?: string) => (await api.person(user, { ...(scope && { scope }) })).token
  const lacking = {
    status: 403,
    body: { errorDetails: /needs a token with the scope act-as/ },
    headers: { 'www-authenticate': /scope="act-as"/ },
  }
  for (const other of [
    await tokenOf(app),
    await tokenOf(app, 'links rooms'),
    await tokenOf(juliet, ALL),
    await tokenOf(juliet),
  ]) {
    t.match(await asks(romeo, url, { token: other }), lacking)
  }
  for (const user of ['eve@evil.org', 'boss@example.org', 'romeo@sub.example.org', `room@rooms.example.org`]) {
    t.match(
      await asks(user, url),
      { status: 403, body: { errorDetails: `${app} may not act for ${user}; see auth.actAs.` } },
      user,
    )
  }
  for (const user of ['', 'romeo', `${romeo}/phone`, `${romeo}, ${juliet}`, 'example.org', 'a b@example.org']) {
    t.match(
      await asks(user, url),
      { status: 400, body: { errorDetails: [{ param: 'act-as', msg: /bare JID/ }] } },
      user,
    )
  }
  const both = restApi(t, { actAs: ACT_AS, admins: [app] })
  const { token: unnamed } = await both.person(app)
  const asAdmin = { authorization: `Bearer ${unnamed}`, 'act-as': romeo }
  t.match(await both.ask({ method: 'GET', url, headers: asAdmin }), lacking, 'also an admin names it')
  t.match(await asks('Romeo@Example.ORG', url), { status: 200, body: { data: { jid_im: romeo } } })
  t.match(await api.holder(app, token).gets('/users/me'), { status: 200, body: { data: { jid_im: app } } })
  const unlisted = restApi(t, { actAs: [] })
  const answer = await unlisted.ask({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${token}`, 'act-as': romeo },
  })
  t.match(answer, lacking)
})

t.test('Act-As: the scopes are those of the token, and an admin is only who is listed', async t => {
  const boss = 'boss@example.org'
  const actAs = [{ user: app, domains: ['example.org'], admins: [boss] }]
  const { api, asks, posts } = await acting(t, { actAs, admins: [boss] })
  const { token: small } = await api.person(app, { scope: 'act-as links' })
  t.match(await posts(romeo, ROOMS, { name: 'Verona' }, { token: small }), {
    status: 403,
    body: { errorDetails: /the scope rooms; the scopes of yours are: links/ },
  })
  const ofJuliet = (await (await api.person(juliet)).posts('/rooms', { name: 'Mantua', visibility: 'private' })).body
    .data
  const room = `${ROOMS}/${ofJuliet['id']}`
  t.match(await (await api.person(boss)).gets(`/rooms/${ofJuliet['id']}`), { status: 200 }, 'an admin reads each room')
  const { token: wide } = await api.person(app, { scope: `${ALL} admin` })
  t.match(await asks(boss, room, { token: wide }), { status: 404 })
  t.match(await posts(boss, ROOMS, { name: 'Of the boss' }), { status: 200 })
  const admins = restApi(t, { actAs, admins: [boss, app], storage: api.storage })
  const headers = (user: string) => ({ authorization: `Bearer ${wide}`, 'act-as': user })
  t.match(await admins.ask({ method: 'GET', url: room, headers: headers(boss) }), { status: 200 })
  t.match(await admins.ask({ method: 'GET', url: room, headers: headers(romeo) }), { status: 404 }, 'romeo is no admin')
})

t.test('Act-As: tokens, webhooks and sessions are for the caller alone', async t => {
  const { api, asks, posts } = await acting(t)
  const alone = {
    status: 403,
    body: { errorDetails: /cannot do this in the name of another user/, errorDetailsCode: 403000 },
  }
  const session = '/api/rainbow/authentication/v1.0'
  const urls = [
    '/api/v1/tokens',
    '/api/v1/webhooks',
    `/api/v1/webhooks/${'0'.repeat(24)}`,
    ...['renew', 'logout', 'validator'].map(name => `${session}/${name}`),
  ]
  for (const url of urls) t.match(await asks(romeo, url), alone, url)
  t.match(await posts(romeo, '/api/v1/tokens', { label: 'mine' }), alone)
  t.match(await asks(romeo, '/api/v1/tokens', { method: 'DELETE' }), alone)
  t.match(await posts(romeo, '/api/v1/webhooks', { url: 'https://app.example.org/' }), alone)
  t.match((await (await api.person(romeo)).gets('/api/v1/tokens')).body.data, [])
})

t.test('Act-As: a token of this service acts if it names the scope, until it is revoked', async t => {
  const { api, asks } = await acting(t)
  const owner = await api.person(app, { scope: ALL })
  const made = async (body: object) => (await owner.posts('/api/v1/tokens', { label: 'app', ...body })).body.data
  const [usual, named] = [await made({}), await made({ scopes: ['act-as', 'links'] })]
  t.same(
    [usual['scopes'], named['scopes']],
    [
      ['links', 'rooms'],
      ['act-as', 'links'],
    ],
  )
  const url = `${BASE}/users/me`
  t.match(await asks(romeo, url, { token: String(usual['token']) }), { status: 403 })
  t.match(await asks(romeo, url, { token: String(named['token']) }), { status: 200 })
  const demoted = restApi(t, { storage: api.storage })
  const headers = { authorization: `Bearer ${named['token']}`, 'act-as': romeo }
  t.match(await demoted.ask({ method: 'GET', url, headers }), { status: 403 })
  const small = await api.person(app, { scope: 'links' })
  t.match(await small.deletes(`/api/v1/tokens/${named['tokenId']}`), { status: 403, body: { errorDetails: /scopes/ } })
  t.match(await owner.deletes(`/api/v1/tokens/${named['tokenId']}`), { status: 200 })
  t.match(await asks(romeo, url, { token: String(named['token']) }), { status: 401, body: { errorDetails: /revoked/ } })
  const refused = await (await api.person(juliet)).posts('/api/v1/tokens', { label: 'x', scopes: ['act-as'] })
  t.match(refused, { status: 403, body: { errorDetails: /only these scopes of yours: links rooms/ } })
})

t.test('Act-As: requests and wrong ids count for the service account, not for the user', async t => {
  const { api, asks } = await acting(t, { limits: { ...NO_LIMITS, requestsPerUser: 3 } })
  const url = `${BASE}/users/me`
  const answers = []
  for (const user of [romeo, juliet, romeo, juliet]) answers.push((await asks(user, url)).status)
  t.same(answers, [200, 200, 200, 429])
  t.match(await (await api.person(romeo)).gets('/users/me'), { status: 200, headers: { ratelimit: /;r=2;/ } })
  const guessing = await acting(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 2 } })
  const guess = { openInviteId: '0'.repeat(32) }
  const statuses = []
  for (const user of [romeo, juliet, 'paris@example.org'])
    statuses.push((await guessing.posts(user, `${BASE}${JOIN}`, guess)).status)
  t.same(statuses, [404, 404, 429])
  t.equal((await (await guessing.api.person(romeo)).posts(JOIN, guess)).status, 404)
})

t.test('Act-As: a service account has Idempotency-Keys of its own for each user', async t => {
  const other = 'other@example.org'
  const { api, posts } = await acting(t, { actAs: [...ACT_AS, { user: other, domains: ['example.org'], admins: [] }] })
  const owner = await api.person(romeo)
  const id = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  await owner.posts(`/rooms/${id}/users`, { userId: juliet, reason: '', status: 'accepted', privilege: 'moderator' })
  const url = `/api/v1/rooms/${id}/links`
  const { token: ofOther } = await api.person(other, { scope: ALL })
  const linkOf = (answer: { status: number; body: { data: Record<string, unknown> } }) => answer.body.data['linkId']
  const own = await api.ask({
    method: 'POST',
    url,
    payload: {},
    headers: { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'k' },
  })
  const links = [
    ...[own, await posts(romeo, url, {}, { key: 'k' }), await posts(juliet, url, {}, { key: 'k' })],
    await posts(romeo, url, {}, { key: 'k', token: ofOther }),
  ].map(linkOf)
  t.equal(new Set(links).size, 4, 'four acts')
  t.equal(linkOf(await posts(romeo, url, {}, { key: 'k' })), links[1], 'a repeat')
})

t.test('Act-As: a client of the family does not make the user one of its own', async t => {
  const { api, token } = await acting(t)
  const headers = { authorization: `Bearer ${token}`, 'act-as': romeo, 'x-rainbow-client': 'sdk_node' }
  t.match(await api.ask({ method: 'POST', url: ROOMS, payload: { name: 'Verona' }, headers }), { status: 200 })
  t.equal(api.news.length, 0)
})
