import t, { type Test } from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, scenario } from '../scenario/index.js'

const API = '/api/rainbow/enduser/v1.0'
const INVITATION = `<event xmlns='jabber:iq:configuration' name='invitation'/>`

const WORDS = {
  invitation: 'has been invited to join the bubble',
  join: 'has joined the bubble',
  leave: 'has left the bubble',
}

/** Juliet's room, which she is in, and what people do about its users over REST. Who is asked is named by bare JID. */
async function roomOfJuliet(t: Test, visibility: 'private' | 'public' = 'private') {
  const scene = await scenario(t)
  const { juliet } = scene
  const room = await linkedRoom(juliet, visibility)
  await juliet.enters(room.jid)
  await juliet.receivedMeanwhile()
  const users = `${API}/rooms/${room.id}/users`
  const adds = (who: Actor, more: object = {}, by = juliet) =>
    by.calls('POST', users, { userId: who.bare, reason: 'Tea', status: 'invited', ...more })
  const updates = (who: Actor, change: object, by = who) => by.calls('PUT', `${users}/${who.bare}`, change)
  const removes = (who: Actor, by = juliet) => by.calls('DELETE', `${users}/${who.bare}`)
  const standing = async (who: Actor) => {
    const { body } = await juliet.calls('GET', `${users}/${who.bare}`)
    return textAt(body, 'data', 'status') ?? 'none'
  }
  /** What the room says to all devices of its users, of one of them. */
  const news = (who: Actor, attributes: string) =>
    `<message from='${room.jid}'><room xmlns='jabber:iq:configuration' roomid='${room.id}' roomjid='${room.jid}'
      userjid='${who.bare}' ${attributes}/></message>`
  const event = (who: Actor, name: string, words: string) =>
    `<message from='${room.jid}' type='groupchat'><body>${who.name} ${words}</body>
      <event xmlns='jabber:iq:configuration' name='${name}' jid='${who.bare}'/></message>`
  return { ...scene, room, adds, updates, removes, standing, news, event }
}

t.test('who is invited gets the invitation of the moderator, and the news; so do the others', async t => {
  const { juliet, romeo, room, adds, news, event } = await roomOfJuliet(t)
  t.equal((await adds(romeo)).status, 200)
  await juliet.receivesAll(event(romeo, 'invitation', WORDS.invitation), news(romeo, `status='invited'`))
  const invitation = `<message from='${juliet.bare}' type='chat'><x xmlns='jabber:x:conference' jid='${room.jid}'
    reason='Tea' thread='${room.id}' roomid='${room.id}' name='The orchard'/>${INVITATION}</message>`
  await romeo.receivesAll(invitation, news(romeo, `status='invited'`))
})

t.test('that somebody accepts, all who are in the room hear, by an event and as news', async t => {
  const { juliet, romeo, mercutio, room, adds, updates, news, event } = await roomOfJuliet(t)
  await adds(mercutio, { status: 'accepted' })
  await mercutio.enters(room.jid)
  await adds(romeo)
  t.equal((await updates(romeo, { status: 'accepted' })).status, 200)
  for (const told of [juliet, mercutio]) {
    await told.receives(news(romeo, `status='accepted'`), event(romeo, 'join', WORDS.join))
  }
  await romeo.receives(news(romeo, `status='accepted'`))
})

t.test('that somebody declines, leaves or is removed, all who are in the room hear', async t => {
  const { juliet, romeo, adds, updates, removes, news, event } = await roomOfJuliet(t)
  const left = event(romeo, 'leave', WORDS.leave)
  await adds(romeo)
  await updates(romeo, { status: 'rejected' })
  await juliet.receives(news(romeo, `status='rejected'`), left)
  await romeo.receives(news(romeo, `status='rejected'`))
  await updates(romeo, { status: 'accepted' }, juliet)
  await updates(romeo, { status: 'unsubscribed' })
  await juliet.receives(news(romeo, `status='unsubscribed'`), left)
  await updates(romeo, { status: 'accepted' }, juliet)
  await removes(romeo)
  await juliet.receives(news(romeo, `status='deleted'`), left)
  await romeo.receives(news(romeo, `status='deleted'`))
})

