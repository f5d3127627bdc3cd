import t from 'tap'
import { assertLike } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const ALL_OCCUPANTS = 'x-muc#roomconfig_canchangenick'
const VISITORS = 'muc#roomconfig_allowvisitornickchange'
const REFUSED = `<presence type='error' id='p1'><error type='cancel'><not-acceptable/></error></presence>`

t.test('Rule 22, 7.6: with locked-down nicks a change is not-acceptable, and the old nick stays', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { rooms: { defaults: { allowNickChange: false } } })
  for (const x of ['', "<x xmlns='http://jabber.org/protocol/muc'/>"]) {
    juliet.sends(`<presence to='${room}/capulet' id='p1'>${x}</presence>`)
    await juliet.receivesOnly(REFUSED)
  }
  await romeo.receivesNothing()
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)
  await romeo.configures(room, { [ALL_OCCUPANTS]: '1' })
  juliet.sends(`<presence to='${room}/capulet'/>`)
  await romeo.receives(`<presence from='${room}/capulet'/>`)
})

t.test('7.6: a room may forbid only visitors to change their nick', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  assertLike(await romeo.configures(room, { [VISITORS]: '0' }), "<iq type='result'/>")
  await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  await mercutio.enters(room)
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/capulet' id='p1'/>`)
  await juliet.receivesOnly(REFUSED)
  await romeo.receivesNothing()
  mercutio.sends(`<presence to='${room}/queen-mab'/>`)
  await romeo.receives(`<presence from='${room}/queen-mab'/>`)
})

t.test('7.6: an occupant who has left may enter again with another nick', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { rooms: { defaults: { allowNickChange: false } } })
  await juliet.leaves(room)
  await juliet.enters(room, { nick: 'capulet' })
  await romeo.receives(`<presence from='${room}/capulet'/>`)
})
