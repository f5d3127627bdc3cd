import t from 'tap'
import { codesOf, itemOf } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { withReservedNick } from './with-reserved-nick.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`
const LOCKED = { rooms: { defaults: { reservedNicksOnly: true } } }
const FIELD = 'x-muc#roomconfig_reservednick'
const item = (jid: string, nick: string) => `<item affiliation='member' jid='${jid}' nick='${nick}'/>`

t.test('Rule 5, 7.2.2: with locked-down nicks, an entering user gets the reserved nick, with 210', async t => {
  const { romeo, juliet, room } = await withReservedNick(t, LOCKED)
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  const self = await juliet.receives(`<presence from='${room}/hag'><x><status code='110'/></x></presence>`)
  t.same(codesOf(self), [110, 170, 210])
  const [seen] = await romeo.receivesOnly(`<presence from='${room}/hag'/>`)
  t.same(seen && codesOf(seen), [])
})

t.test('7.2.2: an entry with the reserved nick, or by a user without one, has no 210', async t => {
  const { juliet, mercutio, room } = await withReservedNick(t, LOCKED)
  t.same(codesOf(await juliet.enters(room, { nick: 'hag' })), [110, 170])
  t.same(codesOf(await mercutio.enters(room, { nick: 'queen' })), [110, 170])
})

t.test('Rule 5, 17.3: entering again by another nick sends everything again under the reserved one', async t => {
  const { romeo, juliet, room } = await withReservedNick(t, LOCKED)
  await juliet.enters(room, { nick: 'hag' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  const self = await juliet.receives(`<presence from='${room}/romeo'/>`, `<presence from='${room}/hag'/>`)
  t.same(codesOf(self), [110, 170, 210])
  await romeo.receivesOnly(`<presence from='${room}/hag'/>`)
})

t.test('Rule 22, 7.6: changing a locked-down nick is not-acceptable', async t => {
  const { romeo, juliet, room } = await withReservedNick(t, LOCKED)
  await juliet.enters(room, { nick: 'hag' })
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/juliet' id='p1'/>`)
  await juliet.receivesOnly(`<presence type='error' id='p1'><error type='cancel'><not-acceptable/></error></presence>`)
  await romeo.receivesNothing()
})

t.test('7.6: a user without a reserved nick may change theirs', async t => {
  const { mercutio, room } = await withReservedNick(t, LOCKED)
  await mercutio.enters(room)
  mercutio.sends(`<presence to='${room}/queen'/>`)
  await mercutio.receivesOnly(`<presence type='unavailable'/>`, `<presence from='${room}/queen'/>`)
})

t.test('Rule 5, 7.10: reserving a nick for an occupant renames them at once', async t => {
  const { romeo, juliet, room } = await gathered(t, LOCKED)
  await romeo.administers(room, item(juliet.bare, 'hag'))
  const [membership, gone, come] = await juliet.receivesOnly(
    `<presence from='${room}/juliet'><x><item affiliation='member'/></x></presence>`,
    `<presence type='unavailable' from='${room}/juliet'><x><item nick='hag'/></x></presence>`,
    `<presence from='${room}/hag'/>`,
  )
  t.same(
    [membership, gone, come].map(one => one && codesOf(one)),
    [[110], [110, 303], [110, 210]],
  )
  t.match(come && itemOf(come), { affiliation: 'member', role: 'participant' })
  const seen = await romeo.receives(`<presence from='${room}/hag'/>`)
  t.same(codesOf(seen), [210])
})

t.test('7.10: locking down nicks gives occupants their reserved ones', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'hag'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await romeo.configures(room, { [FIELD]: '1' })
  await mercutio.receivesOnly(
    "<message><x><status code='104'/></x></message>",
    `<presence type='unavailable' from='${room}/juliet'><x><status code='303'/></x></presence>`,
    `<presence from='${room}/hag'><x><status code='210'/></x></presence>`,
  )
  t.same((await romeo.readsConfiguration(room))[FIELD], ['1'])
})

t.test('10.2: a renamed occupant is broadcast as gone even if the same form hides their role', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'hag'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await romeo.configures(room, { [FIELD]: '1', 'muc#roomconfig_presencebroadcast': ['moderator'] })
  await mercutio.receivesOnly(
    "<message><x><status code='104'/></x></message>",
    `<presence type='unavailable' from='${room}/juliet'/>`,
  )
  await juliet.receives(`<presence from='${room}/hag'><x><status code='110'/></x></presence>`)
})
