import fc from 'fast-check'
import t from 'tap'
import { type Draft, type Known, type Route, requestsTo, sent } from './any-request.js'
import { alice, bob, JOIN } from './invitation.js'
import { restApi } from './rest.js'

const ROOT = 'root@example.org'

const SEED = 2026
/** The number of requests to each route; altogether they take some seconds. */
const RUNS = 40

type Api = ReturnType<typeof restApi>

/** The routes without pages. */
async function routesOf(api: Api): Promise<Route[]> {
  const routes: Route[] = []
  api.app.addHook('onRoute', ({ method, url, schema = {} }) => {
    if (typeof method === 'string' && method !== 'HEAD' && !schema.hide) {
      routes.push({ method, url, schema: schema as Route['schema'] })
    }
  })
  await api.app.ready()
  return routes
}

/** Alice owns a room with a link; bob has joined through it; carol waits at another link; eve belongs to no room. */
async function world(api: Api): Promise<Known> {
  const carol = 'carol@example.org'
  const [owner, guest, asker] = [await api.person(alice), await api.person(bob), await api.person(carol)]
  const room = (await owner.posts('/rooms', { name: 'Verona', visibility: 'public' })).body.data
  const roomId = String(room['id'])
  const bound = (await owner.posts('/users/me/public-links/bind', { roomId })).body.data
  const openInviteId = String(bound['openInviteId'])
  await guest.posts(JOIN, { openInviteId })
  await owner.posts('/users/me/open-invites/reset')
  await api.changeRecord(roomId, { config: { autoRegister: 'unlock_ack' } })
  await asker.posts(JOIN, { openInviteId })
  const linkId = await api.changeRoom(roomId, ({ openInvites }) => openInvites.get(openInviteId)?.linkId ?? '')
  // There is a world for each route, and a person may hold only so many tokens.
  await owner.deletes('/api/v1/tokens')
  const ours = (await owner.posts('/api/v1/tokens', { label: 'a client' })).body.data
  return {
    ...{ tokenOfOurs: String(ours['token']), tokenId: String(ours['id']) },
    ...{ roomId, room: roomId, jid: String(room['jid']), openInviteId, linkId },
    ...{ userId: 'me', user: bob, ownId: owner.id, guestId: guest.id, carol },
    tokenOfOwner: owner.token,
    tokenOfGuest: guest.token,
    tokenOfNobody: (await api.person('eve@elsewhere.example')).token,
    tokenOfAdmin: (await api.person(ROOT)).token,
    tokenForLinks: (await api.person(alice, { scope: 'links' })).token,
  }
}

/** The problem of the answer, if any; `restApi` checks its schema. */
async function faultIn(api: Api, draft: Draft, known: Known): Promise<string | undefined> {
  const { statusCode, headers, payload } = await api.app.inject(sent(draft, known))
  if (statusCode >= 500) return `answers ${statusCode}: ${payload}`
  if (headers['content-type'] !== 'application/json; charset=utf-8') return `is no JSON but ${headers['content-type']}`
  if (statusCode < 400) return undefined
  // Fastify replaces an answer that it cannot serialise by an answer of another form.
  const { errorCode, errorDetailsCode } = JSON.parse(payload) as Record<string, unknown>
  const isEnvelope = errorCode === statusCode && typeof errorDetailsCode === 'number'
  return isEnvelope ? undefined : `is no error of ours: ${payload}`
}

/** Sends generated requests to a route; fails with the smallest failing one. */
async function throwAt(route: Route, { api, known }: { api: Api; known: Known }): Promise<void> {
  const property = fc.asyncProperty(requestsTo(route, Object.keys(known)), async draft => {
    const fault = await faultIn(api, draft, known)
    if (fault !== undefined) throw new Error(fault)
  })
  await fc.assert(property, { seed: SEED, numRuns: RUNS })
}

t.test('every request to a route gets JSON that its schema allows, and never a fault', async t => {
  const api = restApi(t, { admins: [ROOT] })
  for (const route of await routesOf(api)) {
    await t.test(`${route.method} ${route.url}`, async t => {
      await throwAt(route, { api, known: await world(api) })
      t.same(api.faults, [])
    })
  }
})

t.test('every request to an unknown path gets 404', async t => {
  const api = restApi(t)
  const known = await world(api)
  const anywhere = { method: 'GET', url: '/api/rainbow/:a/:b', schema: {} }
  await throwAt(anywhere, { api, known })
  t.same(api.faults, [])
})

t.test('every request for the page of a link gets a page or an error of the API', async t => {
  const api = restApi(t)
  const known = await world(api)
  const page = { method: 'GET', url: '/:openInviteId', schema: {} }
  const property = fc.asyncProperty(requestsTo(page, Object.keys(known)), async draft => {
    const { statusCode, headers, payload } = await api.app.inject(sent(draft, known))
    const isPage = headers['content-type'] === 'text/html; charset=utf-8' && payload.startsWith('<!doctype html>')
    if (statusCode < 500 && isPage) return
    const fault = await faultIn(api, draft, known)
    if (fault !== undefined) throw new Error(fault)
  })
  await fc.assert(property, { seed: SEED, numRuns: RUNS })
  t.same(api.faults, [])
})
