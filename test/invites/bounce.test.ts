import t from 'tap'
import { attr } from '../../src/stanza/element.js'
import { type Actor, type Scene, scenario } from '../scenario/index.js'
import { joins, linkedRoom } from './rest-room.js'

/** An invitation comes from the room wherever the scene plays: of what is sent in somebody's name we hear nothing. */
const FROM_ROOM = { inviterAddress: 'room' } as const
const GONE = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`

/** Juliet is in a room of hers, and has a link to it. */
async function juliets(scene: Scene) {
  const room = await linkedRoom(scene.juliet)
  await scene.juliet.enters(room.jid)
  await scene.juliet.receivedMeanwhile()
  return room
}

/** What has bounced, by the story of the room's links. */
async function bouncedOf(reader: Actor, { id }: { id: string }): Promise<unknown[]> {
  const { body } = await reader.calls('GET', `/api/v1/rooms/${id}/story?event=bounced`)
  return (body as { data: unknown[] }).data
}

/** Romeo joins, and has the invitation: its id. */
async function invites({ romeo }: Scene, { openInviteId }: { openInviteId: string }): Promise<string> {
  await joins(romeo, openInviteId)
  const message = await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  return attr(message, 'id') ?? ''
}

const told = (jid: string) => `<message type='groupchat'><event name='bounced' jid='${jid}'/></message>`

t.test(
  'who joined by a link and cannot be reached is in its story, and the moderators who are here hear of it',
  async t => {
    const scene = await scenario(t, FROM_ROOM)
    const room = await juliets(scene)
    const { juliet, calls } = scene
    // Prosody has every account in the tests, ejabberd takes all messages to its own rooms: one of the two comes back.
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
    const bounced = (await bouncedOf(juliet, room)).at(-1)
    t.match(bounced, { event: 'bounced', user: { jid }, condition: /^[a-z-]+$/, at: /Z$/ })
  },
)

t.test('an invitation may come back long after, when the service has been away; and once only', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await juliets(scene)
  const { juliet, romeo, restart } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  await restart()
  for (let times = 0; times < 2; times++)
    romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  await juliet.receivesOnly(told(romeo.bare))
  t.match(await bouncedOf(juliet, room), [{ user: { jid: romeo.bare }, condition: 'gone' }])
})

t.test('nobody is believed but who was invited, or their server, and no other id', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await juliets(scene)
  const { juliet, romeo, mercutio } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  mercutio.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  for (const other of [`${id}0`, 'invitation-', id.toUpperCase(), 'm1']) {
    romeo.sends(`<message type='error' id='${other}' to='${room.jid}'>${GONE}</message>`)
  }
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}/juliet'>${GONE}</message>`)
  await juliet.receivesNothing()
  t.same(await bouncedOf(juliet, room), [])
})

t.test('what could not be stored of it is tried again: it is told once, when it is in the story', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await juliets(scene)
  const { juliet, romeo, store } = scene
  const id = await invites(scene, room)
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${GONE}</message>`)
  await juliet.receivesOnly(told(romeo.bare))
  t.match(await bouncedOf(juliet, room), [{ user: { jid: romeo.bare } }])
})

t.test('an error that names no condition, or no condition of a protocol, is kept as undefined-condition', async t => {
  const scene = await scenario(t, FROM_ROOM)
  const room = await juliets(scene)
  const { juliet, romeo } = scene
  const id = await invites(scene, room)
  const odd = `<error type='cancel'><Odd_one xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  romeo.sends(`<message type='error' id='${id}' to='${room.jid}'>${odd}</message>`)
  await juliet.receives(told(romeo.bare))
  t.match(await bouncedOf(juliet, room), [{ condition: 'undefined-condition' }])
})
