import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'
import { itemsOf } from './items.js'

const NAME = 'muc#roomconfig_roomname'
const DESCRIPTION = 'muc#roomconfig_roomdesc'
const named = (name: string, description: string) => `<iq><query><identity name='${name}'/>
  <x><field var='muc#roominfo_description'>${description}</field></x></query></iq>`

t.test('6.3, 6.4: a room without a name is named by the local part of its address', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  await romeo.enters(room)
  assertLike(await juliet.discovers('info', room), named('verona', ''))
  t.same(itemsOf(await juliet.discovers('items', domain)), [{ jid: room, name: 'verona' }])
})

t.test('10.2: the name and description that an owner sets survive a restart', async t => {
  const { romeo, juliet, room, domain, restart } = await scenario(t)
  await romeo.enters(room)
  const name = 'Die schöne Stadt &amp; ihr Markt'
  await romeo.configures(room, { [NAME]: name, [DESCRIPTION]: '美しい街' })
  await restart()
  assertLike(await juliet.discovers('info', room), named(name, '<value>美しい街</value>'))
  t.same(itemsOf(await juliet.discovers('items', domain)), [{ jid: room, name: 'Die schöne Stadt & ihr Markt' }])
  t.match(await romeo.readsConfiguration(room), { [DESCRIPTION]: ['美しい街'] })
})

t.test('10.2: an emptied name or description is removed', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [NAME]: 'A Dark Cave', [DESCRIPTION]: 'For witches' })
  await romeo.configures(room, { [NAME]: '', [DESCRIPTION]: [] })
  assertLike(await juliet.discovers('info', room), named('verona', ''))
  t.match(await romeo.readsConfiguration(room), { [NAME]: [], [DESCRIPTION]: [] })
})
