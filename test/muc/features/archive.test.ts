import t from 'tap'
import { attr, parseElement } from '../../../src/stanza/element.js'
import { assertLike, assertRefused, matches, pattern } from '../../scenario/index.js'
import { forwarded, query, reads, says, words } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const MAM = 'urn:xmpp:mam:2'
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const BAD = ['bad-request', 'modify'] as const
const rsm = (reply: { toString(): string }) => parseElement(reply.toString()).getChild('set')

t.test('XEP-0313: a query sends all messages, oldest first, and then the result', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const [one] = await says(romeo, room, 'One')
  const [two] = await says(juliet, room, 'Two')
  const page = await reads(juliet, room)
  t.same(words(page), ['One', 'Two'])
  assertLike(
    page.reply,
    `<iq type='result'><fin xmlns='${MAM}' complete='true'>
    <set><first index='0'>${one}</first><last>${two}</last><count>2</count></set></fin></iq>`,
  )
})

t.test(
  'XEP-0313, Query results: the room forwards the unchanged message, with its archive id, time and stanza id',
  async t => {
    const { romeo, juliet, room } = await romeoAndJuliet(t)
    const before = Date.now()
    const [id = ''] = await says(romeo, room, 'Δύο &amp; 二')
    const { results } = await reads(juliet, room)
    const [result] = results
    assertLike(
      result ?? parseElement('<nothing/>'),
      `<message from='${room}' to='${juliet.jid}'>
    <result xmlns='${MAM}' queryid='f27' id='${id}'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'/>
      <message xmlns='jabber:client' from='${room}/romeo' type='groupchat'><body>Δύο &amp; 二</body>
        <stanza-id xmlns='urn:xmpp:sid:0' by='${room}' id='${id}'/></message></forwarded></result></message>`,
    )
    t.equal(forwarded(result).attrs['to'], undefined)
    const stamp = result?.getChild('result')?.getChild('forwarded')?.getChild('delay')?.attrs['stamp']
    t.ok(Date.parse(stamp) >= before && Date.parse(stamp) <= Date.now())
  },
)

t.test('XEP-0313, Paging: paging forwards sends each message once', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abcde')
  const first = await reads(romeo, room, { set: '<max>2</max>' })
  t.same([words(first), first.fin?.attrs['complete']], [['a', 'b'], undefined])
  const second = await reads(romeo, room, { set: `<max>2</max><after>${ids[1]}</after>` })
  t.same([words(second), second.fin?.attrs['complete']], [['c', 'd'], undefined])
  assertLike(second.reply, `<iq><fin><set><first index='2'>${ids[2]}</first><count>5</count></set></fin></iq>`)
  const third = await reads(romeo, room, { set: `<max>2</max><after>${ids[3]}</after>` })
  t.same([words(third), third.fin?.attrs['complete']], [['e'], 'true'])
})

t.test('XEP-0313, Requesting the last page: paging backwards keeps the order of time within a page', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abcde')
  const last = await reads(romeo, room, { set: '<max>2</max><before/>' })
  t.same([words(last), last.fin?.attrs['complete']], [['d', 'e'], undefined])
  const first = await reads(romeo, room, { set: `<max>9</max><before>${ids[3]}</before>` })
  t.same([words(first), first.fin?.attrs['complete']], [['a', 'b', 'c'], 'true'])
})

t.test('XEP-0059 2.6, 2.7: the count alone, a page by index, and an empty page', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abc')
  const counted = await reads(romeo, room, { set: '<max>0</max>' })
  t.equal(counted.results.length, 0)
  t.same(rsm(counted.fin ?? '')?.toString(), '<set xmlns="http://jabber.org/protocol/rsm"><count>3</count></set>')
  const placed = await reads(romeo, room, { set: '<max>1</max><index>1</index>' })
  assertLike(placed.reply, `<iq><fin><set><first index='1'>${ids[1]}</first><last>${ids[1]}</last></set></fin></iq>`)
  const beyond = await reads(romeo, room, { set: '<index>7</index>' })
  t.same([beyond.results.length, beyond.fin?.attrs['complete']], [0, 'true'])
  const far = await reads(romeo, room, { set: '<index>10001</index>' })
  assertRefused(far.reply, ['feature-not-implemented', 'cancel'])
})

