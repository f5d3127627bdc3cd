import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const DONE = "<iq type='result'/>"
const OUTCASTS = "<item affiliation='outcast'/>"
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('9.2: the ban of a domain removes its users, who cannot enter again', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  assertLike(await romeo.administers(room, "<item affiliation='outcast' jid='localhost'/>"), DONE)
  for (const actor of [juliet, mercutio]) {
    await actor.receives(`<presence type='unavailable'><x><status code='301'/><status code='110'/></x></presence>`)
    actor.sends(enter(`${room}/${actor.name}`))
    await actor.receives(`<presence type='error'><error type='auth'><forbidden/></error></presence>`)
  }
  const gone = (nick: string) =>
    `<presence type='unavailable' from='${room}/${nick}'><x><status code='301'/></x></presence>`
  const banned = `<message from='${room}'><x><item affiliation='outcast' jid='localhost'/></x></message>`
  await romeo.receivesOnly(banned, gone('juliet'), gone('mercutio'))
})

t.test("9.2: a user's own affiliation takes precedence over their domain's ban", async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await juliet.receivedMeanwhile()
  await romeo.administers(room, "<item affiliation='outcast' jid='localhost'/>")
  await juliet.receivesOnly(`<presence type='unavailable' from='${room}/mercutio'/>`)
  await juliet.leaves(room)
  const self = await juliet.enters(room)
  assertLike(self, "<presence><x><item affiliation='member' role='participant'/></x></presence>")
  assertLike(await mercutio.discovers('items', room), '<iq><query/></iq>')
})

t.test('9.2: the ban list includes a domain, and its ban is lifted like any other', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, "<item affiliation='outcast' jid='localhost'/>")
  assertLike(await romeo.lists(room, OUTCASTS), "<iq><query><item affiliation='outcast' jid='localhost'/></query></iq>")
  await romeo.administers(room, "<item affiliation='none' jid='localhost'/>")
  await juliet.enters(room)
})

t.test('9.2: the ban of a user remains when the ban of their domain is lifted', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, "<item affiliation='outcast' jid='localhost'/>")
  await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare}'/>`)
  await romeo.administers(room, "<item affiliation='none' jid='localhost'/>")
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(`<presence type='error'><error><forbidden/></error></presence>`)
  await mercutio.enters(room)
})

t.test('a domain can be an outcast and have no other affiliation', async t => {
  const { romeo, room } = await gathered(t)
  for (const affiliation of ['member', 'admin', 'owner']) {
    const reply = await romeo.administers(room, `<item affiliation='${affiliation}' jid='capulet.example'/>`)
    assertRefused(reply, ['not-acceptable', 'modify'])
  }
})
