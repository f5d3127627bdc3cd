import t from 'tap'
import { type Actor, assertLike, assertRefused, itemOf } from '../scenario/index.js'
import { changes, historyOf, linkedScene, makesLink, OPEN, SECRET, usesOf } from './plain-link.js'
import { joins } from './rest-room.js'
import { by, isRefused } from './token.js'

const EXPIRED = `<presence type='error'><error type='auth'><not-authorized/>
  <expired-token xmlns='urn:xmpp:muc-token-invite:0'/></error></presence>`
const NOT_AUTHORIZED = ['not-authorized', 'auth'] as const
const FORBIDDEN = ['forbidden', 'auth'] as const
const WAITING = ['registration-required', 'auth'] as const

const tries = (actor: Actor, room: string, id: string) => isRefused(actor, room, by(id).inside)
const eventOf = (room: string, { bare }: Actor, body = '') =>
  `<message from='${room}'>${body}<event xmlns='jabber:iq:configuration' name='invitation' jid='${bare}'/></message>`

t.test(
  '7.2.6: entering by a link id makes a member and notifies the moderators once, without an invitation',
  async t => {
    const { romeo, juliet, room, link } = await linkedScene(t)
    const self = await juliet.enters(room, by(link.id))
    t.match(itemOf(self), { affiliation: 'member', role: 'participant' })
    const item = `<x><item affiliation='member'/></x>`
    const entered = `<presence from='${room}/juliet'>${item}</presence>`
    const name = `link …${link.linkId.slice(-6)}`
    const body = `<body>juliet (${juliet.bare}) has joined by ${name} of ${romeo.bare}</body>`
    await romeo.receivesOnly(`<message from='${room}'>${item}</message>`, entered, eventOf(room, juliet, body))
    await juliet.receivesNothing()
    t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [1, ['used juliet juliet', 'made romeo']])
  },
)

t.test('a link id is accepted with hyphens and capitals, and from several people', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t)
  await juliet.enters(room, by(link.id.toUpperCase()))
  await mercutio.enters(room, by(link.id.replace(/^(.{8})(.{4})/, '$1-$2-')))
  t.equal(await usesOf(romeo, link), 2)
})

t.test("a member's entry by a link id does not count as a use", async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await juliet.enters(room, by(link.id))
  await juliet.leaves(room)
  await romeo.receivedMeanwhile()
  for (const actor of [juliet, mercutio]) await actor.enters(room, by(link.id))
  await romeo.receivesNothing(`<message from='${room}'><event/></message>`)
  t.equal(await usesOf(romeo, link), 1)
})

t.test('in an open room, entering or re-entering by a link id makes a member', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { config: OPEN })
  t.match(itemOf(await juliet.enters(room, by(link.id))), { affiliation: 'member' })
  t.match(itemOf(await mercutio.enters(room)), { affiliation: 'none' })
  await romeo.receivedMeanwhile()
  t.match(itemOf(await mercutio.enters(room, by(link.id))), { affiliation: 'member' })
  await romeo.receives(eventOf(room, mercutio))
  t.equal(await usesOf(romeo, link), 2)
})

t.test('7.2.5: a link id is accepted in place of the password of the room', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { config: { ...OPEN, ...SECRET } })
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
  assertRefused(await tries(juliet, room, '0'.repeat(32)), NOT_AUTHORIZED, 'wrong')
  t.match(itemOf(await juliet.enters(room, by(link.id))), { affiliation: 'member' })
  t.match(itemOf(await mercutio.enters(room, by('wherefore'))), { affiliation: 'none' })
  t.equal(await usesOf(romeo, link), 1)
})

t.test('7.2.5: a member enters a password-protected room by the id of a used-up link', async t => {
  const { juliet, mercutio, room, link } = await linkedScene(t, { config: SECRET, terms: { maxUses: 1 } })
  await juliet.enters(room, by(link.id))
  await juliet.leaves(room)
  assertLike(await tries(mercutio, room, link.id), EXPIRED)
  await juliet.enters(room, by(link.id))
  await juliet.leaves(room)
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
})