t.test('XEP-0313, Flipped pages: a flipped page has the latest message first', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abcd')
  const page = await reads(romeo, room, { set: `<max>2</max><after>${ids[0]}</after>`, more: '<flip-page/>' })
  t.same(words(page), ['c', 'b'])
  assertLike(page.reply, `<iq><fin><set><first>${ids[1]}</first><last>${ids[2]}</last></set></fin></iq>`)
})

t.test('XEP-0313, Filtering by time: start and end are inclusive', async t => {
  const { romeo, room, passes } = await romeoAndJuliet(t)
  for (const word of 'abc') {
    await says(romeo, room, word)
    await passes(3_600_000)
  }
  const { results } = await reads(romeo, room)
  const stamps = results.map(it => it.getChild('result')?.getChild('forwarded')?.getChild('delay')?.attrs['stamp'])
  t.same(words(await reads(romeo, room, { fields: { start: stamps[1] } })), ['b', 'c'])
  t.same(words(await reads(romeo, room, { fields: { end: stamps[1] } })), ['a', 'b'])
  t.same(words(await reads(romeo, room, { fields: { start: stamps[1], end: stamps[1] } })), ['b'])
  t.same(words(await reads(romeo, room, { fields: { start: '2100-01-01T00:00:00Z' } })), [])
  t.same(words(await reads(romeo, room, { fields: { end: '1970-01-01T00:00:00Z' } })), [])
})

t.test('XEP-0313, Limiting results by id: after-id, before-id and ids limit the results that pages divide', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abcde')
  const between = { 'after-id': ids[0] ?? '', 'before-id': ids[4] ?? '' }
  t.same(words(await reads(romeo, room, { fields: between })), ['b', 'c', 'd'])
  const last = await reads(romeo, room, { fields: between, set: '<max>1</max><before/>' })
  assertLike(last.reply, `<iq><fin><set><first index='2'>${ids[3]}</first><count>3</count></set></fin></iq>`)
  t.same(words(await reads(romeo, room, { fields: { ids: [ids[3] ?? '', ids[1] ?? ''] } })), ['b', 'd'])
})

t.test('XEP-0313: an unknown archive id is item-not-found in every field', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const [known = ''] = await says(romeo, room, 'a')
  for (const field of ['after-id', 'before-id', 'ids']) {
    assertRefused((await reads(romeo, room, { fields: { [field]: 'unknown' } })).reply, NOT_FOUND)
  }
  assertRefused((await reads(romeo, room, { fields: { ids: [known, 'unknown'] } })).reply, NOT_FOUND)
  for (const set of ['<after>unknown</after>', '<before>unknown</before>']) {
    assertRefused((await reads(romeo, room, { set })).reply, NOT_FOUND)
  }
})

t.test('XEP-0313, Filtering by JID: by nick for everyone, by real JID for users who may see it', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'a')
  await says(juliet, room, 'b')
  for (const actor of [romeo, juliet]) {
    t.same(words(await reads(actor, room, { fields: { with: `${room}/juliet` } })), ['b'])
    t.same(words(await reads(actor, room, { fields: { with: room } })), ['a', 'b'])
  }
  t.same(words(await reads(romeo, room, { fields: { with: juliet.bare } })), ['b'])
  t.same(words(await reads(romeo, room, { fields: { with: juliet.jid } })), ['b'])
  t.same(words(await reads(romeo, room, { fields: { with: `${juliet.bare}/elsewhere` } })), [])
  assertRefused((await reads(juliet, room, { fields: { with: romeo.bare } })).reply, ['forbidden', 'auth'])
})

t.test('XEP-0313, MUC Archives: real JIDs are included only for users who may see them', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await says(juliet, room, 'a')
  const withRealJid = `<message><x xmlns='http://jabber.org/protocol/muc#user'><item jid='${juliet.jid}'/></x></message>`
  const item = async (actor: typeof romeo) => forwarded((await reads(actor, room)).results[0])
  assertLike(await item(romeo), withRealJid)
  t.equal((await item(juliet)).getChild('x'), undefined)
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  assertLike(await item(juliet), withRealJid)
})

