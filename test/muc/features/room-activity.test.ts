import t from 'tap'
import { type Actor, assertLike, type Play, type Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const RAI = `<rai xmlns='urn:xmpp:rai:0'/>`
const item = (actor: Actor, affiliation: string) => `<item affiliation='${affiliation}' jid='${actor.bare}'/>`

/** The notification for these rooms. */
function active(...rooms: string[]): string {
  const named = rooms.map(room => `<activity>${room}</activity>`)
  return `<message><rai xmlns='urn:xmpp:rai:0'>${named.join('')}</rai></message>`
}

/** Romeo is in the room; juliet is a member who has left. */
async function absentMember(t: Play): Promise<Scene> {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  await romeo.configures(room, { 'muc#roomconfig_persistentroom': '1' })
  await romeo.administers(room, item(juliet, 'member'))
  await juliet.leaves(room)
  return scene
}

function subscribes(actor: Actor, domain: string): void {
  actor.sends(`<presence to='${domain}'>${RAI}</presence>`)
}

async function says(actor: Actor, room: string, ...children: string[]): Promise<void> {
  actor.sends(`<message to='${room}' type='groupchat'>${children.join('') || '<body>Hist!</body>'}</message>`)
  await actor.settles()
}

t.test('XEP-0437 §5: a subscribed absent member is notified once of new messages', async t => {
  const { romeo, juliet, room, domain } = await absentMember(t)
  subscribes(juliet, domain)
  await juliet.receivesNothing()
  await says(romeo, room, `<composing xmlns='http://jabber.org/protocol/chatstates'/>`)
  await juliet.receivesNothing()
  await says(romeo, room)
  const [notification] = await juliet.receivesOnly(active(room))
  t.equal(notification?.attrs['from'], domain)
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437 §5: after a visit to the room a member is notified again', async t => {
  const { romeo, juliet, room, domain } = await absentMember(t)
  subscribes(juliet, domain)
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
  await juliet.enters(room)
  await says(romeo, room)
  await juliet.receivesOnly(`<message type='groupchat'><body>Hist!</body></message>`)
  await juliet.leaves(room)
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
})

t.test('XEP-0437 §5: a subscriber receives one message with all rooms that have unread messages', async t => {
  const { romeo, juliet, room, domain, restart } = await absentMember(t)
  const [mantua, padua] = [`mantua@${domain}`, `padua@${domain}`]
  for (const other of [mantua, padua]) {
    await romeo.enters(other)
    await romeo.administers(other, item(juliet, 'member'))
  }
  for (const one of [room, mantua]) await says(romeo, one)
  await juliet.receivedMeanwhile()
  await restart()
  subscribes(juliet, domain)
  await juliet.receivesOnly(active(mantua, room))
  await says(romeo, padua)
  await juliet.receivesOnly(active(padua))
})

t.test("XEP-0437 §4.1: a client in the room is not notified; the user's other client is", async t => {
  const { romeo, juliet, actor, room, domain } = await absentMember(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  for (const client of [juliet, garden]) subscribes(client, domain)
  await garden.receivedMeanwhile()
  await juliet.receivedMeanwhile()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
  await garden.receivesOnly(`<message type='groupchat'><body>Hist!</body></message>`)
})

t.test('XEP-0437 §5: users without affiliation and banned users are not notified', async t => {
  const { romeo, juliet, mercutio, room, domain } = await absentMember(t)
  for (const actor of [juliet, mercutio]) subscribes(actor, domain)
  await romeo.administers(room, item(juliet, 'outcast'))
  await juliet.receivedMeanwhile()
  await says(romeo, room)
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  subscribes(juliet, domain)
  await juliet.receivesNothing()
})

t.test('XEP-0437 §4.2: a client that sends unavailable presence to the service is not notified again', async t => {
  const { romeo, juliet, room, domain } = await absentMember(t)
  subscribes(juliet, domain)
  juliet.sends(`<presence type='unavailable' to='${domain}'/>`)
  await juliet.settles()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a notification that bounces ends the subscription', async t => {
  const { romeo, juliet, room, domain } = await absentMember(t)
  subscribes(juliet, domain)
  juliet.sends(`<message type='error' to='${domain}'><error type='cancel'>
    <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`)
  await juliet.settles()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: subscriptions and read markers survive a restart of the service', async t => {
  const { romeo, juliet, room, domain, restart } = await absentMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  await restart()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
  await restart()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a new member is notified only of later messages', async t => {
  const { romeo, mercutio, room, domain } = await absentMember(t)
  subscribes(mercutio, domain)
  await says(romeo, room)
  await romeo.administers(room, item(mercutio, 'member'))
  await mercutio.receivesNothing(active(room))
  await says(romeo, room)
  await mercutio.receivesOnly(active(room))
})

t.test('XEP-0437: a subscription that fails to commit is refused and has no effect', async t => {
  const { romeo, juliet, room, domain, store } = await absentMember(t)
  store.failNextCommit()
  subscribes(juliet, domain)
  await juliet.receivesOnly(`<presence type='error' from='${domain}'><error type='wait'/></presence>`)
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a message that fails to commit is not notified; the next one is', async t => {
  const { romeo, juliet, room, domain, store } = await absentMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  store.failNextCommit()
  await says(romeo, room)
  await juliet.receivesNothing()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
})

t.test('XEP-0437: the 21st subscription of a user ends the oldest', async t => {
  const { romeo, juliet, actor, room, domain } = await absentMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  const clients = await Promise.all(Array.from({ length: 20 }, (_, i) => actor('juliet', `c${i}`)))
  for (const client of clients) subscribes(client, domain)
  for (const client of clients) await client.settles()
  await says(romeo, room)
  await juliet.receivesNothing(active(room))
  for (const client of clients) await client.receives(active(room))
})

t.test('XEP-0437: the service advertises room activity', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  assertLike(await juliet.discovers('info', domain), `<iq><query><feature var='urn:xmpp:rai:0'/></query></iq>`)
})
