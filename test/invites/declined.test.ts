import t from 'tap'
import { type Actor, assertRefused, scenario } from '../scenario/index.js'
import { linkedScene, makesLink } from './plain-link.js'
import { joins } from './rest-room.js'

const DAY = 24 * 60 * 60 * 1000
const REFUSED = { status: 403, body: { errorDetails: /declined.*ask again after/, errorDetailsCode: 403000 } }
const WAITING = { status: 403, body: { errorDetailsCode: 403624 } }
const ACK = { admission: 'unlock_ack' }

const enters = (joiner: Actor, room: string, id: string) =>
  joiner.sends(`<presence to='${room}/${joiner.name}'><x xmlns='http://jabber.org/protocol/muc'>
    <password>${id}</password></x></presence>`)
const answers = (moderator: Actor, room: string, joiner: Actor, decision: 'approve' | 'decline') =>
  moderator.calls('POST', `/api/v1/rooms/${room}/requests/${joiner.bare}`, { decision })

t.test('a declined joiner may not ask again for a day, by any link and any way, also after a restart', async t => {
  const { romeo, juliet, room, link, passes, restart } = await linkedScene(t, { terms: ACK })
  const other = await makesLink(romeo, room, ACK)
  t.match(await joins(juliet, link.id), WAITING)
  t.match(await answers(romeo, room, juliet, 'decline'), { status: 200 })
  await restart()
  for (const { id } of [link, other]) {
    t.match(await joins(juliet, id, { reason: 'Please' }), REFUSED)
    t.match(await juliet.calls('POST', '/api/v1/join', { openInviteId: id }), REFUSED)
    enters(juliet, room, id)
    assertRefused(await juliet.receives(`<presence type='error'/>`), ['forbidden', 'auth'], 'ask again after')
  }
  await passes(DAY - 60_000)
  t.match(await joins(juliet, link.id), REFUSED)
  await passes(60_000)
  t.match(await joins(juliet, link.id), WAITING)
  t.match(await answers(romeo, room, juliet, 'approve'), { status: 200 })
})

t.test('a moderator who adds a declined person forgets the decision', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: ACK })
  await joins(juliet, link.id)
  await answers(romeo, room, juliet, 'decline')
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await romeo.administers(room, `<item affiliation='none' jid='${juliet.bare}'/>`)
  t.match(await joins(juliet, link.id), WAITING)
})

t.test('a request that ends with its link is no decision about the person', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: ACK })
  const other = await makesLink(romeo, room, ACK)
  t.match(await joins(juliet, link.id), WAITING)
  await romeo.calls('DELETE', link.path)
  t.match(await joins(juliet, other.id), WAITING)
})

t.test('a decision that could not be stored is none: the request still waits', async t => {
  const { romeo, juliet, room, link, store } = await linkedScene(t, { terms: ACK })
  await joins(juliet, link.id)
  store.failNextCommit()
  t.match(await answers(romeo, room, juliet, 'decline'), { status: 500 })
  t.match(await joins(juliet, link.id), WAITING)
})

t.test('9.9: a person whose registration was denied may not ask again for a day', async t => {
  const { romeo, juliet, room, passes } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { 'x-muc#roomconfig_registration': 'approval' })
  const registers = () =>
    juliet.asks(`<iq type='set' to='${room}'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#register</value></field>
      <field var='muc#register_roomnick'><value>Jule</value></field></x></query></iq>`)
  t.equal((await registers()).attrs['type'], 'result')
  romeo.sends(`<message to='${room}'><x xmlns='jabber:x:data' type='submit'>
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#register</value></field>
    <field var='x-muc#register_jid'><value>${juliet.bare}</value></field>
    <field var='muc#register_allow'><value>0</value></field></x></message>`)
  await juliet.receives(`<message from='${room}'><x type='result'/></message>`)
  assertRefused(await registers(), ['forbidden', 'auth'], 'ask again after')
  await passes(DAY)
  t.equal((await registers()).attrs['type'], 'result')
})
