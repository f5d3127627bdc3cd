import t from 'tap'
import { codesOf, itemOf, type Scene, scenario } from '../../scenario/index.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`

/** Romeo has created a room and not configured it. */
async function locked(t: Parameters<typeof scenario>[0]): Promise<Scene> {
  const scene = await scenario(t)
  const { romeo, room } = scene
  romeo.sends(`<presence to='${room}/romeo'>${X}</presence>`)
  await romeo.receives(`<presence><x><status code='201'/></x></presence>`, '<message><subject/></message>')
  return scene
}

t.test('Rule 12, §7.2.10: entering a locked room is answered item-not-found to all but its creator', async t => {
  const { romeo, juliet, room } = await locked(t)
  juliet.sends(`<presence to='${room}/juliet' id='p1'>${X}</presence>`)
  await juliet.receivesOnly(
    `<presence type='error' id='p1' from='${room}/juliet'><error type='cancel'><item-not-found/></error></presence>`,
  )
  await romeo.receivesNothing()
})

t.test('17.2: other stanzas to a locked room are refused', async t => {
  const { romeo, juliet, room } = await locked(t)
  const notFound = `<error type='cancel'><item-not-found/></error>`
  juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>Who is there?</body></message>`)
  await juliet.receives(`<message type='error' id='m1'>${notFound}</message>`)
  juliet.sends(`<message to='${room}/romeo' type='chat' id='m2'><body>Romeo?</body></message>`)
  await juliet.receives(`<message type='error' id='m2'>${notFound}</message>`)
  const info = await juliet.asks(
    `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>`,
  )
  t.equal(info.getChild('error')?.getChild('item-not-found')?.name, 'item-not-found')
  await romeo.receivesNothing()
})

t.test('Rule 12, §7.2.10: the creator is in the locked room, may speak and may add a second client', async t => {
  const { romeo, actor, room } = await locked(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Anybody?</body></message>`)
  await romeo.receives(`<message from='${room}/romeo'><body>Anybody?</body></message>`)
  const orchard = await actor('romeo', 'orchard')
  orchard.sends(`<presence to='${room}/romeo'>${X}</presence>`)
  const self = await orchard.receives(`<presence from='${room}/romeo'><x><status code='110'/></x></presence>`)
  t.same(codesOf(self), [110, 170])
})

t.test('10.1.2: an empty form opens the room as an instant room', async t => {
  const { romeo, juliet, room } = await locked(t)
  const reply = await romeo.asks(`<iq type='set' to='${room}'>
    <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`)
  t.equal(reply.attrs['type'], 'result')
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'none', role: 'participant' })
})

t.test('Rule 48, §10.1.3: a room whose creator leaves before configuring it is destroyed by a plain leave', async t => {
  const { romeo, juliet, room } = await locked(t)
  await romeo.receivedMeanwhile()
  romeo.sends(`<presence type='unavailable' id='l1' to='${room}/romeo'><status>Farewell</status></presence>`)
  const [left] = await romeo.receivesOnly(
    `<presence type='unavailable' id='l1' from='${room}/romeo'><status>Farewell</status></presence>`,
  )
  t.same(left && codesOf(left), [110])
  t.match(left && itemOf(left), { affiliation: 'owner', role: 'none' })
  t.notOk(left?.getChild('x', 'http://jabber.org/protocol/muc#user')?.getChild('destroy'))
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'owner' })
})

t.test('10.1.3: a locked room with another owner survives the departure of its creator', async t => {
  const { romeo, juliet, mercutio, room } = await locked(t)
  await romeo.administers(room, `<item affiliation='owner' jid='${juliet.bare}'/>`)
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  await juliet.receives(`<presence from='${room}/juliet'><x><status code='110'/></x></presence>`)
  await romeo.leaves(room)
  await juliet.receives(`<presence type='unavailable' from='${room}/romeo'><x><item role='none'/></x></presence>`)
  t.equal((await juliet.configures(room, {})).attrs['type'], 'result')
  t.match(itemOf(await mercutio.enters(room)), { affiliation: 'none' })
})

t.test('a locked room stays locked after a restart', async t => {
  const { romeo, juliet, room, restart } = await locked(t)
  await restart()
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  await juliet.receives(`<presence type='error'><error><item-not-found/></error></presence>`)
  t.equal((await romeo.configures(room, {})).attrs['type'], 'result')
  t.same(codesOf(await juliet.enters(room)), [110, 170])
})
