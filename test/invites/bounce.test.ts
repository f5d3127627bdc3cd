import t from 'tap'
import { attr } from '../../src/stanza/element.js'
import { type Actor, type Scene, scenario } from '../scenario/index.js'
import { joins, linkedRoom } from './rest-room.js'

/** Makes the room itself send the invitations, on every server: it sees no bounce of a stanza sent for a user. */
const FROM_ROOM = { inviterAddress: 'room' } as const
const GONE = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`

/** Makes a room that juliet owns and occupies, with a link to it. */
async function roomOfJuliet(scene: Scene) {
  const room = await linkedRoom(scene.juliet)
  await scene.juliet.enters(room.jid)
  await scene.juliet.receivedMeanwhile()
  return room
}

/** The bounces in the history of the room's links. */
async function bouncesOf(reader: Actor, { id }: { id: string }): Promise<unknown[]> {
  const { body } = await reader.calls('GET', `/api/v1/rooms/${id}/story?event=bounced`)
  return (body as { data: unknown[] }).data
}

/** Romeo joins by the link. Gives the id of his invitation. */
async function invites({ romeo }: Scene, { openInviteId }: { openInviteId: string }): Promise<string> {
  await joins(romeo, openInviteId)
  const message = await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  return attr(message, 'id') ?? ''
}

const bounceNotice = (jid: string) => `<message type='groupchat'><event name='bounced' jid='${jid}'/></message>`

t.test('an invitation that bounces is in the link history, and moderators in the room are notified', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await roomOfJuliet(scene)
  const { juliet, calls } = scene
  // Prosody accepts every account in the tests, ejabberd every message to its own rooms: one of the two bounces.
  for (const user of ['nobody@localhost', 'nobody@conference.localhost']) {
    await calls(user, {
      method: 'POST',
      path: '/api/rainbow/enduser/v1.0/rooms/open-invites',
      body: { openInviteId: room.openInviteId },
    })
  }
  const message = await juliet.receives(`<message type='groupchat'><event name='bounced'/></message>`)
  const jid = attr(message.getChild('event') ?? message, 'jid')
  t.match(message.getChildText('body'), `${jid} could not be reached`)
  const bounced = (await bouncesOf(juliet, room)).at(-1)
  t.match(bounced, { event: 'bounced', user: { jid }, condition: /^[a-z-]+$/, at: /Z$/ })
})

t.test('a bounce that arrives after a restart is recorded, and only once', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await roomOfJuliet(scene)
  const { juliet, romeo, restart } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  await restart()
  for (let times = 0; times < 2; times++)
    romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  await juliet.receivesOnly(bounceNotice(romeo.bare))
  t.match(await bouncesOf(juliet, room), [{ user: { jid: romeo.bare }, condition: 'gone' }])
})

t.test('a bounce counts only from the invited person or their server, with the right id', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await roomOfJuliet(scene)
  const { juliet, romeo, mercutio } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  mercutio.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  for (const other of [`${id}0`, 'invitation-', id.toUpperCase(), 'm1']) {
    romeo.sends(`<message type='error' id='${other}' to='${room.jid}'>${GONE}</message>`)
  }
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}/juliet'>${GONE}</message>`)
  await juliet.receivesNothing()
  t.same(await bouncesOf(juliet, room), [])
})

t.test('a bounce that fails to commit is retried, and notified once', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await roomOfJuliet(scene)
  const { juliet, romeo, store } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  await juliet.receivesOnly(bounceNotice(romeo.bare))
  t.match(await bouncesOf(juliet, room), [{ user: { jid: romeo.bare } }])
})

t.test('a bounce without a condition of RFC 6120 is recorded as undefined-condition', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await roomOfJuliet(scene)
  const { juliet, romeo } = scene
  const id = await invites(scene, room)
  const odd = `<error type='cancel'><Odd_one xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${odd}</message>`)
  await juliet.receives(bounceNotice(romeo.bare))
  t.match(await bouncesOf(juliet, room), [{ condition: 'undefined-condition' }])
})