t.test('the password of the room is never read as a link id', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { config: OPEN })
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': link.id })
  t.match(itemOf(await juliet.enters(room, by(link.id))), { affiliation: 'none' })
  t.equal(await usesOf(romeo, link), 0)
  t.match(itemOf(await mercutio.enters(room, by(link.id.toUpperCase()))), { affiliation: 'member' })
})

t.test('7.2.7: a banned user is refused with forbidden, whatever the state of the link', async t => {
  const { romeo, juliet, room, link, passes } = await linkedScene(t, { terms: { lifetime: 60 } })
  await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare}'/>`)
  assertRefused(await tries(juliet, room, link.id), FORBIDDEN)
  await changes(romeo, link, { admission: 'unlock_ack' })
  assertRefused(await tries(juliet, room, link.id), FORBIDDEN)
  await passes(60_000)
  assertRefused(await tries(juliet, room, link.id), FORBIDDEN)
  t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [0, ['changed romeo', 'made romeo']])
})

t.test('a link admits no one when the room has its maximum of members', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { rooms: { maxMembers: 2 } })
  await juliet.enters(room, by(link.id))
  assertRefused(await tries(mercutio, room, link.id), ['resource-constraint', 'wait'])
  t.equal(await usesOf(romeo, link), 1)
})

t.test('7.2.9: an entry refused by a full room uses nothing up and makes no member', async t => {
  const config = { ...OPEN, 'muc#roomconfig_maxusers': '1' }
  const { romeo, juliet, room, link } = await linkedScene(t, { config, terms: { maxUses: 1 } })
  assertRefused(await tries(juliet, room, link.id), ['service-unavailable', 'wait'])
  await romeo.receivesNothing()
  t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [0, ['made romeo']])
  await romeo.configures(room, { 'muc#roomconfig_maxusers': '2' })
  await juliet.enters(room, by(link.id))
})

t.test('7.2.8: an entry refused for its nick uses nothing up, and another nick is accepted', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: { maxUses: 1 } })
  juliet.sends(
    `<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'>${by(link.id).inside}</x></presence>`,
  )
  await juliet.receives(`<presence type='error' from='${room}/romeo'><error><conflict/></error></presence>`)
  await romeo.receivesNothing()
  t.equal(await usesOf(romeo, link), 0)
  await juliet.enters(room, by(link.id))
})

t.test('a locked room or link admits no new members', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { config: { 'x-muc#roomconfig_autoregister': 'lock' } })
  assertRefused(await tries(juliet, room, link.id), ['not-allowed', 'cancel'], 'locked')
  await romeo.configures(room, { 'x-muc#roomconfig_autoregister': 'unlock' })
  await changes(romeo, link, { admission: 'lock' })
  assertRefused(await tries(juliet, room, link.id), ['not-allowed', 'cancel'], 'locked')
  await changes(romeo, link, { admission: 'unlock' })
  await juliet.enters(room, by(link.id))
})

t.test('a paused link admits only existing members until it is resumed', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { config: SECRET })
  await juliet.enters(room, by(link.id))
  await juliet.leaves(room)
  await changes(romeo, link, { paused: true })
  assertRefused(await tries(mercutio, room, link.id), ['not-allowed', 'cancel'], 'paused')
  await juliet.enters(room, by(link.id))
  await changes(romeo, link, { paused: false })
  await mercutio.enters(room, by(link.id))
})

t.test('a link limited to some domains refuses users of others', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: { domains: ['example.org'] } })
  assertRefused(await tries(juliet, room, link.id), FORBIDDEN, 'example.org')
  await changes(romeo, link, { domains: ['example.org', juliet.bare.replace(/.*@/, '')] })
  await juliet.enters(room, by(link.id))
})

t.test('a used-up link refuses joiners until its limit is raised', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { terms: { maxUses: 1 } })
  await juliet.enters(room, by(link.id))
  assertLike(await tries(mercutio, room, link.id), EXPIRED)
  await changes(romeo, link, { maxUses: 2 })
  await mercutio.enters(room, by(link.id))
})

