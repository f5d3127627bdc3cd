import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { forwarded, reads, says, sends } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const RETRACT = 'urn:xmpp:message-retract:1'
const retract = (id: string) => `<retract xmlns='${RETRACT}' id='${id}'/>`
const entry = (room: string) => `<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('XEP-0424, Tombstones: a retracted message is replaced by a tombstone in the archive', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  const id = await sends(juliet, room, `<body>a</body><x xmlns='urn:example:leak'/>`, 'm1')
  const retraction = await sends(juliet, room, retract(id), 'r1')
  await restart()
  const { results } = await reads(romeo, room)
  const tombstone = forwarded(results[0])
  assertLike(
    tombstone,
    `<message from='${room}/juliet' id='m1' type='groupchat'><stanza-id by='${room}' id='${id}'/>
    <occupant-id xmlns='urn:xmpp:occupant-id:0'/><retracted xmlns='${RETRACT}' id='r1'/></message>`,
  )
  t.ok(Date.parse(String(tombstone.getChild('retracted')?.attrs['stamp'])) <= Date.now())
  t.same(
    tombstone
      .getChildElements()
      .map(child => child.name)
      .sort(),
    ['occupant-id', 'retracted', 'stanza-id', 'x'],
    'x is the real address for a moderator',
  )
  t.equal(tombstone.getChild('x', 'urn:example:leak'), undefined)
  assertLike(forwarded(results[1]), `<message id='r1'>${retract(id)}<stanza-id id='${retraction}'/></message>`)
})

t.test('XEP-0424, Business Rules: newcomers receive the tombstone, occupants the retraction', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await romeo.receivedMeanwhile()
  await sends(juliet, room, retract(id), 'r1')
  await romeo.receivesOnly(`<message from='${room}/juliet' id='r1'>${retract(id)}</message>`)
  mercutio.sends(entry(room))
  const kept = await mercutio.receives(`<message from='${room}/juliet'><delay from='${room}'/></message>`)
  assertLike(kept, `<message><retracted xmlns='${RETRACT}' id='r1'/></message>`)
  t.equal(kept.getChild('body'), undefined)
})

t.test("XEP-0424, Business Rules: retracting another's message is forbidden, even under the same nick", async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await juliet.leaves(room)
  await mercutio.enters(room, { nick: 'juliet' })
  for (const actor of [romeo, mercutio]) {
    await actor.receivedMeanwhile()
    actor.sends(`<message to='${room}' type='groupchat' id='r1'>${retract(id)}</message>`)
    assertRefused(await actor.receives(`<message id='r1'/>`), ['forbidden', 'auth'])
  }
  const { results } = await reads(romeo, room)
  t.equal(results.length, 1)
  assertLike(forwarded(results[0]), '<message><body>a</body></message>')
})

t.test('XEP-0424: an author who returns with another client and nick can retract the message', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await juliet.leaves(room)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'capulet' })
  garden.sends(`<message to='${room}' type='groupchat' id='r1'>${retract(id)}</message>`)
  await garden.receives(`<message id='r1'>${retract(id)}</message>`)
  assertLike(forwarded((await reads(romeo, room)).results[0]), `<message><retracted id='r1'/></message>`)
})

t.test('XEP-0424: a retraction of an unknown message, a tombstone or a retraction changes nothing stored', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await sends(juliet, room, retract('unknown'), 'r0')
  const id = await sends(juliet, room, '<body>a</body>', 'm1')
  const first = await sends(juliet, room, retract(id), 'r1')
  await sends(juliet, room, retract(id), 'r2')
  await sends(juliet, room, retract(first), 'r3')
  const { results } = await reads(romeo, room)
  assertLike(forwarded(results[1]), `<message id='m1'><retracted id='r1'/></message>`)
  assertLike(forwarded(results[2]), `<message id='r1'>${retract(id)}</message>`)
  t.equal(results.length, 5)
})

t.test('XEP-0424: a retraction that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  await romeo.receivedMeanwhile()
  store.failNextCommit()
  juliet.sends(`<message to='${room}' type='groupchat' id='r1'>${retract(id)}</message>`)
  assertRefused(await juliet.receives(`<message id='r1'/>`), ['internal-server-error', 'wait'])
  await romeo.receivesNothing()
  assertLike(forwarded((await reads(romeo, room)).results[0]), '<message><body>a</body></message>')
  mercutio.sends(entry(room))
  await mercutio.receives(`<message><body>a</body><delay from='${room}'/></message>`)
})

t.test('XEP-0424, Discovering support: a room with an archive advertises retraction and tombstones', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const features = `<feature var='${RETRACT}'/><feature var='${RETRACT}#tombstone'/>
    <feature var='urn:xmpp:message-retract:0'/>`
  assertLike(await juliet.discovers('info', room), `<iq><query>${features}</query></iq>`)
})

t.test("XEP-0425, Business Rules: a client cannot forge a moderator's retraction", async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const [id = ''] = await says(juliet, room, 'a')
  const moderated = `<moderated xmlns='urn:xmpp:message-moderate:1' by='${room}/romeo'/>`
  juliet.sends(
    `<message to='${room}' type='groupchat' id='r1'><retract xmlns='${RETRACT}' id='${id}'>${moderated}</retract></message>`,
  )
  assertRefused(await juliet.receives(`<message id='r1'/>`), ['bad-request', 'modify'])
})

const APPLIED = (id: string) =>
  `<apply-to xmlns='urn:xmpp:fasten:0' id='${id}'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>`

t.test('XEP-0424: a retraction that names the id of the message or its origin id leaves a tombstone too', async t => {
  const { romeo, juliet, room, restart } = await romeoAndJuliet(t)
  await sends(juliet, room, '<body>a</body>', 'm&amp;1')
  await sends(juliet, room, `<body>b</body><origin-id xmlns='urn:xmpp:sid:0' id='o2'/>`, 'm2')
  await sends(juliet, room, '<body>mine has m1 inside</body>', 'm3')
  await restart()
  await sends(juliet, room, retract('m&amp;1'), 'r1')
  await sends(juliet, room, retract('o2'), 'r2')
  const stored = (await reads(romeo, room)).results.map(forwarded)
  const retracted = stored.map(message => message.getChild('retracted', RETRACT)?.attrs['id'])
  t.same(retracted, ['r1', 'r2', undefined, undefined, undefined])
})

t.test('XEP-0424 0.3: a retraction of the older form leaves a tombstone, by stanza id or by own id', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const id = await sends(juliet, room, '<body>a</body>', 'm1')
  await sends(juliet, room, '<body>b</body>', 'm2')
  await sends(juliet, room, APPLIED(id), 'r1')
  await sends(juliet, room, APPLIED('m2'), 'r2')
  await romeo.receives(`<message id='r1'>${APPLIED(id)}</message>`, `<message id='r2'>${APPLIED('m2')}</message>`)
  const stored = (await reads(romeo, room)).results.map(forwarded)
  const retracted = stored.map(message => message.getChild('retracted', RETRACT)?.attrs['id'])
  t.same(retracted, ['r1', 'r2', undefined, undefined])
  mercutio.sends(entry(room))
  await mercutio.receives(`<message from='${room}/juliet'><retracted id='r1'/></message>`)
})

t.test("XEP-0424: the id that another author gave a message retracts nothing, the room's id is forbidden", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const id = await sends(juliet, room, '<body>a</body>', 'm1')
  await sends(romeo, room, retract('m1'), 'r1')
  await sends(romeo, room, APPLIED('m1'), 'r2')
  romeo.sends(`<message to='${room}' type='groupchat' id='r3'>${APPLIED(id)}</message>`)
  assertRefused(await romeo.receives(`<message id='r3'/>`), ['forbidden', 'auth'])
  assertLike(forwarded((await reads(romeo, room)).results[0]), '<message><body>a</body></message>')
})

t.test("XEP-0425 0.2: a client cannot forge a moderator's retraction of the older form", async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const forged = `<apply-to xmlns='urn:xmpp:fasten:0' id='x'><moderated xmlns='urn:xmpp:message-moderate:0'/></apply-to>`
  juliet.sends(`<message to='${room}' type='groupchat' id='r1'>${forged}</message>`)
  assertRefused(await juliet.receives(`<message id='r1'/>`), ['bad-request', 'modify'])
})
