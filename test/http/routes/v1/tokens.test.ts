import { decodeJwt } from 'jose'
import t from 'tap'
import { MOST_TOKENS } from '../../../../src/tokens/issue.js'
import { restApi } from '../../rest.js'

const alice = 'alice@example.org'
const PATH = '/api/v1/tokens'

t.test('POST creates a token, which only this answer contains', async t => {
  const { person, logged } = restApi(t)
  const { posts, gets } = await person(alice, { name: 'Alice' })
  const { status, body, headers } = await posts(PATH, { label: 'bot', hours: 2, scopes: ['links'] })
  const { token, ...shown } = body.data
  t.match({ status, headers }, { status: 200, headers: { 'cache-control': 'no-store' } })
  t.match(shown, { tokenId: /^[0-9a-f]{24}$/, label: 'bot', scopes: ['links'], renewals: 0, isCurrent: false })
  t.equal(Date.parse(String(shown['expiresAt'])) - Date.parse(String(shown['createdAt'])), 7_200_000)
  t.match(decodeJwt(String(token)), { sub: alice, name: 'Alice', scope: 'links', app: { id: 'latchstring' } })
  t.strictSame((await gets(PATH)).body, { data: [shown] })
  t.notMatch(logged.join(''), String(token))
})

t.test('POST: the defaults are as configured: one day, and the scopes of the token of the request', async t => {
  const { posts } = await restApi(t).person(alice)
  const made = (await posts(PATH, { label: 'x' })).body.data
  t.strictSame(made['scopes'], ['links', 'rooms'])
  t.equal(Date.parse(String(made['expiresAt'])) - Date.parse(String(made['createdAt'])), 24 * 3_600_000)
})

t.test('POST refuses an invalid body', async t => {
  const { posts } = await restApi(t).person(alice)
  const wrong: [object, string][] = [
    [{}, 'label'],
    [{ label: '' }, 'label'],
    [{ label: 'x'.repeat(256) }, 'label'],
    [{ label: 'a\u0000' }, 'label'],
    [{ label: 'x', hours: 0 }, 'hours'],
    [{ label: 'x', hours: 1.5 }, 'hours'],
    [{ label: 'x', hours: '24' }, 'hours'],
    [{ label: 'x', hours: 87_601 }, 'hours'],
    [{ label: 'x', scopes: [] }, 'scopes'],
    [{ label: 'x', scopes: ['links', 'links'] }, 'scopes'],
    [{ label: 'x', scopes: 'links' }, 'scopes'],
    [{ label: 'x', scopes: ['root'] }, 'scopes/0'],
  ]
  for (const [body, param] of wrong) {
    const refused = { status: 400, body: { errorDetails: [{ param }], errorDetailsCode: 400000 } }
    t.match(await posts(PATH, body), refused, JSON.stringify(body).slice(0, 60))
  }
})

t.test('POST refuses a longer lifetime than the configuration allows', async t => {
  const { posts } = await restApi(t).person(alice)
  t.match(await posts(PATH, { label: 'x', hours: 8760 }), { status: 200 })
  const refused = { status: 400, body: { errorDetails: /8760 hours/, errorDetailsCode: 400000 } }
  t.match(await posts(PATH, { label: 'x', hours: 8761 }), refused)
})

t.test('POST grants no scope that the token of the request lacks', async t => {
  const api = restApi(t, { admins: [alice] })
  const refused = { status: 403, body: { errorDetails: /only these scopes of yours: links/, errorDetailsCode: 403000 } }
  const narrow = await api.person(alice, { scope: 'links' })
  t.match(await narrow.posts(PATH, { label: 'x', scopes: ['links', 'rooms'] }), refused)
  const made = String((await narrow.posts(PATH, { label: 'x' })).body.data['token'])
  t.match(await api.holder(alice, made).posts(PATH, { label: 'x', scopes: ['admin'] }), refused)
  t.match(await (await api.person('bob@example.org')).posts(PATH, { label: 'x', scopes: ['admin'] }), { status: 403 })
})

t.test('POST refuses a token above the limit of a user', async t => {
  const { posts, deletes } = await restApi(t).person(alice)
  for (let i = 0; i < MOST_TOKENS; i++) await posts(PATH, { label: 'x' })
  const refused = { status: 403, body: { errorDetails: /revoke one/, errorDetailsCode: 403000 } }
  t.match(await posts(PATH, { label: 'x' }), refused)
  t.match(await deletes(PATH), { status: 200, body: { data: { revoked: MOST_TOKENS } } })
  t.match(await posts(PATH, { label: 'x' }), { status: 200 })
})

t.test('GET lists the tokens of the caller, oldest first, and marks the one of the request', async t => {
  const api = restApi(t)
  const [{ posts }, bob] = [await api.person(alice), await api.person('bob@example.org')]
  const first = (await posts(PATH, { label: 'first' })).body.data
  await posts(PATH, { label: 'second' })
  await bob.posts(PATH, { label: "Bob's" })
  const { body } = await api.holder(alice, String(first['token'])).gets(PATH)
  t.match(body.data, [
    { label: 'first', isCurrent: true },
    { label: 'second', isCurrent: false },
  ])
  t.equal(Number(body.data['length']), 2)
  t.notMatch(JSON.stringify(body), /eyJ/)
})

t.test('DELETE of one revokes it; that of another user, or an unknown one, is not found', async t => {
  const api = restApi(t)
  const [{ posts, deletes, gets }, bob] = [await api.person(alice), await api.person('bob@example.org')]
  const { tokenId, token } = (await posts(PATH, { label: 'x' })).body.data
  const unknown = { status: 404, body: { errorDetails: /no token with the id/, errorDetailsCode: 404000 } }
  t.match(await bob.deletes(`${PATH}/${tokenId}`), unknown)
  t.strictSame((await deletes(`${PATH}/${tokenId}`)).body, { data: { tokenId } })
  t.match(await deletes(`${PATH}/${tokenId}`), unknown)
  t.match(await deletes(`${PATH}/${'x'.repeat(24)}`), { status: 400, body: { errorDetails: [{ param: 'tokenId' }] } })
  t.match(await api.holder(alice, String(token)).gets(PATH), { status: 401 })
  t.strictSame((await gets(PATH)).body, { data: [] })
})

t.test('DELETE by a token with fewer scopes is refused, and DELETE of all leaves tokens with more', async t => {
  const api = restApi(t)
  const { posts, gets } = await api.person(alice)
  const [wide, narrow] = [
    await posts(PATH, { label: 'wide' }),
    await posts(PATH, { label: 'narrow', scopes: ['links'] }),
  ]
  const holder = api.holder(alice, String(narrow.body.data['token']))
  const refused = { status: 403, body: { errorDetails: /scopes that yours lacks/, errorDetailsCode: 403000 } }
  t.match(await holder.deletes(`${PATH}/${wide.body.data['tokenId']}`), refused)
  t.strictSame((await holder.deletes(PATH)).body, { data: { revoked: 1 } })
  t.match((await gets(PATH)).body.data, [{ label: 'wide' }])
  t.match(await holder.gets(PATH), { status: 401 })
})

t.test('without a token all routes answer 401', async t => {
  const { ask } = restApi(t)
  const refused = { status: 401, body: { errorDetailsCode: 401000 } }
  for (const method of ['GET', 'POST', 'DELETE'] as const) t.match(await ask({ method, url: PATH }), refused)
})
