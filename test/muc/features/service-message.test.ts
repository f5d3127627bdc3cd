import t from 'tap'
import { assertRefused, scenario } from '../../scenario/index.js'

t.test('rooms.admins: an admin of the service writes to a room without entering it', async t => {
  const { romeo, juliet, room } = await scenario(t, { admins: ['juliet'] })
  await romeo.enters(room)
  juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>The service stops at noon.</body></message>`)
  await romeo.receivesOnly(
    `<message from='${room}/rooms.localhost' type='groupchat' id='m1'><body>The service stops at noon.</body></message>`,
  )
  await juliet.receivesNothing()
})

t.test('7.2.8: the nick of the texts of a room itself is a conflict for all', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  for (const nick of ['rooms.localhost', 'Rooms.Localhost']) {
    juliet.sends(`<presence to='${room}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    assertRefused(await juliet.receives("<presence type='error'/>"), ['conflict', 'cancel'])
    romeo.sends(`<presence to='${room}/${nick}'/>`)
    assertRefused(await romeo.receives("<presence type='error'/>"), ['conflict', 'cancel'])
  }
})

t.test("Rule 20, 7.5: any other outsider's message is not-acceptable", async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, { admins: ['juliet'] })
  await romeo.enters(room)
  mercutio.sends(`<message to='${room}' type='groupchat'><body>I am one too</body></message>`)
  assertRefused(await mercutio.receives(`<message type='error'/>`), ['not-acceptable', 'modify'])
  juliet.sends(`<message to='${room}' type='groupchat'><subject>No body</subject></message>`)
  assertRefused(await juliet.receives(`<message type='error'/>`), ['not-acceptable', 'modify'])
  await romeo.receivesNothing()
})