t.test('an expired link refuses joiners, also to an open room', async t => {
  const { romeo, juliet, room, link, passes, restart } = await linkedScene(t, { config: OPEN, terms: { lifetime: 60 } })
  await passes(60_000)
  assertLike(await tries(juliet, room, link.id), EXPIRED)
  await restart()
  assertLike(await tries(juliet, room, link.id), EXPIRED)
  await changes(romeo, link, { lifetime: 60 })
  await juliet.enters(room, by(link.id))
})

t.test('after a reset the new id admits and the former one does not', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t)
  const { body } = await romeo.calls('POST', `${link.path}/reset`)
  assertLike(await tries(juliet, room, link.id), EXPIRED)
  await juliet.enters(room, by((body as { data: { openInviteId: string } }).data.openInviteId))
  t.same(
    [await usesOf(romeo, link), await historyOf(romeo, room)],
    [1, ['used juliet juliet', 'reset romeo', 'made romeo']],
  )
})

t.test('a link revoked over REST admits no one; an open room takes its bearer without affiliation', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t)
  await romeo.calls('DELETE', link.path)
  assertLike(await tries(juliet, room, link.id), EXPIRED)
  await romeo.configures(room, OPEN)
  t.match(itemOf(await mercutio.enters(room, by(link.id))), { affiliation: 'none' })
})

t.test('the id of a link to another room is refused and not used up', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t)
  const other = room.replace('verona', 'mantua')
  await romeo.enters(other)
  await romeo.configures(other, { 'muc#roomconfig_membersonly': '1' })
  assertLike(await tries(juliet, other, link.id), EXPIRED)
  t.equal(await usesOf(romeo, link), 0)
})

t.test('a link is refused while its owner may not invite', async t => {
  const { romeo, juliet, mercutio, room } = await linkedScene(t)
  await romeo.configures(room, { 'muc#roomconfig_allowinvites': '1' })
  const makes = (affiliation: string) =>
    romeo.administers(room, `<item affiliation='${affiliation}' jid='${juliet.bare}'/>`)
  await makes('member')
  const theirs = await makesLink(juliet, room)
  for (const affiliation of ['none', 'outcast']) {
    await makes(affiliation)
    assertLike(await tries(mercutio, room, theirs.id), EXPIRED)
  }
  await makes('member')
  await mercutio.enters(room, by(theirs.id))
})

t.test('5.1: a link for visitors makes members without voice until their affiliation changes', async t => {
  const { romeo, juliet, room, link, restart } = await linkedScene(t, { terms: { grants: 'visitor' } })
  const visitor = { affiliation: 'member', role: 'visitor' }
  t.match(itemOf(await juliet.enters(room, by(link.id))), visitor)
  await juliet.leaves(room)
  t.match(itemOf(await juliet.enters(room, by(link.id))), visitor)
  await juliet.leaves(room)
  await restart()
  t.match(itemOf(await juliet.enters(room)), visitor)
  for (const [affiliation, role] of [
    ['admin', 'moderator'],
    ['member', 'participant'],
  ]) {
    await romeo.administers(room, `<item affiliation='${affiliation}' jid='${juliet.bare}'/>`)
    await juliet.receives(
      `<presence from='${room}/juliet'><x><item affiliation='${affiliation}' role='${role}'/></x></presence>`,
    )
  }
})

t.test('5.2: a link for moderators makes admins while its maker owns the room', async t => {
  const { romeo, juliet, mercutio, actor, room } = await linkedScene(t)
  await romeo.administers(room, `<item affiliation='owner' jid='${juliet.bare}'/>`)
  const link = await makesLink(juliet, room, { grants: 'moderator' })
  t.match(itemOf(await mercutio.enters(room, by(link.id))), { affiliation: 'admin', role: 'moderator' })
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  assertLike(await tries(await actor('tybalt'), room, link.id), EXPIRED)
})

