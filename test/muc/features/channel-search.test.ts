import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, type Scene, scenario } from '../../scenario/index.js'

const SEARCH = 'urn:xmpp:channel-search:0:search'
const ORDER = '{urn:xmpp:channel-search:0:order}'
const MUCLUMBUS = 'https://xmlns.zombofant.net/muclumbus/search/1.0'

type Search = { fields: Record<string, string>; set?: string; namespace?: string }

function searches(actor: Actor, to: string, { fields, set = '', namespace = SEARCH }: Search): Promise<Element> {
  const form = Object.entries(fields).map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`)
  return actor.asks(`<iq type='get' to='${to}'><search xmlns='${namespace}'>
    <set xmlns='http://jabber.org/protocol/rsm'>${set}</set>
    <x xmlns='jabber:x:data' type='submit'>${form.join('')}</x></search></iq>`)
}

const found = (reply: Element) =>
  reply
    .getChild('result')
    ?.getChildren('item')
    .map(item => String(attr(item, 'address')).split('@')[0])

/** Makes the rooms athens with one occupant, verona with two, and the hidden room rome. */
async function threeRooms({ romeo, juliet, domain }: Scene): Promise<void> {
  for (const name of ['athens', 'verona', 'rome']) await romeo.enters(`${name}@${domain}`)
  await juliet.enters(`verona@${domain}`)
  await romeo.configures(`athens@${domain}`, {
    'muc#roomconfig_roomname': 'Ἀθῆναι 100%',
    'muc#roomconfig_roomdesc': 'A wood',
  })
  await romeo.configures(`rome@${domain}`, { 'muc#roomconfig_publicroom': '0', 'muc#roomconfig_roomdesc': 'wood' })
}

t.test('XEP-0433 4.2: a search finds public rooms by words in name, description or address', async t => {
  const scene = await scenario(t)
  const { mercutio, domain } = scene
  await threeRooms(scene)
  for (const [q, rooms] of [
    ['WOOD', ['athens']],
    ['ἀθῆναι', ['athens']],
    ['0%', ['athens']],
    ['%', ['athens']],
    ['vero', ['verona']],
    ['a wood athens', ['athens']],
    ['rooms.', ['verona', 'athens']],
    ['x', []],
  ] as const) {
    t.same(found(await searches(mercutio, domain, { fields: { q } })), rooms, q)
  }
  t.same(found(await searches(mercutio, domain, { fields: { q: 'athens', sinaddress: '0' } })), [])
  t.same(found(await searches(mercutio, domain, { fields: { q: 'wood', sindescription: 'false' } })), [])
})

t.test('XEP-0433 4.2.2: a result describes the rooms, in pages', async t => {
  const scene = await scenario(t)
  const { mercutio, domain } = scene
  await threeRooms(scene)
  const all = { all: 'true', key: `${ORDER}nusers` }
  const first = await searches(mercutio, domain, { fields: all, set: '<max>1</max>' })
  assertLike(
    first,
    `<iq><result xmlns='${SEARCH}'><item address='verona@${domain}'><name>verona</name><nusers>2</nusers>
    <service-type>xep-0045</service-type><is-open>true</is-open><anonymity-mode>muc_semianonymous</anonymity-mode></item>
    <set><count>2</count></set></result></iq>`,
  )
  const last = first.getChild('result')?.getChild('set')?.getChildText('last')
  t.same(found(await searches(mercutio, domain, { fields: all, set: `<max>1</max><after>${last}</after>` })), [
    'athens',
  ])
  const byAddress = { all: 'true', key: `${ORDER}address` }
  t.same(found(await searches(mercutio, domain, { fields: byAddress })), ['athens', 'verona'])
  t.same(found(await searches(mercutio, domain, { fields: { all: '1', min_users: '2' } })), ['verona'])
})

t.test('XEP-0433 4.2.2: an invalid search is refused with a specific condition', async t => {
  const { romeo, domain } = await scenario(t)
  const refusal = async (fields: Record<string, string>, [condition, specific]: [string, string]) => {
    const reply = await searches(romeo, domain, { fields })
    assertRefused(reply, [condition, 'modify'])
    assertLike(reply, `<iq><error><${specific} xmlns='urn:xmpp:channel-search:0:error'/></error></iq>`)
  }
  await refusal({ q: 'x', key: 'beauty' }, ['feature-not-implemented', 'invalid-sort-key'])
  await refusal({ q: '  ' }, ['bad-request', 'invalid-search-terms'])
  await refusal({ q: 'x', all: '1' }, ['bad-request', 'conflicting-fields'])
  await refusal({ sinname: '1' }, ['bad-request', 'no-search-conditions'])
})

t.test('XEP-0433 4.2.1: the form offers the search criteria; the older protocol has its own form', async t => {
  const scene = await scenario(t)
  const { romeo, domain } = scene
  await threeRooms(scene)
  for (const [namespace, formType] of [
    [SEARCH, 'urn:xmpp:channel-search:0:search-params'],
    [MUCLUMBUS, `${MUCLUMBUS}#params`],
  ]) {
    const reply = await romeo.asks(`<iq type='get' to='${domain}'><search xmlns='${namespace}'/></iq>`)
    assertLike(
      reply,
      `<iq><search xmlns='${namespace}'><x type='form'><field var='FORM_TYPE'><value>${formType}</value></field>
      <field var='q'/><field var='key'/></x></search></iq>`,
    )
    assertLike(await romeo.discovers('info', domain), `<iq><query><feature var='${namespace}'/></query></iq>`)
  }
  const reply = await searches(romeo, domain, { fields: { q: 'vero', key: 'nusers' }, namespace: MUCLUMBUS })
  assertLike(
    reply,
    `<iq><result xmlns='${MUCLUMBUS}'><item address='verona@${domain}'><nusers>2</nusers><is-open/></item></result></iq>`,
  )
})

t.test('XEP-0055: a directory search finds the same rooms', async t => {
  const scene = await scenario(t)
  const { romeo, domain } = scene
  await threeRooms(scene)
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
  const asks = (words: string) =>
    romeo.asks(`<iq type='set' to='${domain}'><query xmlns='jabber:iq:search'>
    <x xmlns='jabber:x:data' type='submit'>${field('x-words', words)}</x></query></iq>`)
  assertLike(
    await asks('wood'),
    `<iq type='result'><query xmlns='jabber:iq:search'><x type='result'><reported/>
    <item>${field('jid', `athens@${domain}`)}${field('x-occupants', '1')}</item></x></query></iq>`,
  )
  t.same((await asks('nothing')).getChild('query')?.children, [])
  const form = await romeo.asks(`<iq type='get' to='${domain}'><query xmlns='jabber:iq:search'/></iq>`)
  assertLike(form, `<iq><query><instructions/><x type='form'><field var='x-words'/></x></query></iq>`)
  assertLike(await romeo.discovers('info', domain), "<iq><query><feature var='jabber:iq:search'/></query></iq>")
  const bare = `<iq type='set' to='${domain}'><query xmlns='jabber:iq:search'/></iq>`
  assertRefused(await romeo.asks(bare), ['bad-request', 'modify'])
})
