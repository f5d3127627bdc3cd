import t from 'tap'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'

const TOO_MANY: readonly [string, string] = ['resource-constraint', 'wait']
const ROOMS = '/api/rainbow/enduser/v1.0/rooms'
const TWO = { limits: { roomsPerUser: 2 }, rooms: { defaults: { persistent: true } } }

/** Tries to enter a room that does not exist. Gives the answer. */
async function entersNew(actor: Actor, room: string) {
  actor.sends(`<presence to='${room}/${actor.name}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  return actor.receives(`<presence from='${room}/${actor.name}'/>`)
}

t.test('limits.roomsPerUser: creating a room over the limit is refused until another is destroyed', async t => {
  const { romeo, juliet, domain, restart } = await scenario(t, TWO)
  for (const name of ['verona', 'mantua']) await romeo.enters(`${name}@${domain}`)
  assertRefused(await entersNew(romeo, `padua@${domain}`), TOO_MANY, '2 rooms')
  await restart()
  assertRefused(await entersNew(romeo, `padua@${domain}`), TOO_MANY, '2 rooms')
  await juliet.enters(`padua@${domain}`)
  assertLike(await romeo.enters(`padua@${domain}`), `<presence><x><item role='participant'/></x></presence>`)
  await romeo.destroys(`mantua@${domain}`)
  assertLike(await romeo.enters(`venice@${domain}`), `<presence><x><status code='201'/></x></presence>`)
})

t.test('limits.roomsPerUser: concurrent creations count, over REST and by entry', async t => {
  const { romeo, juliet, domain } = await scenario(t, TWO)
  const asked = ['a', 'b', 'c', 'd'].map(name => romeo.calls('POST', ROOMS, { name }))
  const answers = await Promise.all(asked)
  t.same(answers.map(({ status }) => status).sort(), [200, 200, 403, 403])
  const quota = { feature: 'BUBBLE_COUNT', maxValue: 2, currentValue: 2 }
  const refused = answers.find(({ status }) => status === 403)
  t.match(refused, { body: { errorDetailsCode: 403_620, errorDetails: /BUBBLE_COUNT/, errorDetailsData: quota } })
  assertRefused(await entersNew(romeo, `verona@${domain}`), TOO_MANY)
  await juliet.enters(`verona@${domain}`)
})

t.test('limits.roomsPerUser: only rooms that the user created and still owns count', async t => {
  const { romeo, juliet, domain } = await scenario(t, TWO)
  const [verona, mantua] = [`verona@${domain}`, `mantua@${domain}`]
  for (const room of [verona, mantua]) await romeo.enters(room)
  for (const room of [verona, mantua]) {
    assertLike(await romeo.administers(room, `<item affiliation='owner' jid='${juliet.bare}'/>`), `<iq type='result'/>`)
  }
  await juliet.enters(`padua@${domain}`)
  await juliet.administers(verona, `<item affiliation='member' jid='${romeo.bare}'/>`)
  assertLike(await romeo.enters(`venice@${domain}`), `<presence><x><status code='201'/></x></presence>`)
  assertRefused(await entersNew(romeo, `milan@${domain}`), TOO_MANY)
})

t.test('limits.roomsPerUser: failed creations do not count, and admins of the service have no limit', async t => {
  const { romeo, juliet, domain, store } = await scenario(t, {
    ...TWO,
    limits: { roomsPerUser: 1 },
    admins: ['juliet'],
  })
  store.failNextCommit()
  assertRefused(await entersNew(romeo, `verona@${domain}`), ['internal-server-error', 'wait'])
  await romeo.enters(`verona@${domain}`)
  assertRefused(await entersNew(romeo, `mantua@${domain}`), TOO_MANY)
  for (const name of ['mantua', 'padua']) await juliet.enters(`${name}@${domain}`)
})

t.test('limits.roomsPerUser: re-creating a room in the batch that ends it counts as creating one', async t => {
  const { romeo, mercutio, domain } = await scenario(t, { limits: { roomsPerUser: 2 } })
  const [verona, ...own] = ['verona', 'mantua', 'padua'].map(name => `${name}@${domain}`)
  await mercutio.enters(`${verona}`)
  for (const room of [...own, `${verona}`]) await romeo.enters(room)
  await mercutio.leaves(`${verona}`)
  // While this message is committed, the next two stanzas wait and form one batch.
  romeo.sends(`<message to='${own[0]}' type='groupchat'><body>busy</body></message>`)
  romeo.sends(`<presence to='${verona}/romeo' type='unavailable'/>`)
  romeo.sends(`<presence to='${verona}/romeo' id='again'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  assertRefused(await romeo.receives(`<presence id='again'/>`), TOO_MANY, '2 rooms')
})
