import t, { type Test } from 'tap'
import { invitation } from '../../invitation.js'
import type { Answer } from '../../rest.js'

type Body = { data: Record<string, unknown>[]; next: string | null; total?: number; offset?: number }
const bodyOf = ({ body }: Answer) => body as unknown as Body

const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.org`)

/** The room of Alice, at a clock that the test moves. */
async function room(t: Test) {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const set = await invitation(t, { now: () => clock.now })
  const base = `/api/v1/rooms/${set.roomId}`
  const read = async (path: string) => bodyOf(await set.owner.gets(`${base}${path}`))
  return { ...set, base, clock, read }
}

type Read = (path: string) => Promise<Body>

/** All entries of a list, page by page; `between` runs after each page. */
async function pages(read: Read, path: string, between: (page: Body) => Promise<unknown> = async () => undefined) {
  const entries: Record<string, unknown>[] = []
  const sign = path.includes('?') ? '&' : '?'
  for (
    let page = await read(`${path}${sign}limit=3`);
    ;
    page = await read(`${path}${sign}limit=3&after=${page.next}`)
  ) {
    entries.push(...page.data)
    await between(page)
    if (page.next === null) return entries
  }
}

/** The lists of the room: what each has, and how an entry is named and removed. */
const LISTS = [
  { list: '/bans', name: 'jid', remove: (name: string) => `/bans/${name}` },
  { list: '/links', name: 'linkId', remove: (name: string) => `/links/${name}` },
  { list: '/guests', name: 'jid', remove: (name: string) => `/guests/${name}` },
] as const

async function filled(t: Test) {
  const set = await room(t)
  const { api, owner, base, clock, openInviteId } = set
  for (let n = 0; n < 4; n++) {
    clock.now += 1000
    // Several at the same time: their order must not depend on it.
    await owner.posts(`${base}/bans/add`, { users: [`c${n}@bad.example`, `a${n}@bad.example`, `b${n}.example`] })
    await owner.posts(`${base}/links/make`, { count: 3 })
    for (const name of ['Nina', 'Otto', 'Paul']) {
      await api.ask({ method: 'POST', url: '/api/v1/guests', payload: { openInviteId, name: `${name} ${n}` } })
    }
  }
  return set
}

t.test('the pages of a list have each entry once, in the order of the whole list', async t => {
  const { read, owner } = await filled(t)
  for (const { list } of LISTS) {
    const whole = await read(list)
    t.equal(whole.next, null)
    t.ok(whole.data.length >= 12, list)
    t.equal(whole.total, whole.data.length)
    t.same(await pages(read, list), whole.data, list)
    const beyond = await read(`${list}?limit=3&offset=3`)
    t.same([beyond.data, beyond.offset], [whole.data.slice(3, 6), 3], 'pages by offset are as before')
    const second = await read(`${list}?limit=3&after=${(await read(`${list}?limit=3`)).next}`)
    t.same(second.data, beyond.data)
    t.notOk('total' in second || 'offset' in second)
  }
  const ownRead = async (path: string) => bodyOf(await owner.gets(`/api/v1${path}`))
  t.same(await pages(ownRead, '/links'), (await ownRead('/links')).data)
  const story = await read('/story')
  t.ok(story.data.length >= 12)
  t.same(await pages(read, '/story'), story.data)
  t.same(await pages(read, '/story?event=made'), (await read('/story?event=made')).data)
})

t.test(
  'a list that changes between two pages gives what stays once, also if the entry of the cursor is gone',
  async t => {
    const { read, owner, base } = await filled(t)
    for (const { list, name, remove } of LISTS) {
      const before = (await read(list)).data.map(entry => String(entry[name]))
      const removed = new Set<string>()
      const seen = await pages(read, list, async ({ data }) => {
        for (const entry of [data[0], data.at(-1)]) {
          const named = String(entry?.[name])
          await owner.deletes(`${base}${remove(named)}`)
          removed.add(named)
        }
      })
      t.same(
        seen.map(entry => entry[name]),
        before,
        list,
      )
      t.same(
        (await read(list)).data.map(entry => entry[name]),
        before.filter(one => !removed.has(one)),
      )
    }
  },
)

t.test('the pending requests are read by cursor', async t => {
  const { api, owner, base, read, clock } = await room(t)
  const link = await owner.posts(`${base}/links`, { admission: 'unlock_ack' })
  const { openInviteId } = link.body.data
  for (const jid of people(7)) {
    clock.now += 1
    await (await api.person(jid)).posts('/api/v1/join', { openInviteId })
  }
  const names = (entries: Record<string, unknown>[]) => entries.map(({ user }) => (user as { jid: string }).jid)
  t.same(names(await pages(read, '/requests')), people(7))
  const first = await read('/requests?limit=2')
  await owner.posts(`${base}/requests/answer`, { decision: 'decline', users: people(2) })
  t.same(names((await read(`/requests?after=${first.next}`)).data), people(7).slice(2))
})

t.test('a cursor that the list has not given is refused with 400', async t => {
  const { read, owner, base } = await filled(t)
  const ofBans = (await read('/bans?limit=3')).next ?? ''
  const ofMembers = Buffer.from(JSON.stringify(['members', 0, 'p@example.org'])).toString('base64url')
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const cursors = [
    ...['0', 'x', '%00', '....', 'x'.repeat(9000), ofBans.slice(0, -2), `${ofBans}A`],
    ...[
      forged({}),
      forged(['links']),
      forged(['links', 1.5, 'a']),
      forged(['links', '1', 'a']),
      forged(['links', 1e300, 'a']),
    ],
    ...[forged(['links', 1, 2]), forged(['links', null, null]), forged([['links'], 1, 'a'])],
  ]
  for (const list of ['/links', '/guests', '/requests', '/story', '/members']) {
    for (const cursor of [...cursors, ofBans, ...(list === '/members' ? [] : [ofMembers])]) {
      const { status, body } = await owner.gets(`${base}${list}?after=${cursor}`)
      t.match(
        { status, body },
        { status: 400, body: { errorDetails: [{ param: 'after' }] } },
        `${list} ${cursor.slice(0, 40)}`,
      )
    }
  }
  for (const path of ['/api/v1/links', '/api/v1/directory', `${base}/links/${'a'.repeat(24)}/story`]) {
    t.equal((await owner.gets(`${path}?after=${ofBans}`)).status, 400, path)
  }
  t.match(await owner.gets(`${base}/bans?offset=1&after=${ofBans}`), {
    status: 400,
    body: { errorDetails: [{ param: 'offset' }] },
  })
})

t.test('no cursor contains the id of a link, which is a secret', async t => {
  const { owner, base, read } = await filled(t)
  const ids = (await read('/links')).data.map(({ openInviteId }) => String(openInviteId))
  for (const path of [`${base}/links`, '/api/v1/links', `${base}/story`]) {
    const { next } = bodyOf(await owner.gets(`${path}?limit=2`))
    const text = Buffer.from(next ?? '', 'base64url').toString()
    t.ok(text.length > 0)
    t.notOk(ids.some(id => text.includes(id)))
  }
})