t.test('a new privilege is news to all users, and takes effect in the room', async t => {
  const { juliet, romeo, room, adds, updates, news } = await roomOfJuliet(t)
  await adds(romeo, { status: 'accepted' })
  await romeo.enters(room.jid)
  await updates(romeo, { privilege: 'moderator' }, juliet)
  await juliet.receives(news(romeo, `privilege='moderator'`))
  await romeo.receives(news(romeo, `privilege='moderator'`))
  await romeo.receives(
    `<presence from='${room.jid}/romeo'><x><item affiliation='admin' role='moderator'/></x></presence>`,
  )
  await updates(romeo, { privilege: 'guest' }, juliet)
  await romeo.receives(
    `<presence from='${room.jid}/romeo'><x><item affiliation='member' role='visitor'/></x></presence>`,
  )
})

t.test('who is removed from a private room over REST has to leave it', async t => {
  const { juliet, romeo, room, adds, updates } = await roomOfJuliet(t)
  await adds(romeo, { status: 'accepted' })
  await romeo.enters(room.jid)
  await updates(romeo, { status: 'unsubscribed' }, juliet)
  await romeo.receives(`<presence from='${room.jid}/romeo' type='unavailable'><x><status code='321'/></x></presence>`)
  await juliet.receives(`<presence from='${room.jid}/romeo' type='unavailable'/>`)
})

t.test('who is invited and enters with any client has accepted', async t => {
  const { juliet, romeo, room, adds, news, standing } = await roomOfJuliet(t)
  await adds(romeo)
  t.equal(await standing(romeo), 'invited')
  await romeo.enters(room.jid)
  await juliet.receives(news(romeo, `status='accepted'`))
  t.equal(await standing(romeo), 'accepted')
})

t.test('who is invited and declines with any client has declined', async t => {
  const { juliet, romeo, room, adds, news, standing } = await roomOfJuliet(t)
  await adds(romeo)
  romeo.sends(`<message to='${room.jid}'><x xmlns='http://jabber.org/protocol/muc#user'>
    <decline to='${juliet.bare}'><reason>Homework</reason></decline></x></message>`)
  await juliet.receives(news(romeo, `status='rejected'`))
  t.equal(await standing(romeo), 'rejected')
})

t.test('what XMPP clients change of the members is news, and is seen over REST', async t => {
  const { juliet, romeo, room, news, standing } = await roomOfJuliet(t)
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='member'/>`)
  await romeo.receives(news(romeo, `status='accepted'`))
  t.equal(await standing(romeo), 'accepted')
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='admin'/>`)
  await romeo.receives(news(romeo, `privilege='moderator'`))
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='outcast'/>`)
  await romeo.receives(news(romeo, `status='deleted'`))
  t.equal(await standing(romeo), 'none')
})

t.test('who joins by a link is news to all users; the event goes to moderators alone', async t => {
  const { juliet, romeo, mercutio, room, adds, news, event } = await roomOfJuliet(t)
  await adds(mercutio, { status: 'accepted' })
  await mercutio.enters(room.jid)
  await mercutio.receivedMeanwhile()
  await joins(romeo, room.openInviteId)
  await juliet.receivesAll(event(romeo, 'invitation', WORDS.invitation), news(romeo, `status='accepted'`))
  await mercutio.receives(news(romeo, `status='accepted'`))
  await mercutio.receivesNothing(`<message><event/></message>`)
  await romeo.receives(news(romeo, `status='accepted'`))
})

t.test('in a room that hides addresses, only its moderators hear of its members', async t => {
  const { juliet, romeo, mercutio, room } = await scenario(t)
  await juliet.enters(room)
  for (const who of [romeo, mercutio]) await juliet.administers(room, `<item jid='${who.bare}' affiliation='member'/>`)
  const news = (who: Actor) => `<message from='${room}'><room userjid='${who.bare}'/></message>`
  await juliet.receives(news(mercutio))
  await mercutio.receives(news(mercutio))
  await romeo.receives(news(romeo))
  await romeo.receivesNothing(news(mercutio))
})

t.test('what cannot be stored is told to nobody', async t => {
  const { juliet, romeo, store, adds, standing } = await roomOfJuliet(t)
  store.failNextCommit()
  t.equal((await adds(romeo)).status, 500)
  await romeo.receivesNothing()
  await juliet.receivesNothing()
  t.equal(await standing(romeo), 'none')
})
