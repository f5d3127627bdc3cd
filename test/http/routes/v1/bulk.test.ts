import t, { type Test } from 'tap'
import { alice, bob, invitation } from '../../invitation.js'
import { NO_LIMITS, restApi } from '../../rest.js'

type Item = {
  readonly result?: { readonly user?: { readonly jid: string; readonly userId: string } } & Readonly<
    Record<string, unknown>
  >
  readonly error?: { readonly errorCode: number; readonly errorDetails: unknown }
}
type Posted = { readonly status: number; readonly items: readonly Item[]; readonly body: unknown }

const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.org`)
const statesOf = (items: readonly Item[]) => items.map(({ result, error }) => result?.['state'] ?? error?.errorCode)
const all = <T>(count: number, value: T) => Array.from({ length: count }, () => value)

/** The room of Alice, and lists that she sends. */
async function room(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const set = await invitation(t, options)
  const { api, roomId, owner } = set
  const base = `/api/v1/rooms/${roomId}`
  const posts = async (path: string, payload: object, { by = owner as { token: string }, at = api, key = '' } = {}) => {
    const headers = { authorization: `Bearer ${by.token}`, ...(key && { 'idempotency-key': key }) }
    const { status, body } = await at.ask({ method: 'POST', url: `${base}${path}`, payload, headers })
    const { data } = body as unknown as { data?: readonly Item[] }
    return { status, items: data ?? [], body } satisfies Posted
  }
  const affiliations = async (at = api) =>
    at.changeRoom(roomId, ({ rooms }) => {
      const entries = [...(rooms.byId(roomId)?.affiliations ?? [])]
      return new Map(entries.map(([user, { affiliation }]) => [user, affiliation]))
    })
  return { ...set, base, posts, affiliations }
}

t.test('500 people are added in one request, each with an answer in the order of the list', async t => {
  const { api, posts, affiliations } = await room(t)
  const users = people(500)
  const { status, items } = await posts('/members/add', { users })
  t.equal(status, 200)
  t.same(statesOf(items), all(500, 'added'))
  t.same(
    items.map(({ result }) => result?.user?.jid),
    users,
  )
  const now = await affiliations()
  t.ok(users.every(user => now.get(user) === 'member'))
  t.equal(now.size, 501)
  t.same(api.faults, [])

  await t.test('a repeat changes nothing: each is present', async t => {
    t.same(statesOf((await posts('/members/add', { users })).items), all(500, 'present'))
    t.equal((await affiliations()).size, 501)
  })

  await t.test('500 are banned, and their bans are lifted', async t => {
    const banned = await posts('/bans/add', { users, reason: 'Noise' })
    t.same(
      banned.items.map(({ result }) => result?.['reason']),
      all(500, 'Noise'),
    )
    t.equal([...(await affiliations()).values()].filter(one => one === 'outcast').length, 500)
    t.same(statesOf((await posts('/bans/lift', { users })).items), all(500, 'lifted'))
    t.same(statesOf((await posts('/bans/lift', { users })).items), all(500, 'absent'))
    t.equal((await affiliations()).size, 1)
  })
})

t.test('500 people are removed, come back by no link, and a repeat finds them absent', async t => {
  const { api, posts, affiliations, openInviteId } = await room(t)
  const users = people(500)
  await posts('/members/add', { users })
  t.same(statesOf((await posts('/members/remove', { users })).items), all(500, 'removed'))
  t.same([...(await affiliations()).keys()], [alice])
  t.same(statesOf((await posts('/members/remove', { users })).items), all(500, 'absent'))
  const removed = await api.person('p7@example.org')
  t.equal((await removed.posts('/api/v1/join', { openInviteId })).status, 403)
})

t.test('a refused item does not stop the others, and keeps the error that it would have alone', async t => {
  const { api, posts, affiliations } = await room(t, { maxMembers: 5 })
  await posts('/bans/add', { users: ['bad@example.org'] })
  const users = [
    'one@example.org',
    7,
    'a@b@c',
    'no-domain',
    'f'.repeat(24),
    null,
    { user: bob },
    '',
    'x'.repeat(3000),
    'bad@example.org',
    'room@rooms.example.org',
    'one@example.org',
    'two@example.org',
  ]
  const { status, items } = await posts('/members/add', { users, affiliation: 'member', role: 'visitor' })
  t.equal(status, 200)
  t.same(statesOf(items), ['added', 400, 400, 400, 404, 400, 400, 400, 400, 403, 404, 'present', 'added'])
  t.match(items[1]?.error, { errorDetails: [{ param: 'user', msg: 'must be a user id or a bare JID', value: 7 }] })
  t.match(items[9]?.error, { errorMsg: 'Forbidden', errorDetails: /banned/, errorDetailsCode: 403000 })
  t.equal((await affiliations()).get('two@example.org'), 'member')

  const full = await posts('/members/add', { users: people(4) })
  t.same(statesOf(full.items), ['added', 'added', 403, 403])
  t.match(full.items[3]?.error, { errorDetailsCode: 403621, errorDetails: { maxValue: 5 } })
  t.same(api.faults, [])
})

t.test('the id of a link is no domain that could be banned: it would get into the list and the log', async t => {
  const { api, posts, owner, base, openInviteId } = await room(t)
  t.same(statesOf((await posts('/bans/add', { users: [openInviteId, openInviteId.toUpperCase()] })).items), [400, 400])
  t.equal((await owner.posts(`${base}/bans`, { user: openInviteId })).status, 400)
  t.notOk(api.logged.join('').includes(openInviteId))
})

t.test('a malformed body is refused as a whole, and nothing is done', async t => {
  const { posts, affiliations } = await room(t)
  const before = await affiliations()
  for (const [path, body, param] of [
    ['/members/add', {}, 'users'],
    ['/members/add', { users: [] }, 'users'],
    ['/members/add', { users: 'p0@example.org' }, 'users'],
    ['/members/add', { users: all(501, bob) }, 'users'],
    ['/members/add', { users: [bob], affiliation: 'owner' }, 'affiliation'],
    ['/members/add', { users: [bob], rank: 'king' }, 'rank'],
    ['/members/remove', { users: {} }, 'users'],
    ['/bans/add', { users: [bob], reason: 'x'.repeat(1001) }, 'reason'],
    ['/bans/lift', { user: bob }, 'user'],
    ['/requests/answer', { users: [bob] }, 'decision'],
    ['/requests/answer', { decision: 'approve', users: [] }, 'users'],
    ['/links/make', {}, 'links'],
    ['/links/make', { count: 101 }, 'count'],
    ['/links/make', { count: 2, links: [{}] }, 'links'],
    ['/links/make', { links: all(101, {}) }, 'links'],
    ['/links/make', { count: 2, terms: { maxUses: -1 } }, 'terms/maxUses'],
    [
      '/links/make',
      { count: 100, terms: { domains: people(100).map(name => `${'x'.repeat(60)}.${name.slice(0, 3)}.example`) } },
      'terms',
    ],
  ] as const) {
    const { status, body: answer } = await posts(path, body)
    t.match(
      { status, answer },
      { status: 400, answer: { errorDetails: [{ param }] } },
      JSON.stringify(body).slice(0, 60),
    )
  }
  t.same(await affiliations(), before)
})

t.test('lists are for the moderators of a room, and each right is that of one item', async t => {
  const { api, posts, roomId, owner } = await room(t)
  const admin = await api.person('admin@example.org')
  const member = await api.person('member@example.org')
  await posts('/members/add', { users: [admin.jid], affiliation: 'admin' })
  await posts('/members/add', { users: [member.jid] })
  const paths = ['/members/add', '/members/remove', '/bans/add', '/bans/lift'] as const
  for (const path of paths) {
    t.equal((await posts(path, { users: [bob] }, { by: member })).status, 403, path)
    t.equal((await posts(path, { users: [bob] }, { by: await api.person('none@example.org') })).status, 404, path)
    t.equal(
      (await posts(path, { users: [bob] }, { by: await api.person(alice, { scope: 'links' }) })).status,
      403,
      path,
    )
  }
  t.equal((await posts('/requests/answer', { decision: 'approve' }, { by: member })).status, 403)

  t.same(statesOf((await posts('/members/add', { users: [bob], affiliation: 'admin' }, { by: admin })).items), [403])
  t.same(statesOf((await posts('/members/add', { users: [member.jid], affiliation: 'admin' })).items), [409])
  t.same(statesOf((await posts('/members/remove', { users: [alice, admin.jid] }, { by: admin })).items), [409, 409])
  t.same(statesOf((await posts('/bans/add', { users: [alice, member.jid] }, { by: admin })).items), [403, undefined])
  t.equal((await owner.gets(`/rooms/${roomId}/users/${admin.jid}`)).body.data['privilege'], 'moderator')
})

t.test('an invited person gets an invitation; strangers beyond the limit are added without a message', async t => {
  const { api, posts, roomId, owner } = await room(t, { maxInvitations: 3 })
  const { items } = await posts('/members/add', { users: people(5), invite: true, reason: 'Come' })
  t.same(statesOf(items), ['invited', 'invited', 'invited', 'added', 'added'])
  t.equal(api.deliveries.filter(({ stanza }) => stanza.includes('jabber:x:conference')).length, 3)
  t.match((await owner.gets(`/rooms/${roomId}/users/p0@example.org`)).body, { data: { status: 'invited' } })
  t.match((await owner.gets(`/rooms/${roomId}/users/p4@example.org`)).body, { data: { status: 'accepted' } })
})

t.test('a list counts as one request for each item', async t => {
  const { posts } = await room(t, { limits: { ...NO_LIMITS, requestsPerUser: 60 } })
  t.equal((await posts('/members/add', { users: people(40) })).status, 200)
  t.match(await posts('/members/add', { users: people(40) }), { status: 429, body: { errorDetailsCode: 429000 } })
  t.equal((await posts('/links/make', { count: 40 })).status, 429)
})

t.test('links are made from the terms of each, or a number with the same terms, and no item harms another', async t => {
  const { api, posts, base, owner } = await room(t)
  const many = await posts('/links/make', { count: 50, terms: { label: 'Class', maxUses: 1 } })
  t.equal(many.status, 200)
  const ids = new Set(many.items.map(({ result }) => result?.['openInviteId']))
  t.equal(ids.size, 50)
  t.ok(many.items.every(({ result }) => result?.['label'] === 'Class' && result['maxUses'] === 1))
  const links = [{ label: 'A' }, { maxUse: 1 }, 'x', { lifetime: '5' }, { domains: ['not a domain'] }, { label: 'B' }]
  const some = await posts('/links/make', { links })
  t.same(
    some.items.map(({ result, error }) => result?.['label'] ?? error?.errorCode),
    ['A', 400, 400, 400, 400, 'B'],
  )
  t.match(some.items[1]?.error, { errorDetails: [{ param: 'maxUse', msg: /did you mean maxUses/ }] })
  const few = await api.person(alice, { scope: 'links' })
  const granting = await posts('/links/make', { links: [{ grants: 'moderator' }, {}] }, { by: few })
  t.same(
    granting.items.map(({ error }) => error?.errorCode),
    [403, undefined],
  )
  t.equal((await owner.gets(`${base}/links`)).body['total'], 1 + 50 + 2 + 1)
  const rest = await posts('/links/make', { count: 100 })
  t.equal(rest.items.filter(({ error }) => error?.errorCode === 403).length, 54, 'the limit of the room is 100 links')
  t.same(api.faults, [])
})

/** People who wait for an approval by a link, oldest first. */
async function waiting(t: Test, count: number) {
  const set = await room(t)
  const link = await set.owner.posts(`${set.base}/links`, { admission: 'unlock_ack' })
  const openInviteId = String(link.body.data['openInviteId'])
  for (const jid of people(count)) await (await set.api.person(jid)).posts('/api/v1/join', { openInviteId })
  return set
}

t.test('all who wait are approved or declined at once, or some, and a repeat is settled', async t => {
  const { posts, affiliations, owner, base } = await waiting(t, 30)
  const [first = '', second = '', ...rest] = people(30)
  const some = await posts('/requests/answer', { decision: 'decline', users: [second, 'f'.repeat(24), bob] })
  t.same(statesOf(some.items), ['declined', 404, 'settled'])
  const id = some.items[0]?.result?.user?.userId
  t.same(statesOf((await posts('/requests/answer', { decision: 'approve', users: [first, first, id, bob] })).items), [
    ...['approved', 'settled'],
    ...[404, 404],
  ])
  const { items } = await posts('/requests/answer', { decision: 'approve' })
  t.same(
    items.map(({ result }) => [result?.user?.jid, result?.['state']]),
    rest.map(jid => [jid, 'approved']),
  )
  t.equal((await affiliations()).size, 30)
  t.same((await owner.gets(`${base}/requests`)).body.data, [])
  t.same((await posts('/requests/answer', { decision: 'approve' })).body, { data: [] })
})

/** Makes each commit from the `n`th on fail until `heal`. */
function failFrom(storage: ReturnType<typeof restApi>['storage'], n: number): () => void {
  const { store } = storage
  const { commit } = store
  let commits = 0
  store.commit = async changes => {
    if (++commits >= n) throw new Error('SQLITE_FULL')
    return commit(changes)
  }
  return () => {
    store.commit = commit
  }
}

t.test('a list that ends half-way tells so, and a repeat with its key ends in the same state', async t => {
  const { api, posts, affiliations } = await room(t)
  const users = people(50)
  const heal = failFrom(api.storage, 3)
  const broken = await posts('/members/add', { users }, { key: 'a' })
  heal()
  t.equal(broken.status, 500)
  t.match(broken.body, { errorDetails: /first 20 items are done/ })
  t.equal((await affiliations()).size, 21)

  const at = restApi(t, { storage: api.storage })
  const again = await posts('/members/add', { users }, { key: 'a', at })
  t.same(statesOf(again.items), [...all(20, 'present'), ...all(30, 'added')])
  t.equal((await affiliations(at)).size, 51)
  const { version } = await at.changeRoom((await idOf(at)) ?? '', ({ rooms }) => ({
    version: [...rooms.inMemory()][0]?.affiliationVersion,
  }))
  t.same((await posts('/members/add', { users }, { key: 'a', at })).body, again.body, 'the stored answer')
  t.same(
    await at.changeRoom((await idOf(at)) ?? '', ({ rooms }) => [...rooms.inMemory()][0]?.affiliationVersion),
    version,
    'nothing was done again',
  )
  t.equal((await posts('/members/add', { users: [bob] }, { key: 'a', at })).status, 422)
})

async function idOf(api: ReturnType<typeof restApi>): Promise<string | undefined> {
  return api.service.run({}, ({ rooms }) => [...rooms.inMemory()][0]?.record.id)
}

t.test('the longest answers are kept: 500 refusals of hostile names, and 100 links with long terms', async t => {
  const { posts } = await room(t)
  const users = all(500, 0).map((_, n) => `${String(n).padStart(3, '0')}${'\u0001@☃"<'.repeat(7)}`)
  const first = await posts('/bans/add', { users }, { key: 'a' })
  t.same(statesOf(first.items), all(500, 400))
  t.same((await posts('/bans/add', { users }, { key: 'a' })).body, first.body)
  const terms = {
    label: 'ä'.repeat(255),
    domains: people(25).map(name => `${name.slice(0, -12)}.${'x'.repeat(60)}.example`),
  }
  const links = await posts('/links/make', { count: 100, terms }, { key: 'b' })
  t.equal(links.status, 200)
  t.same((await posts('/links/make', { count: 100, terms }, { key: 'b' })).body, links.body)
})

t.test('a key serves one list at a time, and an interrupted one makes no second link', async t => {
  const { api, posts, owner, base } = await room(t)
  const answers = await Promise.all([
    posts('/members/add', { users: people(60) }, { key: 'a' }),
    posts('/members/add', { users: people(60) }, { key: 'a' }),
  ])
  t.same(answers.map(({ status }) => status).sort(), [200, 409])
  const heal = failFrom(api.storage, 1)
  t.equal((await posts('/links/make', { count: 10 }, { key: 'b' })).status, 500)
  heal()
  t.equal((await owner.gets(`${base}/links`)).body['total'], 1, 'all or none')
  const made = await posts('/links/make', { count: 10 }, { key: 'b' })
  t.same((await posts('/links/make', { count: 10 }, { key: 'b' })).body, made.body)
  t.equal((await owner.gets(`${base}/links`)).body['total'], 11)
})

t.test('a room that is destroyed during a list refuses the rest of it', async t => {
  const { api, posts, owner, roomId } = await room(t)
  const { store } = api.storage
  const { commit } = store
  let commits = 0
  let ended: Promise<unknown> | undefined
  store.commit = async changes => {
    if (++commits === 2) ended = owner.deletes(`/rooms/${roomId}`)
    return commit(changes)
  }
  const { status, items } = await posts('/members/add', { users: people(60) })
  await ended
  t.equal(status, 200)
  t.match(items.at(-1), { error: { errorDetailsCode: 404001 } })
  t.equal(items[0]?.result?.['state'], 'added')
})

t.test('a list does not go on in another room at the same address', async t => {
  const { api, posts, roomId } = await room(t)
  const { store } = api.storage
  const { commit } = store
  const id = 'e'.repeat(24)
  let commits = 0
  let replaced: Promise<unknown> | undefined
  const replace = () =>
    api.changeRoom(roomId, ({ batch, rooms }) => {
      const was = rooms.byId(roomId)
      if (!was) throw new Error('there is no room')
      const { jid } = was.record
      batch.change({ kind: 'room', jid, was, now: undefined })
      batch.change({ kind: 'room', jid, was: undefined, now: { ...was, record: { ...was.record, id } } })
    })
  store.commit = async changes => {
    if (++commits === 2) replaced = replace()
    return commit(changes)
  }
  const { items } = await posts('/members/add', { users: people(60) })
  await replaced
  t.equal(items[0]?.result?.['state'], 'added')
  t.match(items.at(-1), { error: { errorDetailsCode: 404001 } })
})
