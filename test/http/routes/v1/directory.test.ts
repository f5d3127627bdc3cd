import t, { type Test } from 'tap'
import { alice, bob } from '../../invitation.js'
import { NO_LIMITS, restApi } from '../../rest.js'

type Room = { roomId: string; roomJid: string; name: string; xmppUri: string }
type Body = { data: Room[]; next: string | null }

/** Public rooms of Alice with these names, and a reader. */
async function rooms(t: Test, names: readonly string[], options: Parameters<typeof restApi>[1] = {}) {
  const api = restApi(t, options)
  const owner = await api.person(alice)
  const ids: string[] = []
  for (const name of names) {
    const made = await owner.posts('/rooms', { name, topic: `About ${name}`, visibility: 'public' })
    ids.push(String(made.body.data['id']))
  }
  const reader = await api.person(bob)
  const read = async (query = '', by = reader) => (await by.gets(`/api/v1/directory${query}`)).body as unknown as Body
  return { api, owner, ids, read }
}

t.test('the directory has the public rooms with what they show, and no others', async t => {
  const { api, owner, ids, read } = await rooms(t, ['Verona'])
  const [id = ''] = ids
  await owner.posts('/rooms', { name: 'Secret' })
  await api.changeRecord(id, { config: { lang: 'it', password: 'x' } })
  t.match(await read(), {
    data: [
      {
        ...{ roomId: id, name: 'Verona', description: 'About Verona', language: 'it', occupants: 0 },
        ...{ membersOnly: false, hasPassword: true },
      },
    ],
    next: null,
  })
  const [room] = (await read()).data
  t.equal(room?.xmppUri, `xmpp:${room?.roomJid}?join`)
  t.notOk(JSON.stringify(room).includes('password='), 'no link and no password')
  await owner.puts(`/rooms/${id}/archive`)
  t.same((await read()).data, [])
})

t.test('a search finds rooms by name, description and address, in any case', async t => {
  const { read } = await rooms(t, ['Verona', 'Mantua', 'Venice'])
  const found = async (search: string) =>
    (await read(`?search=${encodeURIComponent(search)}`)).data.map(({ name }) => name).sort()
  t.same(await found('VE'), ['Venice', 'Verona'])
  t.same(await found('about man'), ['Mantua'])
  t.same(await found('rooms.example'), ['Mantua', 'Venice', 'Verona'])
  for (const hostile of ["' or 1=1 --", '"*', 'NEAR(a b)', '%', '\\']) t.same(await found(hostile), [], hostile)
  t.match(await read(`?search=${encodeURIComponent('a b c d e f g h i j k')}`), { errorDetailsCode: 400000 })
  t.match(await read(`?search=${'x'.repeat(201)}`), { errorDetailsCode: 400000 })
})

t.test('the directory is read in pages, which stay whole while rooms end', async t => {
  const { owner, read } = await rooms(
    t,
    Array.from({ length: 10 }, (_, n) => `Room ${n}`),
  )
  for (const query of ['?limit=3', '?limit=3&sort=occupants', '?limit=3&search=room']) {
    const whole = (await read(query.replace('limit=3', 'limit=100'))).data.map(({ roomJid }) => roomJid)
    const seen: string[] = []
    let last = ''
    for (let page = await read(query); ; page = await read(`${query}&after=${page.next}`)) {
      seen.push(...page.data.map(({ roomJid }) => roomJid))
      last = page.data.at(-1)?.roomId ?? last
      if (query === '?limit=3') await owner.deletes(`/rooms/${last}`)
      if (page.next === null) break
    }
    t.same(seen, whole, query)
  }
})

t.test('the directory needs a token, of any scope; a search counts as 100 requests', async t => {
  const { api, read } = await rooms(t, [], { limits: { ...NO_LIMITS, requestsPerUser: 300 } })
  t.equal((await api.ask({ method: 'GET', url: '/api/v1/directory' })).status, 401)
  t.same(await read('', await api.person(bob, { scope: 'links' })), { data: [], limit: 100, next: null })
  t.same((await read('?search=a&limit=1')).data, [])
  t.same((await read('?search=a&limit=1')).data, [])
  t.match(await read('?search=a&limit=1'), { errorDetailsCode: 429000 })
})
