import t, { type Test } from 'tap'
import { alice, bob, invitation } from '../../invitation.js'
import { NO_LIMITS, type restApi } from '../../rest.js'

type Member = {
  user: { jid: string }
  affiliation: string
  role: string
  status: string
  reservedNick: string | null
  nicks: string[]
}
type Body = { data: Member[]; next: string | null }

/** The room of Alice with people of several affiliations, and what readers see of them. */
async function room(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const set = await invitation(t, options)
  const { api, owner, roomId } = set
  const base = `/api/v1/rooms/${roomId}`
  const add = (users: readonly string[], more: object = {}) => owner.posts(`${base}/members/add`, { users, ...more })
  const read = async (query = '', by = owner) => (await by.gets(`${base}/members${query}`)).body as unknown as Body
  const jids = async (query = '', by = owner) => (await read(query, by)).data.map(({ user }) => user.jid)
  /** A person enters, and a nick is reserved for another. */
  const nick = async (user: string, { inside, reserved = '' }: { inside?: string; reserved?: string }) =>
    api.changeRoom(roomId, ({ batch, rooms }) => {
      const own = rooms.byId(roomId)
      const was = own?.affiliations.get(user)
      if (!own || !was) throw new Error('there is no such member')
      const { jid } = own.record
      batch.change({ kind: 'affiliation', room: jid, user, was, now: { ...was, nick: reserved } })
      if (inside === undefined) return
      const session = { jid: `${user}/phone`, presence: '', heardAt: 0 }
      const now = { nick: inside, user, role: 'participant', sessions: [session] } as const
      batch.change({ kind: 'occupant', room: jid, nick: inside, was: undefined, now } as never)
    })
  return { ...set, base, add, read, jids, nick }
}

t.test('the members of a room are listed by address, with affiliation and status', async t => {
  const { add, read, jids } = await room(t)
  await add(['zoe@example.org', 'ben@example.org'])
  await add(['carl@example.org'], { affiliation: 'admin' })
  await add(['vic@example.org'], { role: 'visitor', invite: true })
  t.match((await read()).data, [
    { user: { jid: alice }, affiliation: 'owner', role: 'moderator', status: 'accepted', nicks: [] },
    { user: { jid: 'ben@example.org' }, affiliation: 'member', role: 'participant', reservedNick: null },
    { user: { jid: 'carl@example.org' }, affiliation: 'admin', role: 'moderator' },
    { user: { jid: 'vic@example.org' }, affiliation: 'member', role: 'visitor', status: 'invited' },
    { user: { jid: 'zoe@example.org' } },
  ])
  t.same(await jids('?affiliation=admin&affiliation=owner'), [alice, 'carl@example.org'])
  t.same(await jids('?affiliation=member&limit=2'), ['ben@example.org', 'vic@example.org'])
})

t.test('a search finds members by a part of the address or of a nick, in any case', async t => {
  const { add, jids, nick } = await room(t)
  await add(['zoe@example.org', 'ben@example.org', 'nora@example.net'])
  await nick('zoe@example.org', { inside: 'Queen Élise' })
  await nick('ben@example.org', { reserved: 'Benedict' })
  t.same(await jids('?search=example.net'), ['nora@example.net'])
  t.same(await jids('?search=BEN'), ['ben@example.org'])
  t.same(await jids('?search=edic'), ['ben@example.org'])
  t.same(await jids(`?search=${encodeURIComponent('élise QUEEN')}`), ['zoe@example.org'])
  t.same(await jids('?search=alice&affiliation=member'), [])
  t.same(await jids('?search=nobody'), [])
  for (const hostile of ["' or 1=1 --", '%', '_', '*', '"', '\\', '[a-z]']) {
    t.same(await jids(`?search=${encodeURIComponent(hostile)}`), [], hostile)
  }
})

t.test(
  'the members of a room are for its users; if it hides them, for moderators; nicks as in XEP-0045 4.2',
  async t => {
    const { api, add, read, jids, nick, base, roomId } = await room(t)
    await add([bob, 'zoe@example.org'])
    await nick('zoe@example.org', { inside: 'Queen', reserved: 'Queen' })
    const member = await api.person(bob)
    t.equal((await (await api.person('none@example.org')).gets(`${base}/members`)).status, 404)
    t.equal((await (await api.person(bob, { scope: 'links' })).gets(`${base}/members`)).status, 403)
    t.equal((await jids('', member)).length, 3, 'a room that was made over REST shows its users to each other')
    t.match((await read('?search=zoe', member)).data, [{ nicks: [], reservedNick: null }])
    t.same(await jids('?search=queen', member), [], 'a search must not tell whose nick it is')
    t.match((await read('?search=queen')).data, [{ nicks: ['Queen'], reservedNick: 'Queen' }])
    await api.changeRecord(roomId, { config: { whois: 'anyone' } })
    t.same(await jids('?search=queen', member), ['zoe@example.org'])
  },
)

t.test('an admin of the service whose token lacks the scope sees and searches nicks as any other member', async t => {
  const admin = 'admin@example.org'
  const { api, add, read, jids, nick } = await room(t, { admins: [admin] })
  await add([admin, 'zoe@example.org'])
  await nick('zoe@example.org', { inside: 'Queen' })
  const member = await api.person(admin, { scope: 'rooms' })
  t.match((await read('?search=zoe', member)).data, [{ nicks: [] }])
  t.same(await jids('?search=queen', member), [])
  t.same(await jids('?search=queen', await api.person(admin)), ['zoe@example.org'])
})

