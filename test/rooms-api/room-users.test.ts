import t, { type Test } from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, scenario } from '../scenario/index.js'

const API = '/api/rainbow/enduser/v1.0'
const INVITATION = `<event xmlns='jabber:iq:configuration' name='invitation'/>`

const TEXTS = {
  invitation: 'has been invited to join the bubble',
  join: 'has joined the bubble',
  leave: 'has left the bubble',
}

/** In milliseconds: a room tells its news once in this time. */
const SECOND = 1000

/**
 * Juliet's room, which she occupies, and its users over REST, who use clients of the family. A second passes after each
 * change. `who` is a bare JID.
 */
async function roomOfJuliet(t: Test, visibility: 'private' | 'public' = 'private') {
  const scene = await scenario(t)
  const { juliet, romeo, mercutio } = scene
  for (const who of [juliet, romeo, mercutio]) await who.usesFamilyClient()
  const room = await linkedRoom(juliet, visibility)
  await juliet.enters(room.jid)
  await juliet.receivedMeanwhile()
  await scene.passes(SECOND)
  const inTime = async <T>(change: Promise<T>) => {
    const answer = await change
    await scene.passes(SECOND)
    return answer
  }
  const users = `${API}/rooms/${room.id}/users`
  const adds = (who: Actor, more: object = {}, by = juliet) =>
    inTime(by.calls('POST', users, { userId: who.bare, reason: 'Tea', status: 'invited', ...more }))
  const updates = (who: Actor, change: object, by = who) => inTime(by.calls('PUT', `${users}/${who.bare}`, change))
  const removes = (who: Actor, by = juliet) => inTime(by.calls('DELETE', `${users}/${who.bare}`))
  const statusOf = async (who: Actor) => {
    const { body } = await juliet.calls('GET', `${users}/${who.bare}`)
    return textAt(body, 'data', 'status') ?? 'none'
  }
  /** The notifications of the room to all clients of its users, or of one user. */
  const notification = (who: Actor, attributes: string) =>
    `<message from='${room.jid}'><room xmlns='jabber:iq:configuration' roomid='${room.id}' roomjid='${room.jid}'
      userjid='${who.bare}' ${attributes}/></message>`
  const event = (who: Actor, name: string, text: string) =>
    `<message from='${room.jid}' type='groupchat'><body>${who.name} ${text}</body>
      <event xmlns='jabber:iq:configuration' name='${name}' jid='${who.bare}'/></message>`
  return { ...scene, room, adds, updates, removes, statusOf, notification, event }
}

t.test("inviting a person sends the moderator's invitation and notifies all users", async t => {
  const { juliet, romeo, room, adds, notification, event } = await roomOfJuliet(t)
  t.equal((await adds(romeo)).status, 200)
  await juliet.receivesAll(event(romeo, 'invitation', TEXTS.invitation), notification(romeo, `status='invited'`))
  const invitation = `<message from='${juliet.bare}' type='chat'><x xmlns='jabber:x:conference' jid='${room.jid}'
    reason='Tea' thread='${room.id}' roomid='${room.id}' name='The orchard'/>${INVITATION}</message>`
  await romeo.receivesAll(invitation, notification(romeo, `status='invited'`))
})

t.test('accepting an invitation sends an event and a notification', async t => {
  const { juliet, romeo, mercutio, room, adds, updates, notification, event } = await roomOfJuliet(t)
  await adds(mercutio, { status: 'accepted' })
  await mercutio.enters(room.jid)
  await adds(romeo)
  t.equal((await updates(romeo, { status: 'accepted' })).status, 200)
  for (const occupant of [juliet, mercutio]) {
    await occupant.receives(notification(romeo, `status='accepted'`), event(romeo, 'join', TEXTS.join))
  }
  await romeo.receives(notification(romeo, `status='accepted'`))
})

t.test('declining, leaving and being removed are sent to all occupants', async t => {
  const { juliet, romeo, adds, updates, removes, notification, event } = await roomOfJuliet(t)
  const left = event(romeo, 'leave', TEXTS.leave)
  await adds(romeo)
  await updates(romeo, { status: 'rejected' })
  await juliet.receives(notification(romeo, `status='rejected'`), left)
  await romeo.receives(notification(romeo, `status='rejected'`))
  await updates(romeo, { status: 'accepted' }, juliet)
  await updates(romeo, { status: 'unsubscribed' })
  await juliet.receives(notification(romeo, `status='unsubscribed'`), left)
  await updates(romeo, { status: 'accepted' }, juliet)
  await removes(romeo)
  await juliet.receives(notification(romeo, `status='deleted'`), left)
  await romeo.receives(notification(romeo, `status='deleted'`))
})