t.test('a link for moderators is visible to owners only, because its id makes admins', async t => {
  const { romeo, juliet, room } = await linkedScene(t)
  const link = await makesLink(romeo, room, { grants: 'moderator' })
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  for (const method of ['GET', 'DELETE'] as const) t.equal((await juliet.calls(method, link.path)).status, 404)
  t.equal((await juliet.calls('POST', `${link.path}/reset`)).status, 404)
  t.notMatch(JSON.stringify((await juliet.calls('GET', `/api/v1/rooms/${room}/links`)).body), link.id)
  t.match(await makesLink(juliet, room, { grants: 'moderator' }), { id: '' })
})

t.test('a locked room that awaits its configuration is opened by no link', async t => {
  const { juliet, mercutio, room, store } = await linkedScene(t)
  const other = room.replace('verona', 'mantua')
  juliet.sends(`<presence to='${other}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await juliet.receives(`<presence><x><status code='201'/></x></presence>`)
  const { rooms } = await store.load({ jids: [other], roomIds: [], openInviteIds: [], creators: [], at: 0 })
  t.equal(rooms[0]?.record.locked, true)
  assertRefused(await tries(mercutio, other, 'a'.repeat(32)), ['item-not-found', 'cancel'])
})

t.test('10.1: entering by a link to a destroyed room creates no new room', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { rooms: { tombstones: 0 } })
  await romeo.destroys(room)
  assertRefused(await tries(juliet, room, link.id), ['item-not-found', 'cancel'])
  assertRefused(await juliet.discovers('info', room), ['item-not-found', 'cancel'])
  t.equal((await joins(juliet, link.id)).status, 404)
})

t.test('10.9: entering by a link to a destroyed room is answered with its new address', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { config: { 'muc#roomconfig_publicroom': '1', ...OPEN } })
  await romeo.destroys(room, `<destroy jid='${room.replace('verona', 'mantua')}'/>`)
  assertLike(await tries(juliet, room, link.id), `<presence><error><gone/></error></presence>`)
})

t.test('an entry by a link id that fails to commit uses nothing up and notifies no one', async t => {
  const { romeo, juliet, room, link, store } = await linkedScene(t, { terms: { maxUses: 1 } })
  store.failNextCommit()
  assertRefused(await tries(juliet, room, link.id), ['internal-server-error', 'wait'])
  await romeo.receivesNothing()
  t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [0, ['made romeo']])
  await juliet.enters(room, by(link.id))
})

t.test('a joiner awaiting approval is refused for now, and the moderators are asked once', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: { admission: 'unlock_ack' } })
  assertRefused(await tries(juliet, room, link.id), WAITING, 'moderator')
  await romeo.receivesOnly(
    `<message from='${room}'><body/><x type='form'/></message>`,
    `<message from='${room}' type='groupchat'><body/></message>`,
  )
  assertRefused(await tries(juliet, room, link.id), WAITING)
  await romeo.receivesNothing()
  t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [0, ['asked juliet juliet', 'made romeo']])
})

t.test('a locked room readmits a former member who had unsubscribed', async t => {
  const scene = await linkedScene(t, { config: { 'x-muc#roomconfig_autoregister': 'lock' } })
  const { romeo, juliet, mercutio, room, link } = scene
  const status = { status: 'unsubscribed', since: 1 } as const
  await scene.store.commit([{ kind: 'user-status', room, key: juliet.bare, was: undefined, now: status }])
  await scene.restart()
  const statuses = async () =>
    (await scene.store.load({ jids: [room], roomIds: [], openInviteIds: [], creators: [], at: 0 })).rooms[0]?.maps[
      'user-status'
    ]
  assertRefused(await tries(mercutio, room, link.id), ['not-allowed', 'cancel'], 'locked')
  scene.store.failNextCommit()
  assertRefused(await tries(juliet, room, link.id), ['internal-server-error', 'wait'])
  t.same(await statuses(), new Map([[juliet.bare, status]]))
  await juliet.enters(room, by(link.id))
  t.same([await statuses(), await usesOf(romeo, link)], [new Map(), 1])
})
