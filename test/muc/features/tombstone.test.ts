import t from 'tap'
import { assertLike, assertRefused, type SceneOptions, scenario } from '../../scenario/index.js'

const GONE = ['gone', 'cancel'] as const
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const MUC = 'http://jabber.org/protocol/muc'
const DAY = 24 * 3600 * 1000
const enter = (room: string) => `<presence to='${room}/juliet'><x xmlns='${MUC}'/></presence>`
const PUBLIC: SceneOptions = { rooms: { defaults: { persistent: true } } }

t.test('10.9: entering a destroyed persistent room is answered with its new address', async t => {
  const { romeo, juliet, room, domain } = await scenario(t, PUBLIC)
  await romeo.enters(room)
  await romeo.destroys(room, `<destroy jid='coven@${domain}'/>`)
  juliet.sends(enter(room))
  const refused = await juliet.receives(`<presence type='error'/>`)
  assertRefused(refused, GONE, `go to coven@${domain}`)
  assertLike(refused, `<presence><error><gone>xmpp:coven@${domain}?join</gone></error></presence>`)
  assertRefused(await juliet.discovers('info', room), GONE)
})

t.test('10.9: the new address is a URI, percent-encoded where needed (RFC 5122)', async t => {
  const { romeo, juliet, room, domain } = await scenario(t, PUBLIC)
  await romeo.enters(room)
  await romeo.destroys(room, `<destroy jid='what?now#é@${domain}'/>`)
  juliet.sends(enter(room))
  const refused = await juliet.receives(`<presence type='error'/>`)
  assertLike(refused, `<presence><error><gone>xmpp:what%3Fnow%23%C3%A9@${domain}?join</gone></error></presence>`)
})

t.test('10.9: the tombstone survives a restart and expires after its time', async t => {
  const { romeo, juliet, room, restart, passes } = await scenario(t, PUBLIC)
  await romeo.enters(room)
  await romeo.destroys(room)
  await restart()
  juliet.sends(enter(room))
  assertRefused(await juliet.receives(`<presence type='error'/>`), GONE)
  await passes(32 * DAY)
  assertLike(await juliet.enters(room), `<presence><x><status code='201'/></x></presence>`)
})

t.test('10.9: a temporary room leaves no tombstone', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.destroys(room)
  assertLike(await juliet.enters(room), `<presence><x><status code='201'/></x></presence>`)
})

t.test('10.9: the new address of a private room goes only to affiliated users; its address stays taken', async t => {
  const scene = await scenario(t, { rooms: { defaults: { persistent: true, membersOnly: true } } })
  const { romeo, juliet, mercutio, room, domain } = scene
  await romeo.enters(room)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await romeo.destroys(room, `<destroy jid='coven@${domain}'/>`)
  assertRefused(await juliet.discovers('info', room), GONE, 'coven')
  assertRefused(await mercutio.discovers('info', room), NOT_FOUND)
  mercutio.sends(enter(room))
  const refused = await mercutio.receives(`<presence type='error'/>`)
  assertRefused(refused, GONE)
  t.notMatch(refused.toString(), /coven/)
})

t.test('rooms.tombstones: an admin of the service creates the room again, open to all', async t => {
  const { romeo, juliet, room } = await scenario(t, { ...PUBLIC, admins: ['romeo'] })
  await romeo.enters(room)
  await romeo.destroys(room)
  await romeo.receivedMeanwhile()
  assertLike(await romeo.enters(room), `<presence><x><status code='201'/></x></presence>`)
  await juliet.enters(room)
})

t.test('a destruction that fails to commit leaves the room and no tombstone', async t => {
  const { romeo, juliet, room, store } = await scenario(t, PUBLIC)
  await romeo.enters(room)
  store.failNextCommit()
  assertRefused(await romeo.destroys(room), ['internal-server-error', 'wait'])
  await juliet.enters(room)
})
