import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'

const PERSISTENT = 'muc#roomconfig_persistentroom'
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const CREATED = "<presence><x><item affiliation='owner'/><status code='201'/></x></presence>"

t.test('4.2: a temporary room ends when its last occupant leaves', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.leaves(room)
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_temporary'/></query></iq>")
  await juliet.leaves(room)
  assertRefused(await juliet.discovers('info', room), NOT_FOUND)
  assertLike(await juliet.enters(room), CREATED)
})

t.test('4.2: a temporary room ends when its last occupant is kicked', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.leaves(room)
  await romeo.administers(room, "<item nick='juliet' role='none'/>")
  await juliet.receives("<presence type='unavailable'><x><status code='307'/></x></presence>")
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
})

t.test('4.2: an empty persistent room is kept, also after a restart', async t => {
  const { romeo, juliet, room, restart } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [PERSISTENT]: '1', 'muc#roomconfig_roomname': 'Verona' })
  await romeo.leaves(room)
  await restart()
  const info = "<identity name='Verona'/><feature var='muc_persistent'/>"
  assertLike(await juliet.discovers('info', room), `<iq><query>${info}</query></iq>`)
  assertLike(await juliet.enters(room), "<presence><x><item affiliation='none'/></x></presence>")
  assertLike(await romeo.enters(room), "<presence><x><item affiliation='owner'/></x></presence>")
})

t.test('10.2: an empty room that is made temporary ends', async t => {
  const { romeo, room } = await scenario(t, { rooms: { defaults: { persistent: true } } })
  await romeo.enters(room)
  await romeo.leaves(room)
  assertLike(await romeo.configures(room, { [PERSISTENT]: '0' }), "<iq type='result'/>")
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
})

t.test('10.2: an occupied room that is made temporary is kept until its last occupant leaves', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { defaults: { persistent: true } } })
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.leaves(room)
  await romeo.configures(room, { [PERSISTENT]: '0' })
  assertLike(await romeo.discovers('info', room), "<iq type='result'/>")
  await juliet.leaves(room)
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
})

t.test('4.2: the end of a room that failed to commit is completed before the next stanza', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  await romeo.enters(room)
  store.failNextCommit()
  romeo.sends(`<presence type='unavailable' to='${room}/romeo'/>`)
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/romeo'><x><status code='110'/></x></presence>`)
  assertLike(await juliet.enters(room), "<presence><x><item affiliation='owner'/><status code='201'/></x></presence>")
})
