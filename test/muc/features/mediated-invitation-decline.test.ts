import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

const NS = `xmlns='http://jabber.org/protocol/muc#user'`

const decline = (room: string, to: string) => `<message to='${room}' id='d1'><x ${NS}>
  <decline to='${to}' from='romeo@localhost'><reason>Sick &amp; tired</reason></decline></x></message>`

t.test("Rule 24, §7.8.2: an outsider's decline reaches the inviter from the room", async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}'><x ${NS}><invite to='${mercutio.bare}'/></x></message>`)
  const invitation = await mercutio.receives(`<message><x ${NS}><invite/></x></message>`)
  mercutio.sends(decline(room, invitation.getChild('x')?.getChild('invite')?.attrs['from']))
  await juliet.receivesOnly(`<message from='${room}' id='d1'><x ${NS}>
    <decline from='${mercutio.bare}'><reason>Sick &amp; tired</reason></decline></x></message>`)
  await romeo.receivesNothing()
  await mercutio.receivesNothing()
})

t.test('7.8.2: a decline may name the inviter by real JID, with or without resource', async t => {
  const { romeo, juliet, mercutio, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await juliet.receivedMeanwhile()
  for (const to of [juliet.bare, juliet.jid, `${juliet.bare}/elsewhere`]) {
    mercutio.sends(decline(room, to))
    await juliet.receivesOnly(`<message from='${room}'><x><decline from='${mercutio.bare}'/></x></message>`)
  }
  await garden.receivesNothing()
  await romeo.receivesNothing()
})

t.test('7.8.2: a decline reaches an inviter who has left, if affiliated with the room', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_persistentroom': '1' })
  await romeo.leaves(room)
  mercutio.sends(decline(room, romeo.bare))
  await romeo.receives(`<message from='${room}'><x><decline from='${mercutio.bare}'/></x></message>`)
  await juliet.leaves(room)
  mercutio.sends(decline(room, juliet.bare))
  await juliet.receivesNothing()
})

t.test('a decline cannot carry a message to any other user', async t => {
  const { mercutio, actor, room } = await romeoAndJuliet(t)
  const tybalt = await actor('tybalt')
  mercutio.sends(decline(room, tybalt.bare))
  // Nor does the refusal reveal who is affiliated with the room.
  await mercutio.receivesNothing()
  await tybalt.receivesNothing()
})

t.test('a banned user, or one who cannot have been invited, cannot send a decline', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='outcast'/>`)
  await juliet.receivedMeanwhile()
  mercutio.sends(decline(room, juliet.bare))
  await mercutio.receives(`<message type='error' id='d1'><error type='auth'><forbidden/></error></message>`)
  await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='none'/>`)
  await romeo.administers(room, `<item jid='${juliet.bare}' affiliation='member'/>`)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  await juliet.receivedMeanwhile()
  mercutio.sends(decline(room, juliet.bare))
  await mercutio.receives(`<message type='error' id='d1'><error type='auth'><forbidden/></error></message>`)
  await juliet.receivesNothing()
})
