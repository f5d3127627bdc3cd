import t from 'tap'
import { attr } from '../../src/stanza/element.js'
import { type Actor, scenario, startDevStage } from '../scenario/index.js'
import { makesLink } from './plain-link.js'
import { bindsLink, joins, linkedRoom } from './rest-room.js'

const EVENT = `<event xmlns='jabber:iq:configuration' name='invitation'/>`
const INVITATION = `<x xmlns='jabber:x:conference'/>`

t.test('an occupant who joins by a link is broadcast as a member', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet, 'public')
  await juliet.enters(jid)
  await romeo.enters(jid)
  await mercutio.enters(jid)
  await joins(romeo, openInviteId)
  const presence = `<presence from='${jid}/romeo'><x><item affiliation='member' role='participant'/></x></presence>`
  await mercutio.receives(presence)
  await juliet.receives(presence)
  await romeo.receives(
    `<presence from='${jid}/romeo'><x><item affiliation='member'/><status code='110'/></x></presence>`,
  )
  t.pass()
})

t.test('a non-anonymous room announces an absent person who joins by a link', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet, 'public')
  await juliet.enters(jid)
  await juliet.configures(jid, { 'muc#roomconfig_whois': 'anyone' })
  await mercutio.enters(jid)
  await joins(romeo, openInviteId)
  await mercutio.receives(`<message from='${jid}'>
    <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member' role='none' jid='${romeo.bare}'/></x></message>`)
})

t.test('the event goes to all clients of all moderators in the room, and to no one else', async t => {
  const { juliet, romeo, mercutio, actor } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet, 'public')
  const garden = await actor('juliet', 'garden')
  await juliet.enters(jid)
  await garden.enters(jid)
  await mercutio.enters(jid)
  await joins(romeo, openInviteId)
  await juliet.receives(`<message from='${jid}' to='${juliet.jid}'>${EVENT}</message>`)
  await garden.receives(`<message from='${jid}' to='${garden.jid}'>${EVENT}</message>`)
  await mercutio.receivesNothing()
})

t.test(
  'the words of the family for a join are said for its routes only; other ways say who came by which link',
  async t => {
    const { juliet, romeo, mercutio } = await scenario(t)
    const { id, jid } = await linkedRoom(juliet)
    await juliet.enters(jid)
    const link = await makesLink(juliet, id, { label: 'Ball' })
    const bodyOf = async (who: Actor) => {
      const event = `<message from='${jid}'><event name='invitation' jid='${who.bare}'/></message>`
      return (await juliet.receives(event)).getChildText('body')
    }
    await joins(romeo, link.id)
    t.equal(await bodyOf(romeo), 'romeo has been invited to join the bubble')
    await mercutio.calls('POST', '/api/v1/join', { openInviteId: link.id })
    const name = `Ball (…${link.linkId.slice(-6)})`
    t.equal(await bodyOf(mercutio), `mercutio (${mercutio.bare}) has joined by ${name} of ${juliet.bare}`)
  },
)

t.test('XEP-0249: an invitation has no type; with a client of the family it has the type chat', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  await mercutio.usesFamilyClient()
  for (const who of [romeo, mercutio]) await joins(who, openInviteId)
  const plain = await romeo.receives(`<message><x xmlns='jabber:x:conference' jid='${jid}'/></message>`)
  t.equal(attr(plain, 'type') ?? 'normal', 'normal')
  t.equal(plain.getChild('event'), undefined)
  await mercutio.receives(`<message type='chat'><x xmlns='jabber:x:conference' jid='${jid}'/>${EVENT}</message>`)
})

t.test('the invitation comes from the owner of the link', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const room = await linkedRoom(juliet)
  await juliet.administers(room.jid, `<item jid='${mercutio.bare}' affiliation='admin'/>`)
  const theirs = await bindsLink(mercutio, room.id)
  t.not(theirs, room.openInviteId)
  await joins(romeo, theirs)
  await romeo.receives(`<message from='${mercutio.bare}'>${INVITATION}</message>`)
})

