import t from 'tap'
import { assertRefused, scenario } from '../scenario/index.js'
import { untilAbsent } from './absent.js'
import { deskOf, GUEST } from './desk.js'

const DOMAIN = 'rooms.localhost'
const ROOM = `verona@${DOMAIN}`
const guestDesk = deskOf(new Map([[GUEST, ROOM]]), DOMAIN)
const account = { jid: `${GUEST}@${DOMAIN}`, password: 'key' }

t.test('a guest and a person of the server talk in a room', async t => {
  const { romeo, room, guest } = await scenario(t, { guestDesk })
  await romeo.enters(room)
  const tybalt = await guest(account)
  await tybalt.enters(room, { nick: 'tybalt' })
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  tybalt.sends(`<message to='${room}' type='groupchat' id='a'><body>Peace? I hate the word</body></message>`)
  await romeo.receives(`<message from='${room}/tybalt' id='a'><body>Peace? I hate the word</body></message>`)
  romeo.sends(`<message to='${room}/tybalt' type='chat'><body>I do protest</body></message>`)
  await tybalt.receives(`<message from='${room}/tybalt' id='a'/>`, `<message from='${room}/romeo' type='chat'/>`)
})

t.test('RFC 6121 §4.6.3: a guest who signs out leaves the room at once', async t => {
  const { romeo, room, guest } = await scenario(t, { guestDesk })
  await romeo.enters(room)
  const tybalt = await guest(account)
  await tybalt.enters(room, { nick: 'tybalt' })
  await tybalt.signsOut()
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('a guest without a connection leaves after the grace', async t => {
  const scene = await scenario(t, { guestDesk })
  const { romeo, room, guest, passes } = scene
  await romeo.enters(room)
  const tybalt = await guest(account)
  await tybalt.enters(room, { nick: 'tybalt' })
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  await romeo.receivedMeanwhile()
  tybalt.vanishes()
  await untilAbsent(scene, 1)
  await passes(59_000)
  await romeo.receivesNothing()
  await passes(1000)
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('a guest may write to the own room and its occupants only', async t => {
  const { romeo, room, guest, domain } = await scenario(t, { guestDesk })
  await romeo.enters(room)
  await romeo.enters(`mantua@${domain}`)
  const tybalt = await guest(account)
  const asked = await tybalt.asks(`<iq type='get' to='mantua@${domain}'><ping xmlns='urn:xmpp:ping'/></iq>`)
  assertRefused(asked, ['not-allowed', 'cancel'], `to ${room} and its occupants only`)
})
