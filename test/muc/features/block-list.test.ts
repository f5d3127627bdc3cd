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
  const scene = await scenario(t, {
    ...{ follows: 'escalus', admins: ['romeo'], serviceAccounts: ['mercutio', 'paris'] },
    accounts: { registration: true },
  })
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
  // The next tick removes her.
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

const listing = 'This address is on a block list that this service uses.'
const removed = (room: string, nick: string) =>
  `<presence type='unavailable' from='${room}/${nick}'><x><item role='none'><reason>${listing}</reason></item>
    <status code='307'/></x></presence>`

t.test('rooms.blockLists: a user who is listed leaves all rooms with all clients, with 307 and a reason', async t => {
  const { romeo, juliet, mercutio, actor, keeper, room, domain, passes } = await followed(t, () => '')
  const garden = await actor('juliet', 'garden')
  const other = `mantua@${domain}`
  await romeo.enters(room)
  await juliet.enters(other)
  await juliet.enters(room)
  await garden.enters(room, { nick: 'jule' })
  await mercutio.enters(room)
  keeper.sends(event(domain, item(juliet.bare)))
  await keeper.settles()
  await passes(0)
  await juliet.receivesAll(removed(room, 'juliet'), removed(other, 'juliet'))
  await garden.receives(removed(room, 'jule'))
  for (const one of [romeo, mercutio]) await one.receivesAll(removed(room, 'juliet'), removed(room, 'jule'))
  await passes(0)
  await mercutio.receivesNothing(`<presence type='unavailable'/>`)
  const said = `<message to='${room}' type='groupchat'><body>Hello</body></message>`
  mercutio.sends(said)
  await romeo.receives(`<message from='${room}/mercutio'><body>Hello</body></message>`)
})

t.test('rooms.blockLists: users who were listed while the service was down leave when the list is read', async t => {
  const { romeo, juliet, keeper, room, passes, restart } = await followed(t, () => '')
  await romeo.enters(room)
  await juliet.enters(room)
  await restart()
  await passes(6 * 60_000)
  const asked = await keeper.receives(`<iq type='get'><pubsub><items node='${NODE}'/></pubsub></iq>`)
  const { id, from } = asked.attrs
  keeper.sends(
    `<iq type='result' id='${id}' to='${from}'><pubsub xmlns='${PUBSUB}'><items node='${NODE}'>${item(juliet.bare)}</items></pubsub></iq>`,
  )
  await keeper.settles()
  await passes(0)
  for (const one of [juliet, romeo]) await one.receives(removed(room, 'juliet'))
})

t.test('rooms.blockLists: a listing that could not be enforced is enforced at the next tick', async t => {
  const { romeo, juliet, keeper, room, domain, passes, store } = await followed(t, () => '')
  await romeo.enters(room)
  await juliet.enters(room)
  keeper.sends(event(domain, item(juliet.bare)))
  await keeper.settles()
  store.failNextCommit()
  await passes(0).catch(() => undefined)
  await romeo.receivesNothing(`<presence type='unavailable'/>`)
  await passes(0)
  await romeo.receives(removed(room, 'juliet'))
})

t.test('rooms.blockLists: a listed owner reads no archive, registers nowhere and sets nothing, by any way', async t => {
  const { romeo, juliet, mercutio, keeper, room, domain } = await followed(t, () => '')
  const { id, jid } = await linkedRoom(juliet)
  await juliet.enters(jid)
  await romeo.enters(room)
  keeper.sends(event(domain, item(juliet.bare)))
  await keeper.settles()
  const muc = 'http://jabber.org/protocol/muc'
  const queries = [
    `<query xmlns='urn:xmpp:mam:2'/>`,
    `<query xmlns='jabber:iq:register'><remove/></query>`,
    `<query xmlns='${muc}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`,
    `<query xmlns='${muc}#owner'><destroy/></query>`,
    `<query xmlns='${muc}#admin'><item affiliation='owner' jid='${mercutio.bare}'/></query>`,
    `<query xmlns='${muc}#admin'><item role='none' nick='juliet'/></query>`,
    `<vCard xmlns='vcard-temp'/>`,
    `<request xmlns='urn:xmpp:muc-token-invite:0'/>`,
    `<command xmlns='http://jabber.org/protocol/commands' node='urn:latchstring:command:make-link'/>`,
  ]
  for (const to of [jid, room, domain]) {
    for (const query of queries) {
      const reply = await juliet.asks(`<iq type='set' to='${to}'>${query}</iq>`)
      assertRefused(reply, FORBIDDEN, 'block list')
    }
  }
  assertRefused(await juliet.asks(`<iq type='get' to='${jid}'><query xmlns='${muc}#owner'/></iq>`), FORBIDDEN)
  assertRefused(
    await juliet.asks(`<iq type='get' to='${jid}/juliet'><query xmlns='jabber:iq:version'/></iq>`),
    FORBIDDEN,
  )
  const enduser = '/api/rainbow/enduser/v1.0'
  const blocked = { status: 403, body: { errorDetails: /block list/ } }
  for (const [method, path, body] of [
    ['GET', `${enduser}/rooms`],
    ['GET', `${enduser}/rooms/${id}`],
    ['PUT', `${enduser}/rooms/${id}`, { name: 'Mine' }],
    ['DELETE', `${enduser}/rooms/${id}`],
    ['GET', `/api/v1/rooms/${id}/links`],
    ['POST', `/api/v1/rooms/${id}/bans`, { user: mercutio.bare }],
    ['POST', '/api/v1/tokens', { label: 'bot' }],
    ['POST', `${enduser}/users/me/public-links/bind`, { roomId: id }],
  ] as const) {
    t.match(await juliet.calls(method, path, body), blocked, `${method} ${path}`)
  }
  const signsOut = await juliet.calls('GET', '/api/rainbow/authentication/v1.0/logout')
  t.match(signsOut, { status: 200 }, 'everybody may sign out')
  t.equal(
    (await juliet.asks(`<iq type='get' to='${domain}'><ping xmlns='urn:xmpp:ping'/></iq>`)).attrs['type'],
    'result',
  )
})

t.test('rooms.blockLists: a listed name registers no account', async t => {
  const { calls, romeo } = await followed(t, scene => item(scene.romeo.bare.replace('romeo', 'tybalt')))
  const body = { loginEmail: romeo.bare.replace('romeo', 'tybalt'), password: 'Prince of Cats 9!' }
  const path = '/api/rainbow/enduser/v1.0/users/self-register'
  t.match(await calls(romeo.bare, { method: 'POST', path, body }), {
    status: 403,
    body: { errorDetails: /block list/ },
  })
})

t.test(
  'rooms.blockLists: nobody acts for a listed user over REST, and a listed service account for nobody',
  async t => {
    const { calls, juliet, mercutio } = await followed(t, scene => {
      return item(scene.juliet.bare) + item(scene.juliet.bare.replace('juliet', 'paris'))
    })
    const [path, paris] = ['/api/rainbow/enduser/v1.0/rooms', juliet.bare.replace('juliet', 'paris')]
    const makes = (by: string, actsAs: string) => calls(by, { method: 'POST', path, body: { name: 'Verona' }, actsAs })
    const blocked = { status: 403, body: { errorDetails: /block list/ } }
    t.match(await makes(mercutio.bare, juliet.bare), blocked)
    t.match(await makes(paris, juliet.bare.replace('juliet', 'benvolio')), blocked)
    t.match(await makes(mercutio.bare, juliet.bare.replace('juliet', 'benvolio')), { status: 200 })
  },
)
