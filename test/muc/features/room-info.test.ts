import t from 'tap'
import { assertLike } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const BOOLEANS = {
  'muc#roomconfig_changesubject': ['muc#roominfo_subjectmod', 'muc#roomconfig_changesubject'],
  'muc#roomconfig_allowinvites': ['muc#roomconfig_allowinvites'],
} as const
const fieldWith = (name: string, value: string) =>
  `<iq><query><x type='result'><field var='${name}'><value>${value}</value></field></x></query></iq>`

t.test('6.4, 16.5.4: the room publishes who may change the subject, invite and write in private', async t => {
  const { romeo, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  for (const value of ['0', '1']) {
    for (const [configured, fields] of Object.entries(BOOLEANS)) {
      await romeo.configures(room, { [configured]: value })
      for (const name of fields) assertLike(await tybalt.discovers('info', room), fieldWith(name, value))
    }
  }
  await romeo.configures(room, { 'muc#roomconfig_allowpm': 'moderators' })
  assertLike(await tybalt.discovers('info', room), fieldWith('muc#roomconfig_allowpm', 'moderators'))
})

t.test('6.5: a room may show its occupants to outsiders, or stop showing them', async t => {
  const { romeo, actor, room } = await gathered(t, { rooms: { defaults: { publicOccupants: true } } })
  const tybalt = await actor('tybalt')
  const listed = ['romeo', 'juliet', 'mercutio'].map(name => ({ jid: `${room}/${name}`, name }))
  t.same(itemsOf(await tybalt.discovers('items', room)), listed)
  await romeo.configures(room, { public_list: '0' })
  t.same(itemsOf(await tybalt.discovers('items', room)), [])
})