t.test('the invitation of a link carries the password of the room', async t => {
  const { juliet, romeo } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  await juliet.configures(jid, {
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'wherefore',
  })
  t.equal((await joins(romeo, openInviteId, { roomPassword: 'wrong' })).status, 403)
  t.equal((await joins(romeo, openInviteId)).status, 200)
  await romeo.receives(`<message><x xmlns='jabber:x:conference' jid='${jid}' password='wherefore'/></message>`)
})

t.test('a link does not open a new room at the address of a destroyed one', async t => {
  const { juliet, romeo } = await scenario(t, { rooms: { tombstones: 0 } })
  const { jid, openInviteId } = await linkedRoom(juliet)
  await juliet.asks(
    `<iq type='set' to='${jid}'><query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query></iq>`,
  )
  await juliet.enters(jid)
  const { status, body } = await joins(romeo, openInviteId)
  t.equal(status, 404)
  t.match(body, { errorDetailsCode: 404116 })
})

t.test('a join that fails to commit notifies no one, and can be repeated', async t => {
  const { juliet, romeo, store } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  await juliet.enters(jid)
  store.failNextCommit()
  t.equal((await joins(romeo, openInviteId)).status, 500)
  await juliet.receivesNothing()
  await romeo.receivesNothing()
  t.match((await joins(romeo, openInviteId)).body, { data: { hasAlreadyJoinThisRoom: false } })
  await romeo.receives(`<message from='${juliet.bare}'>${INVITATION}</message>`)
})

t.test('an invitation made while the link was down is sent once when the link is restored', async t => {
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const { juliet, romeo, linkIsUp } = await scenario(t, { server: stage.server })
  const { openInviteId } = await linkedRoom(juliet)
  stage.cutLink()
  t.equal((await joins(romeo, openInviteId)).status, 200)
  await linkIsUp()
  await romeo.receives(`<message from='${juliet.bare}'>${INVITATION}</message>`)
  await romeo.receivesNothing()
})

t.test('an invitation sent just before the link was lost is sent again with the same id', async t => {
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const { juliet, romeo, linkIsUp } = await scenario(t, { server: stage.server })
  const { openInviteId } = await linkedRoom(juliet)
  await joins(romeo, openInviteId)
  const first = await romeo.receives(`<message>${INVITATION}</message>`)
  await juliet.settles()
  stage.cutLink()
  await linkIsUp()
  const second = await romeo.receives(`<message>${INVITATION}</message>`)
  t.equal(attr(second, 'id'), attr(first, 'id'))
  await romeo.receivesNothing()
})

t.test('an invitation unconfirmed at a stop is sent after the start with the same id', async t => {
  const { juliet, romeo, restart, store } = await scenario(t)
  const stanza = `<message from="${juliet.bare}" to="${romeo.bare}" id="i1" type="chat">${INVITATION}</message>`
  await store.commit([{ kind: 'delivery', was: undefined, now: { id: 'i1', stanza }, at: 1 }])
  await restart()
  const invitation = await romeo.receives(`<message>${INVITATION}</message>`)
  t.equal(attr(invitation, 'id'), 'i1')
})

t.test('a confirmed invitation is not sent again after a restart', async t => {
  const { juliet, romeo, restart } = await scenario(t)
  const { openInviteId } = await linkedRoom(juliet)
  await joins(romeo, openInviteId)
  await romeo.receives(`<message>${INVITATION}</message>`)
  await restart()
  await romeo.receivesNothing()
})

t.test('the link of a former moderator admits no one', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const room = await linkedRoom(juliet)
  await juliet.administers(room.jid, `<item jid='${mercutio.bare}' affiliation='admin'/>`)
  const theirs = await bindsLink(mercutio, room.id)
  await juliet.administers(room.jid, `<item jid='${mercutio.bare}' affiliation='outcast'/>`)
  t.match(await joins(romeo, theirs), { status: 404, body: { errorDetailsCode: 404116 } })
  t.equal((await joins(romeo, room.openInviteId)).status, 200)
})