t.test('a new privilege is notified to all users and applied in the room', async t => {
  const { juliet, romeo, room, adds, updates, notification } = await roomOfJuliet(t)
  await adds(romeo, { status: 'accepted' })
  await romeo.enters(room.jid)
  await updates(romeo, { privilege: 'moderator' }, juliet)
  await juliet.receives(notification(romeo, `privilege='moderator'`))
  await romeo.receives(notification(romeo, `privilege='moderator'`))
  await romeo.receives(
    `<presence from='${room.jid}/romeo'><x><item affiliation='admin' role='moderator'/></x></presence>`,
  )
  await updates(romeo, { privilege: 'guest' }, juliet)
  await romeo.receives(
    `<presence from='${room.jid}/romeo'><x><item affiliation='member' role='visitor'/></x></presence>`,
  )
})

t.test('removal from a private room over REST removes the occupant', async t => {
  const { juliet, romeo, room, adds, updates } = await roomOfJuliet(t)
  await adds(romeo, { status: 'accepted' })
  await romeo.enters(room.jid)
  await updates(romeo, { status: 'unsubscribed' }, juliet)
  await romeo.receives(`<presence from='${room.jid}/romeo' type='unavailable'><x><status code='321'/></x></presence>`)
  await juliet.receives(`<presence from='${room.jid}/romeo' type='unavailable'/>`)
})

t.test('entering with any client accepts a pending invitation', async t => {
  const { juliet, romeo, room, adds, notification, statusOf } = await roomOfJuliet(t)
  await adds(romeo)
  t.equal(await statusOf(romeo), 'invited')
  await romeo.enters(room.jid)
  await juliet.receives(notification(romeo, `status='accepted'`))
  t.equal(await statusOf(romeo), 'accepted')
})

t.test('declining with any client declines a pending invitation', async t => {
  const { juliet, romeo, room, adds, notification, statusOf } = await roomOfJuliet(t)
  await adds(romeo)
  romeo.sends(`<message to='${room.jid}'><x xmlns='http://jabber.org/protocol/muc#user'>
    <decline to='${juliet.bare}'><reason>Homework</reason></decline></x></message>`)
  await juliet.receives(notification(romeo, `status='rejected'`))
  t.equal(await statusOf(romeo), 'rejected')
})

t.test('a change of members by an XMPP client is notified and visible over REST', async t => {
  const { juliet, romeo, room, notification, statusOf, passes } = await roomOfJuliet(t)
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='member'/>`)
  await romeo.receives(notification(romeo, `status='accepted'`))
  t.equal(await statusOf(romeo), 'accepted')
  await passes(SECOND)
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='admin'/>`)
  await romeo.receives(notification(romeo, `privilege='moderator'`))
  await passes(SECOND)
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='outcast'/>`)
  await romeo.receives(notification(romeo, `status='deleted'`))
  t.equal(await statusOf(romeo), 'none')
})

t.test('a join by a link is notified to all users; its event goes to moderators only', async t => {
  const { juliet, romeo, mercutio, room, adds, notification, event } = await roomOfJuliet(t)
  await adds(mercutio, { status: 'accepted' })
  await mercutio.enters(room.jid)
  await mercutio.receivedMeanwhile()
  await joins(romeo, room.openInviteId)
  await juliet.receivesAll(event(romeo, 'invitation', TEXTS.invitation), notification(romeo, `status='accepted'`))
  await mercutio.receives(notification(romeo, `status='accepted'`))
  await mercutio.receivesNothing(`<message><event/></message>`)
  await romeo.receives(notification(romeo, `status='accepted'`))
})

t.test('a room that hides addresses notifies only its moderators of its members', async t => {
  const { juliet, romeo, mercutio, room, passes } = await scenario(t)
  for (const who of [juliet, romeo, mercutio]) await who.usesFamilyClient()
  await juliet.enters(room)
  for (const who of [romeo, mercutio]) {
    await passes(SECOND)
    await juliet.administers(room, `<item jid='${who.bare}' affiliation='member'/>`)
  }
  const notification = (who: Actor) => `<message from='${room}'><room userjid='${who.bare}'/></message>`
  await juliet.receives(notification(mercutio))
  await mercutio.receives(notification(mercutio))
  await romeo.receives(notification(romeo))
  await romeo.receivesNothing(notification(mercutio))
})

t.test('a change that fails to commit is not notified', async t => {
  const { juliet, romeo, store, adds, statusOf } = await roomOfJuliet(t)
  store.failNextCommit()
  t.equal((await adds(romeo)).status, 500)
  await romeo.receivesNothing()
  await juliet.receivesNothing()
  t.equal(await statusOf(romeo), 'none')
})
