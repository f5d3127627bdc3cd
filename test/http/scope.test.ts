import t, { type Test } from 'tap'
import { restApi } from './rest.js'

const alice = 'alice@example.org'
const bob = 'bob@example.org'
const admin = 'admin@example.org'

type Paths = Record<string, Record<string, { 'x-scope'?: string; operationId: string; security?: object[] }>>

/** Every route, from the OpenAPI document. */
async function routesOf(api: ReturnType<typeof restApi>) {
  const { body } = await api.ask({ method: 'GET', url: '/openapi.json' })
  return Object.entries(body['paths'] as Paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-scope': scope, operationId, security = [] }]) => {
      const url = path.replaceAll(/\{[^}]*\}/g, 'x')
      return {
        method: method.toUpperCase() as 'GET',
        url,
        scope,
        operationId,
        hasToken: 'Bearer' in { ...security[0] },
      }
    }),
  )
}

t.test('each route that needs a scope refuses a token without it before it checks anything else', async t => {
  const api = restApi(t)
  const routes = (await routesOf(api)).filter(({ scope }) => scope !== undefined)
  t.ok(routes.length > 3)
  for (const { method, url, scope = '' } of routes) {
    const others = ['links', 'rooms', 'admin'].filter(one => one !== scope)
    const { token } = await api.person(alice, { scope: others.join(' ') })
    const answer = await api.ask({ method, url, headers: { authorization: `Bearer ${token}` } })
    t.match(
      answer,
      {
        status: 403,
        body: {
          errorCode: 403,
          errorMsg: 'Forbidden',
          errorDetails: `with the scope ${scope}`,
          errorDetailsCode: 403000,
        },
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
      },
      `${method} ${url}`,
    )
  }
})

t.test('joining and own links need links; making and changing rooms needs rooms; reading needs any token', async t => {
  const routes = await routesOf(restApi(t))
  const scopeOf = (id: string) => routes.find(({ operationId }) => operationId === id)
  t.match(scopeOf('sendJoinRoomInvitationUsingOpenInviteiId'), { scope: 'links' })
  t.match(scopeOf('bindOpenInviteIdWithRoomId'), { scope: 'links' })
  for (const id of ['createRoom', 'updateRoom']) t.match(scopeOf(id), { scope: 'rooms' })
  t.match(scopeOf('getRoomById'), { scope: undefined, hasToken: true })
})

t.test('a token without the claim for scopes is not restricted', async t => {
  const { posts } = await restApi(t).person(alice)
  t.match((await posts('/api/v1/tokens', { label: 'x' })).body.data, { scopes: ['links', 'rooms'] })
  const { posts: adminPosts } = await restApi(t, { admins: [admin] }).person(admin)
  t.match((await adminPosts('/api/v1/tokens', { label: 'x' })).body.data, { scopes: ['links', 'rooms', 'admin'] })
})

/** A private room of Alice's, and an admin of the service with a token of this scope. */
async function roomOfAlice(t: Test, scope?: string) {
  const api = restApi(t, { admins: [admin] })
  const owner = await api.person(alice)
  const roomId = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const person = await api.person(admin, scope === undefined ? {} : { scope })
  const acts = {
    reads: () => person.gets(`/rooms/${roomId}`),
    locks: () => person.puts(`/rooms/${roomId}`, { autoRegister: 'lock' }),
    binds: () => person.posts('/users/me/public-links/bind', { roomId }),
  }
  return { api, owner, roomId, person, acts }
}

for (const scope of [undefined, 'links rooms admin']) {
  t.test(`an admin of the service acts as owner of every room (scope: ${scope ?? 'none'})`, async t => {
    const { acts } = await roomOfAlice(t, scope)
    for (const act of Object.values(acts)) t.match(await act(), { status: 200 })
  })
}

t.test('an admin of the service whose token lacks the scope has no special rights', async t => {
  const { acts, person, owner, roomId } = await roomOfAlice(t, 'links rooms')
  t.match(await acts.reads(), { status: 404, body: { errorDetailsCode: 404001 } })
  t.match(await acts.locks(), { status: 404, body: { errorDetailsCode: 404001 } })
  t.match(await acts.binds(), { status: 404, body: { errorDetailsCode: 404001 } })
  const { openInviteId } = (await owner.posts('/users/me/public-links/bind', { roomId })).body.data
  const joined = { status: 200, body: { data: { hasAlreadyJoinThisRoom: false } } }
  t.match(await person.posts('/rooms/open-invites', { openInviteId }), joined)
  t.match(await acts.reads(), { status: 200 })
  t.match(await acts.locks(), { status: 403, body: { errorDetailsCode: 403000 } })
  const { id } = (await person.posts('/rooms', { name: 'Mantua' })).body.data
  t.match(await person.puts(`/rooms/${id}`, { autoRegister: 'lock' }), { status: 200 })
})

t.test('concurrent requests with and without the scope admin do not affect each other', async t => {
  const { api, acts, roomId } = await roomOfAlice(t, 'rooms')
  const whole = await api.person(admin)
  const asked = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? acts.reads() : whole.gets(`/rooms/${roomId}`)))
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  t.strictSame(
    statuses,
    statuses.map((_, i) => (i % 2 === 0 ? 404 : 200)),
  )
})

t.test('the scope admin alone makes no user an admin', async t => {
  const api = restApi(t, { admins: [admin] })
  const roomId = (await (await api.person(alice)).posts('/rooms', { name: 'Verona' })).body.data['id']
  const person = await api.person(bob, { scope: 'links rooms admin' })
  t.match(await person.gets(`/rooms/${roomId}`), { status: 404 })
  t.match((await person.posts('/api/v1/tokens', { label: 'x' })).body.data, { scopes: ['links', 'rooms'] })
})

t.test('a former admin has no special rights through older tokens', async t => {
  const api = restApi(t, { admins: [admin] })
  const roomId = (await (await api.person(alice)).posts('/rooms', { name: 'Verona' })).body.data['id']
  const made = (await (await api.person(admin)).posts('/api/v1/tokens', { label: 'x' })).body.data
  const token = String(made['token'])
  t.match(await api.holder(admin, token).gets(`/rooms/${roomId}`), { status: 200 })
  const next = restApi(t, { storage: api.storage })
  const holder = next.holder(admin, token)
  t.match(await holder.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await holder.deletes(`/api/v1/tokens/${made['tokenId']}`), { status: 200 })
})
