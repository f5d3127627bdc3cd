import t from 'tap'
import { codesOf, itemOf } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

t.test('Rule 18, §7.2.18: presence from outside the room is answered by 110, 307 and 333', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/mercutio'><show>away</show></presence>`)
  const [kick] = await mercutio.receivesOnly(
    `<presence type='unavailable' from='${room}/mercutio'><x><item><reason/></item></x></presence>`,
  )
  t.same(kick && codesOf(kick), [110, 307, 333])
  t.same(kick && itemOf(kick), { affiliation: 'none', role: 'none' })
  await romeo.receivesNothing()
})

t.test("7.2.18: the answer has the user's affiliation, whatever nick is claimed", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await juliet.leaves(room)
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence to='${room}/romeo'/>`)
  const [kick] = await juliet.receivesOnly(`<presence type='unavailable' from='${room}/romeo'/>`)
  t.same(kick && itemOf(kick), { affiliation: 'member', role: 'none' })
  await romeo.receivesNothing()
})

t.test('7.2.18: presence without the muc element creates no room', async t => {
  const { mercutio, domain } = await romeoAndJuliet(t)
  const mantua = `mantua@${domain}`
  mercutio.sends(`<presence to='${mantua}/mercutio'/>`)
  await mercutio.receivesOnly(`<presence type='unavailable' from='${mantua}/mercutio'/>`)
  t.same(codesOf(await mercutio.enters(mantua)), [110, 170, 201])
})