t.test('XEP-0313, MUC message spoofing: an address that a client claims is removed', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}' type='groupchat'><body>a</body>
    <x xmlns='http://jabber.org/protocol/muc#user'><item jid='nurse@example.org'/></x></message>`)
  await juliet.receives('<message><body>a</body></message>')
  const [result] = (await reads(romeo, room)).results
  t.same(
    forwarded(result)
      .getChildren('x')
      .map(x => x.getChild('item')?.attrs['jid']),
    [juliet.jid],
  )
})

t.test('XEP-0313: an invalid query is a bad request, an unknown field is feature-not-implemented', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'a')
  const wrong: Record<string, string> = { start: 'yesterday', end: '2026-02-30T00:00:00Z', with: 'romeo@@x' }
  for (const [name, value] of Object.entries(wrong)) {
    assertRefused((await reads(romeo, room, { fields: { [name]: value } })).reply, BAD)
  }
  for (const set of ['<max>many</max>', '<index>1</index><before/>']) {
    assertRefused((await reads(romeo, room, { set })).reply, BAD)
  }
  const ids = Array.from({ length: 101 }, (_, i) => String(i))
  assertRefused((await reads(romeo, room, { fields: { ids } })).reply, BAD)
  const search = { '{http://example.org/}free-text-search': 'Juliet' }
  assertRefused((await reads(romeo, room, { fields: search })).reply, ['feature-not-implemented', 'cancel'])
  const long = `<iq type='set' to='${room}'>${query({}, `queryid='${'q'.repeat(257)}'`)}</iq>`
  assertRefused(await romeo.asks(long), BAD)
})

t.test('XEP-0313, Retrieving form fields: the form has every field, and no list of ids', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const field = (name: string, type: string) => `<field var='${name}' type='${type}'/>`
  assertLike(
    await juliet.asks(`<iq type='get' to='${room}'><query xmlns='${MAM}'/></iq>`),
    `<iq type='result'><query xmlns='${MAM}'><x xmlns='jabber:x:data' type='form'>
      <field var='FORM_TYPE' type='hidden'><value>${MAM}</value></field>${field('with', 'jid-single')}
      ${field('start', 'text-single')}${field('end', 'text-single')}${field('before-id', 'text-single')}
      ${field('after-id', 'text-single')}<field var='ids' type='list-multi'>
        <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/></validate></field>
    </x></query></iq>`,
  )
})

t.test('XEP-0313, Archive metadata: the first and last message; nothing for an empty archive', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const asked = `<iq type='get' to='${room}'><metadata xmlns='${MAM}'/></iq>`
  t.same((await juliet.asks(asked)).getChild('metadata')?.children, [])
  const ids = await says(romeo, room, ...'abc')
  const metadata = (await juliet.asks(asked)).getChild('metadata', MAM)
  const [start, end] = ['start', 'end'].map(name => metadata?.getChild(name))
  t.same([start && attr(start, 'id'), end && attr(end, 'id')], [ids[0], ids[2]])
  t.ok(Date.parse(String(start?.attrs['timestamp'])) <= Date.parse(String(end?.attrs['timestamp'])))
})

t.test('XEP-0313, Determining support: a room with an archive advertises it; the service does not', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  const features = `<iq><query><feature var='${MAM}'/><feature var='${MAM}#extended'/></query></iq>`
  assertLike(await juliet.discovers('info', room), features)
  t.notOk(matches(pattern(features), await juliet.discovers('info', domain)))
})

t.test('a page holds at most 256 KiB', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const ids = await says(romeo, room, ...'abc'.split('').map(letter => letter.repeat(100_000)))
  const page = await reads(romeo, room)
  t.same([page.results.length, page.fin?.attrs['complete']], [2, undefined])
  const rest = await reads(romeo, room, { set: `<after>${ids[1]}</after>` })
  t.same([rest.results.length, rest.fin?.attrs['complete']], [1, 'true'])
})
