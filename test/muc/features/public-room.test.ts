import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'
import { itemsOf } from './items.js'

const PUBLIC = 'muc#roomconfig_publicroom'

t.test('6.3: the service lists public rooms with their names, and no hidden ones', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  for (const name of ['coven', 'heath']) {
    await romeo.enters(`${name}@${domain}`)
    await romeo.configures(`${name}@${domain}`, { 'muc#roomconfig_roomname': `The ${name}` })
  }
  await romeo.enters(room)
  await romeo.configures(room, { [PUBLIC]: '0' })
  t.same(itemsOf(await juliet.discovers('items', domain)), [
    { jid: `coven@${domain}`, name: 'The coven' },
    { jid: `heath@${domain}`, name: 'The heath' },
  ])
})

t.test('6.3: a hidden room is not listed even to its owner, but is found by its address', async t => {
  const { romeo, juliet, room, domain } = await scenario(t, { rooms: { defaults: { public: false } } })
  await romeo.enters(room)
  t.same(itemsOf(await romeo.discovers('items', domain)), [])
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_hidden'/></query></iq>")
  await juliet.enters(room)
})

t.test('10.2: a room is listed as soon as it is made public', async t => {
  const { romeo, juliet, room, domain } = await scenario(t, { rooms: { defaults: { public: false } } })
  await romeo.enters(room)
  await romeo.configures(room, { [PUBLIC]: '1' })
  t.same(itemsOf(await juliet.discovers('items', domain)), [{ jid: room, name: 'verona' }])
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_public'/></query></iq>")
})

t.test('6.3: the list survives a restart and includes rooms that are not loaded', async t => {
  const { romeo, juliet, room, domain, restart } = await scenario(t, { rooms: { defaults: { persistent: true } } })
  await romeo.enters(room)
  await romeo.leaves(room)
  await restart()
  t.same(itemsOf(await juliet.discovers('items', domain)), [{ jid: room, name: 'verona' }])
})

t.test('6.3: a destroyed room is no longer listed', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  await romeo.enters(room)
  t.equal(itemsOf(await juliet.discovers('items', domain)).length, 1)
  await romeo.leaves(room)
  t.same(itemsOf(await juliet.discovers('items', domain)), [])
})
