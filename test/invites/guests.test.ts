import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { guestScene } from '../guest-access/stage.js'
import { assertRefused, itemOf } from '../scenario/index.js'
import { changes, historyOf, usesOf } from './plain-link.js'

const HAT = `<hats xmlns='urn:xmpp:hats:0'><hat title='Gast' uri='urn:latchstring:hat:guest'/></hats>`

t.test('XEP-0317: the others see a guest as an occupant with a hat, without an affiliation', async t => {
  const { romeo, room, link, comes } = await guestScene(t, { config: { 'muc#roomconfig_lang': 'de' } })
  const nina = await comes('Nina')
  const seen = await romeo.receives(`<presence from='${room}/Nina'>${HAT}</presence>`)
  t.match(itemOf(seen), { affiliation: 'none', role: 'participant', jid: nina.jid })
  t.same([await usesOf(romeo, link), (await historyOf(romeo, room))[0]?.split(' ')[0]], [1, 'used'])
  const roomId = textAt((await romeo.calls('GET', link.path)).body, 'data', 'roomId')
  const { body } = await romeo.calls('GET', `/api/v1/rooms/${roomId}/links/${link.linkId}/story`)
  t.match(body, { data: [{ event: 'used', name: 'Nina', user: { jid: nina.bare } }, { event: 'made' }] })
})

t.test('a guest waits for an approval, which a line of text gives, and enters then', async t => {
  const { romeo, room, domain, link, makes, guest } = await guestScene(t, { terms: { admission: 'unlock_ack' } })
  const account = await makes('Nina')
  const nina = await guest(account)
  const enters = `<presence to='${room}/Nina'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
  nina.sends(enters)
  assertRefused(await nina.receives(`<presence type='error'/>`), ['registration-required', 'auth'], 'Please wait')
  romeo.sends(`<message to='${domain}' type='chat'><body>approve ${account.jid} ${room}</body></message>`)
  await nina.receives(`<message from='${domain}' type='chat'/>`)
  await nina.enters(room)
  t.equal(await usesOf(romeo, link), 1)
})

t.test('9.1: a banned guest leaves with 301, and no guest comes from the same address', async t => {
  const { romeo, room, comes, makes } = await guestScene(t)
  const nina = await comes('Nina')
  await romeo.administers(room, `<item jid='${nina.bare}' affiliation='outcast'/>`)
  await nina.receives(`<presence from='${room}/Nina' type='unavailable'><x><status code='301'/></x></presence>`)
  await t.rejects(makes('Otto'), /banned/)
})

t.test('removeGuests puts the guests of a paused link out, with 307', async t => {
  const { romeo, room, link, comes, makes } = await guestScene(t)
  const nina = await comes('Nina')
  await changes(romeo, link, { paused: true, removeGuests: true })
  await nina.receives(`<presence from='${room}/Nina' type='unavailable'><x><status code='307'/></x></presence>`)
  await romeo.receives(`<presence from='${room}/Nina' type='unavailable'/>`)
  await t.rejects(makes('Otto'), /paused/)
})

t.test('the moderators list the guests of the room; a restart keeps them', async t => {
  const { romeo, room, link, comes, restart } = await guestScene(t)
  const nina = await comes('Nina')
  await restart()
  const { body } = await romeo.calls('GET', `/api/v1/rooms/${room}/guests`)
  t.match(body, { total: 1, data: [{ jid: nina.bare, name: 'Nina', linkId: link.linkId, status: 'admitted' }] })
  t.equal((await romeo.calls('DELETE', `/api/v1/rooms/${room}/guests/${nina.bare}`)).status, 200)
  await romeo.receives(`<presence from='${room}/Nina' type='unavailable'/>`)
  t.equal(textAt((await romeo.calls('GET', `/api/v1/rooms/${room}/guests`)).body, 'data', '0'), undefined)
})

t.test('a destroyed room ends its guests', async t => {
  const { romeo, room, comes, guest } = await guestScene(t)
  const nina = await comes('Nina')
  await romeo.destroys(room)
  await nina.receives(`<presence from='${room}/Nina' type='unavailable'><x><destroy/></x></presence>`)
  await t.rejects(guest(nina.account), /<not-authorized\/>/)
})
