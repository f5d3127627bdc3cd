import t from 'tap'
import { type Actor, assertLike, type Play, type Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const RAI = `<rai xmlns='urn:xmpp:rai:0'/>`
const item = (actor: Actor, affiliation: string) => `<item affiliation='${affiliation}' jid='${actor.bare}'/>`

/** The notification that names these rooms. */
function active(...rooms: string[]): string {
  const named = rooms.map(room => `<activity>${room}</activity>`)
  return `<message><rai xmlns='urn:xmpp:rai:0'>${named.join('')}</rai></message>`
}

/** romeo is in the room; juliet is a member of it, but has left. */
async function awayMember(t: Play): Promise<Scene> {
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

t.test('XEP-0437 §5: a subscribed member who is away hears once that something was said', async t => {
  const { romeo, juliet, room, domain } = await awayMember(t)
  subscribes(juliet, domain)
  await juliet.receivesNothing()
  await says(romeo, room, `<composing xmlns='http://jabber.org/protocol/chatstates'/>`)
  await juliet.receivesNothing()
  await says(romeo, room)
  const [told] = await juliet.receivesOnly(active(room))
  t.equal(told?.attrs['from'], domain)
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437 §5: who has been in the room again hears again of what is said later', async t => {
  const { romeo, juliet, room, domain } = await awayMember(t)
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

t.test('XEP-0437 §5: who subscribes gets all rooms in which something was said since, in one message', async t => {
  const { romeo, juliet, room, domain, restart } = await awayMember(t)
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

t.test('XEP-0437 §4.1: who is in the room hears nothing by the way; their other client does', async t => {
  const { romeo, juliet, actor, room, domain } = await awayMember(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  for (const client of [juliet, garden]) subscribes(client, domain)
  await garden.receivedMeanwhile()
  await juliet.receivedMeanwhile()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
  await garden.receivesOnly(`<message type='groupchat'><body>Hist!</body></message>`)
})

t.test('XEP-0437 §5: who does not belong to the room, or is banned from it, hears nothing', async t => {
  const { romeo, juliet, mercutio, room, domain } = await awayMember(t)
  for (const actor of [juliet, mercutio]) subscribes(actor, domain)
  await romeo.administers(room, item(juliet, 'outcast'))
  await juliet.receivedMeanwhile()
  await says(romeo, room)
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  subscribes(juliet, domain)
  await juliet.receivesNothing()
})

t.test('XEP-0437 §4.2: who has become unavailable to the service hears nothing any more', async t => {
  const { romeo, juliet, room, domain } = await awayMember(t)
  subscribes(juliet, domain)
  juliet.sends(`<presence type='unavailable' to='${domain}'/>`)
  await juliet.settles()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a notification that comes back ends the subscription', async t => {
  const { romeo, juliet, room, domain } = await awayMember(t)
  subscribes(juliet, domain)
  juliet.sends(`<message type='error' to='${domain}'><error type='cancel'>
    <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`)
  await juliet.settles()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a subscription, and what was read, outlive a restart of the service', async t => {
  const { romeo, juliet, room, domain, restart } = await awayMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  await restart()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
  await restart()
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: a new member hears of what is said from then on', async t => {
  const { romeo, mercutio, room, domain } = await awayMember(t)
  subscribes(mercutio, domain)
  await says(romeo, room)
  await romeo.administers(room, item(mercutio, 'member'))
  await mercutio.receivesNothing(active(room))
  await says(romeo, room)
  await mercutio.receivesOnly(active(room))
})

t.test('XEP-0437: a subscription that could not be committed is refused, and is none', async t => {
  const { romeo, juliet, room, domain, store } = await awayMember(t)
  store.failNextCommit()
  subscribes(juliet, domain)
  await juliet.receivesOnly(`<presence type='error' from='${domain}'><error type='wait'/></presence>`)
  await says(romeo, room)
  await juliet.receivesNothing()
})

t.test('XEP-0437: what could not be committed is news to nobody, but the next message is', async t => {
  const { romeo, juliet, room, domain, store } = await awayMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  store.failNextCommit()
  await says(romeo, room)
  await juliet.receivesNothing()
  await says(romeo, room)
  await juliet.receivesOnly(active(room))
})

t.test('XEP-0437: the oldest of more than 20 subscriptions of a person ends', async t => {
  const { romeo, juliet, actor, room, domain } = await awayMember(t)
  subscribes(juliet, domain)
  await juliet.settles()
  const clients = await Promise.all(Array.from({ length: 20 }, (_, i) => actor('juliet', `c${i}`)))
  for (const client of clients) subscribes(client, domain)
  for (const client of clients) await client.settles()
  await says(romeo, room)
  await juliet.receivesNothing(active(room))
  for (const client of clients) await client.receives(active(room))
})

t.test('XEP-0437: the service says that it tells of activity', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  assertLike(await juliet.discovers('info', domain), `<iq><query><feature var='urn:xmpp:rai:0'/></query></iq>`)
})
