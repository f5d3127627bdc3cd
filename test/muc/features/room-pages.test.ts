import t from 'tap'
import { type Actor, assertLike, assertRefused, type Scene, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const RSM = 'http://jabber.org/protocol/rsm'
const ITEMS = 'http://jabber.org/protocol/disco#items'

/** Requests a page; `set` is the content of `<set/>`. */
const lists = (actor: Actor, to: string, set: string) =>
  actor.asks(`<iq type='get' to='${to}'><query xmlns='${ITEMS}'><set xmlns='${RSM}'>${set}</set></query></iq>`)

/** The local parts of the items, and the set as an array: first, its index, last, count. */
async function page(actor: Actor, to: string, set: string): Promise<[string, string]> {
  const reply = await lists(actor, to, set)
  const answered = reply.getChild('query')?.getChild('set', RSM)
  const first = answered?.getChild('first')
  const named = [
    first?.getText(),
    first?.attrs['index'],
    answered?.getChildText('last'),
    answered?.getChildText('count'),
  ]
  const items = itemsOf(reply).map(({ jid }) => String(jid).split('@')[0])
  return [items.join(' '), named.map(text => text?.split('@')[0] ?? '-').join(' ')]
}

async function fourRooms({ romeo, domain }: Scene): Promise<void> {
  for (const name of ['athens', 'egypt', 'rome', 'verona']) await romeo.enters(`${name}@${domain}`)
}

t.test('6.3, XEP-0059 2.2: the list of rooms in pages, forwards from an item', async t => {
  const scene = await scenario(t)
  const { juliet, domain } = scene
  await fourRooms(scene)
  t.same(await page(juliet, domain, '<max>2</max>'), ['athens egypt', 'athens 0 egypt 4'])
  t.same(await page(juliet, domain, `<max>2</max><after>egypt@${domain}</after>`), ['rome verona', 'rome 2 verona 4'])
  t.same(await page(juliet, domain, `<max>2</max><after>france@${domain}</after>`), ['rome verona', 'rome 2 verona 4'])
  t.same(await page(juliet, domain, `<max>2</max><after>verona@${domain}</after>`), ['', '- - - 4'])
})

t.test('XEP-0059 2.3, 2.5, 2.6, 2.7: backwards, the last page, the count alone, a page by index', async t => {
  const scene = await scenario(t)
  const { juliet, domain } = scene
  await fourRooms(scene)
  t.same(await page(juliet, domain, `<max>2</max><before>verona@${domain}</before>`), ['egypt rome', 'egypt 1 rome 4'])
  t.same(await page(juliet, domain, '<max>1</max><before/>'), ['verona', 'verona 3 verona 4'])
  t.same(await page(juliet, domain, '<max>0</max>'), ['', '- - - 4'])
  t.same(await page(juliet, domain, '<max>2</max><index>3</index>'), ['verona', 'verona 3 verona 4'])
  t.same(await page(juliet, domain, '<max>2</max><index>4</index>'), ['', '- - - 4'])
})

t.test('XEP-0059 2.2: an empty list is empty, and a complete list needs no set', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  t.same((await lists(juliet, domain, '<max>2</max>')).getChild('query')?.children, [])
  await romeo.enters(room)
  t.notOk((await juliet.discovers('items', domain)).getChild('query')?.getChild('set', RSM))
  assertRefused(await lists(juliet, domain, '<max>many</max>'), ['bad-request', 'modify'])
})

t.test('6.5, XEP-0059: the occupants of a room in pages, in the order of their entry', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const nicks = async (set: string) => {
    const reply = await lists(romeo, room, set)
    return [itemsOf(reply).map(({ name }) => name), reply.getChild('query')?.getChild('set')?.getChildText('count')]
  }
  t.same(await nicks('<max>2</max>'), [['romeo', 'juliet'], '3'])
  t.same(await nicks('<max>2</max><after>juliet</after>'), [['mercutio'], '3'])
  t.same(await nicks('<max>1</max><before>mercutio</before>'), [['juliet'], '3'])
  await juliet.leaves(room)
  assertRefused(await lists(romeo, room, '<after>juliet</after>'), ['item-not-found', 'cancel'])
  await mercutio.settles()
})

t.test('XEP-0059 3: the service and its rooms advertise paging', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const to of [domain, room]) {
    assertLike(await romeo.discovers('info', to), `<iq><query><feature var='${RSM}'/></query></iq>`)
  }
})