t.test('members of a room of an XMPP client that hides them are for its moderators alone', async t => {
  const { api, owner, roomId } = await room(t)
  const jid = 'verona@rooms.example.org'
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const own = rooms.byId(roomId)
    if (!own) throw new Error('there is no room')
    const record = { ...own.record, jid, id: 'e'.repeat(24) }
    batch.change({ kind: 'room', jid, was: undefined, now: { ...own, record } } as never)
    for (const [user, now] of own.affiliations) {
      batch.change({ kind: 'affiliation', room: jid, user, was: undefined, now })
    }
  })
  await owner.posts(`/api/v1/rooms/${jid}/members/add`, { users: [bob] })
  t.equal((await owner.gets(`/api/v1/rooms/${jid}/members`)).status, 200)
  t.match(await (await api.person(bob)).gets(`/api/v1/rooms/${jid}/members`), {
    status: 403,
    body: { errorDetails: /only to moderators/ },
  })
})

t.test('members have the list only if the owners give it to their role, as over XMPP', async t => {
  const { api, owner, add, base, roomId } = await room(t)
  await add([bob])
  await add(['vic@example.org'], { role: 'visitor' })
  await api.changeRecord(roomId, { config: { whois: 'anyone', getMemberList: ['moderator', 'participant'] } })
  const statusFor = async (user: string) => (await (await api.person(user)).gets(`${base}/members`)).status
  t.equal(await statusFor(bob), 200)
  t.equal(await statusFor('vic@example.org'), 403)
  await api.changeRecord(roomId, { config: { getMemberList: ['moderator'] } })
  t.equal(await statusFor(bob), 403)
  t.equal((await (await api.person(bob)).gets(`/rooms/${roomId}/users`)).status, 403)
  t.equal((await owner.gets(`${base}/members`)).status, 200)
})

t.test('for strangers nothing in a room is looked up, and the answer is that of no room', async t => {
  const { api, owner, base } = await room(t)
  const stranger = await api.person('none@example.org')
  const { store } = api.storage
  const { lookUp } = store
  const asked: string[] = []
  store.lookUp = lookup => {
    asked.push(...Object.keys(lookup))
    return lookUp(lookup)
  }
  const inRoom = () => [...new Set(asked)].filter(name => ['members', 'bans', 'archive'].includes(name))
  for (const path of ['/members?search=a', '/bans', '/messages'])
    t.equal((await stranger.gets(base + path)).status, 404)
  t.same(inRoom(), [])
  for (const path of ['/members?search=a', '/bans']) t.equal((await owner.gets(base + path)).status, 200)
  t.same(inRoom(), ['members', 'bans'])
})

t.test('a crowd of 1000 members is read and searched in pages, while members come and go', async t => {
  const { api, owner, add, read, base } = await room(t, { maxMembers: 0 })
  const crowd = Array.from({ length: 1000 }, (_, n) => `p${String(n).padStart(4, '0')}@example.org`)
  for (const half of [crowd.slice(0, 500), crowd.slice(500)]) await add(half)
  const whole: string[] = []
  let after = ''
  for (let n = 0; ; n++) {
    const page = await read(`?limit=100${after && `&after=${after}`}`)
    whole.push(...page.data.map(({ user }) => user.jid))
    // Some who were read leave, and one comes at a place that was read.
    await owner.posts(`${base}/members/remove`, { users: page.data.slice(-2).map(({ user }) => user.jid) })
    await add([`aaa${n}@example.org`])
    if (page.next === null) break
    after = page.next
  }
  t.same(whole, [alice, ...crowd])
  const found: string[] = []
  for (let page = await read('?search=p01&limit=30'); ; page = await read(`?search=p01&limit=30&after=${page.next}`)) {
    found.push(...page.data.map(({ user }) => user.jid))
    if (page.next === null) break
  }
  t.equal(found.length, new Set(found).size)
  t.ok(found.length > 90 && found.every(jid => jid.startsWith('p01')))
  t.same(api.faults, [])
})

t.test('a page of a search that finds little ends early, and its cursor goes on', async t => {
  const { read, api, roomId } = await room(t, { maxMembers: 0 })
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const jid = rooms.byId(roomId)?.record.jid ?? ''
    for (let n = 0; n < 6000; n++) {
      const user = `p${String(n).padStart(4, '0')}@example.org`
      const now = { affiliation: 'member', reason: '', since: 1, nick: '', visited: 0 } as const
      batch.change({ kind: 'affiliation', room: jid, user, was: undefined, now })
    }
  })
  const pages: string[][] = []
  for (let page = await read('?search=p59'); ; page = await read(`?search=p59&after=${page.next}`)) {
    pages.push(page.data.map(({ user }) => user.jid))
    if (page.next === null) break
  }
  t.same(
    pages.map(({ length }) => length),
    [0, 0, 100],
  )
})

t.test('a search counts as 10 more requests', async t => {
  const { read } = await room(t, { limits: { ...NO_LIMITS, requestsPerUser: 40 } })
  t.match(await read('?search=a&limit=1'), { data: [{}] })
  t.match(await read('?search=a&limit=1'), { data: [{}] })
  t.match(await read('?search=a&limit=1'), { data: [{}] })
  t.match(await read('?search=a&limit=1'), { errorDetailsCode: 429000 })
})
