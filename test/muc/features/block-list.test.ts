import { createHash } from 'node:crypto'
import t from 'tap'
import { joins, linkedRoom } from '../../invites/rest-room.js'
import { type Actor, assertRefused, type Play, type Scene, scenario } from '../../scenario/index.js'

const PUBSUB = 'http://jabber.org/protocol/pubsub'
const NODE = 'muc_bans_sha256'
const FORBIDDEN = ['forbidden', 'auth'] as const
const hashOf = (name: string) => createHash('sha256').update(name).digest('hex')
const item = (name: string) => `<item id='${hashOf(name)}'/>`

/** A scene whose service follows the block list of the client `keeper`; the list starts with these items. */
async function followed(t: Play, items: (scene: Scene) => string): Promise<Scene & { keeper: Actor }> {
  const scene = await scenario(t, { follows: 'escalus', admins: ['romeo'] })
  const keeper = await scene.actor('escalus', 'list')
  await scene.passes(6 * 60_000)
  const asked = await keeper.receives(
    `<iq type='set'><pubsub><subscribe node='${NODE}'/></pubsub></iq>`,
    `<iq type='get'><pubsub><items node='${NODE}'/></pubsub></iq>`,
  )
  const { id, from } = asked.attrs
  keeper.sends(
    `<iq type='result' id='${id}' to='${from}'><pubsub xmlns='${PUBSUB}'><items node='${NODE}'>${items(scene)}</items></pubsub></iq>`,
  )
  await keeper.settles()
  return { ...scene, keeper }
}

const event = (domain: string, change: string) =>
  `<message to='${domain}'><event xmlns='${PUBSUB}#event'><items node='${NODE}'>${change}</items></event></message>`
const enter = (room: string) => `<presence to='${room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test('rooms.blockLists: a listed user cannot enter a room', async t => {
  const { romeo, juliet, mercutio, room } = await followed(t, scene => item(scene.juliet.bare))
  await romeo.enters(room)
  juliet.sends(enter(room))
  assertRefused(await juliet.receives(`<presence type='error'/>`), FORBIDDEN, 'block list')
  await mercutio.enters(room)
})

t.test('rooms.blockLists: a listed user cannot create a room', async t => {
  const { juliet, room } = await followed(t, scene => item(scene.juliet.bare))
  juliet.sends(enter(room))
  assertRefused(await juliet.receives(`<presence type='error'/>`), FORBIDDEN, 'block list')
})

t.test('rooms.blockLists: a link does not admit a listed user', async t => {
  const { romeo, juliet } = await followed(t, scene => item(scene.juliet.bare))
  const { openInviteId } = await linkedRoom(romeo)
  t.match(await joins(juliet, openInviteId), { status: 403, body: { errorDetails: /block list/ } })
})

t.test('rooms.blockLists: a listed user makes no room, no link and no members over REST', async t => {
  const { romeo, juliet, mercutio } = await followed(t, scene => item(scene.juliet.bare))
  const { id } = await linkedRoom(romeo)
  const users = `/api/rainbow/enduser/v1.0/rooms/${id}/users`
  const added = { userId: juliet.bare, reason: 'Tea', status: 'accepted', privilege: 'moderator' }
  t.match(await romeo.calls('POST', users, added), { status: 200 })
  const blocked = { status: 403, body: { errorDetails: /block list/ } }
  t.match(await juliet.calls('POST', '/api/rainbow/enduser/v1.0/rooms', { name: 'Mine' }), blocked)
  t.match(await juliet.calls('POST', `/api/v1/rooms/${id}/links`, {}), blocked)
  t.match(await juliet.calls('POST', users, { ...added, userId: mercutio.bare, privilege: 'user' }), blocked)
  t.match(await juliet.calls('PUT', `${users}/${juliet.bare}`, { status: 'accepted' }), blocked)
})

t.test('rooms.blockLists: a listed domain is blocked, but not an admin of the service', async t => {
  const { romeo, juliet, room } = await followed(t, scene => item(scene.juliet.bare.split('@')[1] ?? ''))
  await romeo.enters(room)
  juliet.sends(enter(room))
  assertRefused(await juliet.receives(`<presence type='error'/>`), FORBIDDEN)
})

t.test('rooms.blockLists: a user listed later cannot speak until removed from the list', async t => {
  const { romeo, juliet, keeper, room, domain } = await followed(t, () => '')
  await romeo.enters(room)
  await juliet.enters(room)
  const hello = `<message to='${room}' type='groupchat'><body>Hello</body></message>`
  keeper.sends(event(domain, item(juliet.bare)))
  await keeper.settles()
  juliet.sends(hello)
  assertRefused(await juliet.receives(`<message type='error'/>`), FORBIDDEN)
  keeper.sends(event(domain, `<retract id='${hashOf(juliet.bare)}'/>`))
  await keeper.settles()
  juliet.sends(hello)
  await juliet.receives(`<message from='${room}/juliet'><body>Hello</body></message>`)
})

t.test('rooms.blockLists: updates count only from the followed list', async t => {
  const { romeo, juliet, mercutio, room, domain } = await followed(t, () => '')
  await romeo.enters(room)
  mercutio.sends(event(domain, item(juliet.bare)))
  await mercutio.settles()
  await juliet.enters(room)
})
