import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

t.test("17.3: an occupant's probe of a nick is answered with its presence, with the JID if permitted", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<presence type='probe' to='${room}/juliet'/>`)
  await romeo.receivesOnly(`<presence from='${room}/juliet'><x><item jid='${juliet.jid}'/></x></presence>`)
  juliet.sends(`<presence type='probe' to='${room}/romeo'/>`)
  const [seen] = await juliet.receivesOnly(`<presence from='${room}/romeo'><x><item role='moderator'/></x></presence>`)
  t.notMatch(String(seen), romeo.bare)
})

t.test('17.3: a probe from outside, or of an unknown nick, is not answered and does not enter', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence type='probe' to='${room}/juliet'/>`)
  juliet.sends(`<presence type='probe' to='${room}/nobody'/>`)
  await mercutio.receivesNothing('<presence/>')
  await juliet.receivesNothing('<presence/>')
})
