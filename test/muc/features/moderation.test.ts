import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { forwarded, reads, says } from './archived.js'
import { gathered, romeoAndJuliet } from './gathered.js'

const MODERATE = 'urn:xmpp:message-moderate:1'
const RETRACT = 'urn:xmpp:message-retract:1'
const DONE = "<iq type='result'/>"
const moderate = (room: string, id: string, inside = `<retract xmlns='${RETRACT}'/>`) =>
  `<iq type='set' id='moderate-1' to='${room}'><moderate xmlns='${MODERATE}' id='${id}'>${inside}</moderate></iq>`
const moderated = (room: string) =>
  `<moderated xmlns='${MODERATE}' by='${room}/romeo'><occupant-id xmlns='urn:xmpp:occupant-id:0'/></moderated>`
const entry = (room: string) => `<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('XEP-0425, Success case: the room sends all occupants the retraction with moderator and reason', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const [id = ''] = await says(juliet, room, 'a')
  for (const actor of [romeo, mercutio]) await actor.receivedMeanwhile()
  romeo.sends(moderate(room, id, `<retract xmlns='${RETRACT}'/><reason>Spam</reason>`))
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receives(`<message from='${room}' type='groupchat'><retract xmlns='${RETRACT}' id='${id}'>
      ${moderated(room)}<reason>Spam</reason></retract></message>`)
  }
})

t.test('XEP-0425, Tombstones: the archive has a tombstone for the message, and the retraction', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  assertLike(await romeo.asks(moderate(room, id, `<retract xmlns='${RETRACT}'/><reason>Spam</reason>`)), DONE)
  await restart()
  const { results } = await reads(juliet, room)
  t.equal(results.length, 2)
  const tombstone = forwarded(results[0])
  assertLike(
    tombstone,
    `<message from='${room}/juliet'><occupant-id/><stanza-id id='${id}'/>
    <retracted xmlns='${RETRACT}'>${moderated(room)}<reason>Spam</reason></retracted></message>`,
  )
  t.equal(tombstone.getChild('body'), undefined)
  const retraction = forwarded(results[1])
  assertLike(retraction, `<message from='${room}'><retract id='${id}'>${moderated(room)}</retract></message>`)
  t.equal(tombstone.getChild('retracted')?.attrs['id'], retraction.attrs['id'])
})

t.test('XEP-0425, Business Rules: newcomers do not receive a moderated message', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await romeo.asks(moderate(room, id))
  mercutio.sends(entry(room))
  const kept = await mercutio.receives(`<message from='${room}/juliet'><delay from='${room}'/></message>`)
  assertLike(kept, `<message><retracted>${moderated(room)}</retracted></message>`)
  t.equal(kept.getChild('body'), undefined)
})

t.test('XEP-0425, Error case: only a moderator in the room may retract; a refusal is not broadcast', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  const [id = ''] = await says(romeo, room, 'a')
  const garden = await actor('romeo', 'garden')
  for (const asker of [juliet, garden]) assertRefused(await asker.asks(moderate(room, id)), ['forbidden', 'auth'])
  await mercutio.receivesNothing('<message><retract/></message>')
  assertLike(forwarded((await reads(romeo, room)).results[0]), '<message><body>a</body></message>')
})

t.test('XEP-0425: an unknown id, a missing id and another action are refused', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(romeo, room, 'a')
  assertRefused(await romeo.asks(moderate(room, 'unknown')), ['item-not-found', 'cancel'])
  assertRefused(await romeo.asks(moderate(room, '')), ['bad-request', 'modify'])
  assertRefused(await romeo.asks(moderate(room, id, "<edit xmlns='urn:example:edit'/>")), [
    'feature-not-implemented',
    'cancel',
  ])
  await juliet.receivesNothing('<message><retract/></message>')
})

t.test('XEP-0425: in a room without an archive a moderator retracts messages that the room no longer has', async t => {
  const unlogged = { rooms: { defaults: { logging: false, historyLength: 0 } } } as const
  const { romeo, juliet, room } = await romeoAndJuliet(t, unlogged)
  const [id = ''] = await says(juliet, room, 'a')
  assertLike(await romeo.asks(moderate(room, id)), DONE)
  await juliet.receives(`<message from='${room}'><retract id='${id}'>${moderated(room)}</retract></message>`)
})

t.test('XEP-0425: a moderation that fails to commit has no effect', async t => {
  const { romeo, juliet, room, store } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  assertRefused(await romeo.asks(moderate(room, id)), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  assertLike(forwarded((await reads(romeo, room)).results[0]), '<message><body>a</body></message>')
})

t.test('XEP-0425, Discovering support: a room advertises message moderation', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const features = `<feature var='${MODERATE}'/><feature var='urn:xmpp:message-moderate:0'/>`
  assertLike(await juliet.discovers('info', room), `<iq><query>${features}</query></iq>`)
})

t.test('XEP-0425 0.2: a request of the older form is answered, and all get the retraction in both forms', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await juliet.receivedMeanwhile()
  const inside = `<retract xmlns='urn:xmpp:message-retract:0'/><reason>Spam</reason>`
  const request = `<iq type='set' id='moderate-1' to='${room}'><apply-to xmlns='urn:xmpp:fasten:0' id='${id}'>
    <moderate xmlns='urn:xmpp:message-moderate:0'>${inside}</moderate></apply-to></iq>`
  assertLike(await romeo.asks(request), DONE)
  const older = moderated(room).replace(MODERATE, 'urn:xmpp:message-moderate:0').replace('</moderated>', '')
  await juliet.receivesOnly(`<message from='${room}' type='groupchat'>
    <retract xmlns='${RETRACT}' id='${id}'>${moderated(room)}<reason>Spam</reason></retract>
    <apply-to xmlns='urn:xmpp:fasten:0' id='${id}'>${older}${inside}</moderated></apply-to></message>`)
  await restart()
  const [tombstone] = (await reads(juliet, room)).results
  assertLike(forwarded(tombstone), `<message><retracted>${moderated(room)}<reason>Spam</reason></retracted></message>`)
})

t.test('XEP-0425 0.2: the older request is for moderators, and needs an id and a retraction', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(romeo, room, 'a')
  const request = (of: string, inside: string) =>
    `<iq type='set' id='moderate-1' to='${room}'><apply-to xmlns='urn:xmpp:fasten:0' id='${of}'>
    <moderate xmlns='urn:xmpp:message-moderate:0'>${inside}</moderate></apply-to></iq>`
  const retract = `<retract xmlns='urn:xmpp:message-retract:0'/>`
  assertRefused(await juliet.asks(request(id, retract)), ['forbidden', 'auth'])
  assertRefused(await romeo.asks(request('unknown', retract)), ['item-not-found', 'cancel'])
  assertRefused(await romeo.asks(request('', retract)), ['bad-request', 'modify'])
  assertRefused(await romeo.asks(request(id, '')), ['feature-not-implemented', 'cancel'])
})
