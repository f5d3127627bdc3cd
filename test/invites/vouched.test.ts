import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { attr } from '../../src/stanza/element.js'
import { domainOf } from '../../src/stanza/jid.js'
import { type Actor, assertRefused, itemOf, type Scene } from '../scenario/index.js'
import { changes, historyOf, linkedScene, makesLink, OPEN, type PlainLink, SECRET, usesOf } from './plain-link.js'
import { joins } from './rest-room.js'
import { isRefused } from './token.js'

const DAY = 24 * 60 * 60 * 1000
const ACK = { admission: 'unlock_ack' }
const FORBIDDEN = ['forbidden', 'auth'] as const
const NOT_AUTHORIZED = ['not-authorized', 'auth'] as const
const SENT = { status: 200, body: { data: { state: 'sent' } } }

type Linked = Scene & { readonly link: PlainLink }

/** What an app does that has no token. */
async function asksFor({ url }: Pick<Scene, 'url'>, openInviteId: string, address: string) {
  const response = await fetch(`${url}/api/v1/invitations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openInviteId, address }),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

const invites = (scene: Linked, { bare }: Pick<Actor, 'bare'>) => asksFor(scene, scene.link.id, bare)
const invitation = (room: string, password: string) => `<message from='${room}'>
  <x xmlns='http://jabber.org/protocol/muc#user'><invite from='${domainOf(room)}'/><password>${password}</password></x>
  <x xmlns='jabber:x:conference' jid='${room}' password='${password}'/></message>`
const declines = (actor: Actor, room: string, to = domainOf(room)) =>
  actor.sends(
    `<message to='${room}'><x xmlns='http://jabber.org/protocol/muc#user'><decline to='${to}'/></x></message>`,
  )

t.test('7.8.2: an address that was entered on the page of a link gets one invitation from the room', async t => {
  const scene = await linkedScene(t)
  const { romeo, juliet, room, link } = scene
  t.match(await invites(scene, juliet), SENT)
  const message = await juliet.receives(invitation(room, link.id))
  t.equal(attr(message, 'type'), undefined)
  t.match(await invites(scene, juliet), SENT, 'one invitation is pending')
  await juliet.receivesNothing()
  await romeo.receivesNothing()
  t.same([await usesOf(romeo, link), await historyOf(romeo, room)], [0, ['sent juliet juliet', 'made romeo']])
})

t.test('an invited address enters without a password, once counted; other addresses do not', async t => {
  const scene = await linkedScene(t, { terms: { grants: 'visitor' } })
  const { romeo, juliet, mercutio, room, link } = scene
  await invites(scene, juliet)
  await scene.restart()
  assertRefused(await isRefused(mercutio, room), NOT_AUTHORIZED)
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'member', role: 'visitor' })
  await juliet.leaves(room)
  await juliet.enters(room)
  t.same(await historyOf(romeo, room), ['used juliet juliet', 'sent juliet juliet', 'made romeo'])
  t.equal(await usesOf(romeo, link), 1)
})

t.test('6.4: a room says to an invited address that it needs no password', async t => {
  const scene = await linkedScene(t, { config: SECRET })
  const { juliet, mercutio, room } = scene
  const features = async (actor: Actor) => {
    const answer = await actor.asks(
      `<iq type='get' to='${room}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>`,
    )
    const names = answer.getChild('query')?.getChildren('feature') ?? []
    return names.map(feature => attr(feature, 'var')).filter(name => /protected|unsecured/.test(name ?? ''))
  }
  await invites(scene, juliet)
  t.same([await features(juliet), await features(mercutio)], [['muc_unsecured'], ['muc_passwordprotected']])
  await juliet.enters(room)
})

t.test('an invitation changes nothing that the person may do without it', async t => {
  const scene = await linkedScene(t, { config: OPEN, terms: { grants: 'visitor' } })
  const { romeo, juliet, room, link } = scene
  await invites(scene, juliet)
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'none', role: 'participant' })
  await juliet.leaves(room)
  await romeo.configures(room, SECRET)
  const inside = '<password>wherefore</password>'
  t.match(itemOf(await juliet.enters(room, { inside })), { affiliation: 'none', role: 'participant' })
  await juliet.leaves(room)
  t.equal(await usesOf(romeo, link), 0)
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'member', role: 'visitor' })
})

t.test('an invitation ends after a day, and the address can be invited again', async t => {
  const scene = await linkedScene(t)
  const { juliet, room, link, passes } = scene
  await invites(scene, juliet)
  await passes(DAY)
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
  await juliet.receivedMeanwhile()
  t.match(await invites(scene, juliet), SENT)
  await juliet.receives(invitation(room, link.id))
  await juliet.enters(room)
})

t.test(
  '7.8.2: a decline ends the invitation, tells no person, and is not followed by another one for a day',
  async t => {
    const scene = await linkedScene(t)
    const { romeo, juliet, room, link, passes } = scene
    await invites(scene, juliet)
    await juliet.receives(invitation(room, link.id))
    for (let times = 0; times < 2; times++) declines(juliet, room)
    await juliet.receivesNothing()
    await romeo.receivesNothing()
    assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
    await scene.restart()
    t.match(await invites(scene, juliet), SENT, 'the answer does not show the decline')
    await juliet.receivesNothing()
    t.same(await historyOf(romeo, room), ['declined juliet juliet', 'sent juliet juliet', 'made romeo'])
    await passes(DAY)
    t.match(await invites(scene, juliet), SENT)
    await juliet.receives(invitation(room, link.id))
  },
)

t.test('7.8.2: the decline of an invitation of a person goes to that person', async t => {
  const scene = await linkedScene(t, { config: OPEN })
  const { romeo, juliet, room } = scene
  await invites(scene, juliet)
  romeo.sends(
    `<message to='${room}'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='${juliet.bare}'/></x></message>`,
  )
  await juliet.receives(`<message><x><invite from='${room}/romeo'/></x></message>`)
  declines(juliet, room, `${room}/romeo`)
  await romeo.receives(`<message from='${room}'><x><decline from='${juliet.bare}'/></x></message>`)
})

t.test('a person without such an invitation cannot decline one', async t => {
  const { juliet, room } = await linkedScene(t)
  declines(juliet, room)
  await juliet.receives(`<message type='error' from='${room}'><error><forbidden/></error></message>`)
})

for (const [what, end] of [
  ['revoked', (romeo: Actor, { path }: PlainLink) => romeo.calls('DELETE', path)],
  ['given a new id', (romeo: Actor, { path }: PlainLink) => romeo.calls('POST', `${path}/reset`)],
] as const) {
  t.test(`an invitation ends when its link is ${what}`, async t => {
    const scene = await linkedScene(t)
    const { romeo, juliet, room, link } = scene
    await makesLink(romeo, room)
    await invites(scene, juliet)
    t.match(await end(romeo, link), { status: 200 })
    assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
  })
}

t.test('with approval, the entry of an invited address asks a moderator, and enters after the approval', async t => {
  const scene = await linkedScene(t, { terms: ACK })
  const { romeo, juliet, room, link } = scene
  await invites(scene, juliet)
  assertRefused(await isRefused(juliet, room), ['registration-required', 'auth'], 'A moderator of the room decides')
  assertRefused(await isRefused(juliet, room), ['registration-required', 'auth'], 'A moderator of the room decides')
  const decision = { decision: 'approve' }
  t.match(await romeo.calls('POST', `/api/v1/rooms/${room}/requests/${juliet.bare}`, decision), { status: 200 })
  await juliet.enters(room)
  t.equal(await usesOf(romeo, link), 1)
})

t.test('pause, lock, used-up and domains hold for an invited address as for every joiner', async t => {
  const scene = await linkedScene(t, { terms: { maxUses: 1 } })
  const { romeo, juliet, mercutio, room, link } = scene
  await invites(scene, juliet)
  const tries = async (terms: object) => {
    await changes(romeo, link, terms)
    return isRefused(juliet, room)
  }
  assertRefused(await tries({ paused: true }), ['not-allowed', 'cancel'], 'paused')
  assertRefused(await tries({ paused: false, admission: 'lock' }), ['not-allowed', 'cancel'], 'locked')
  assertRefused(await tries({ admission: 'unlock', domains: ['example.org'] }), FORBIDDEN, 'only for users of')
  await changes(romeo, link, { domains: [] })
  await joins(mercutio, link.id)
  assertRefused(await isRefused(juliet, room), ['item-not-found', 'cancel'])
})

t.test('a link that lets no person in sends no invitation, and says why', async t => {
  const scene = await linkedScene(t)
  const { romeo, juliet, room, link } = scene
  await changes(romeo, link, { paused: true })
  t.match(await invites(scene, juliet), { status: 403, body: { errorDetails: { errorMsg: /paused/ } } })
  await changes(romeo, link, { paused: false, domains: ['example.org'] })
  t.match(await invites(scene, juliet), { status: 403, body: { errorDetails: /only for users of example.org/ } })
  await changes(romeo, link, { domains: [] })
  await romeo.configures(room, { 'x-muc#roomconfig_autoregister': 'lock' })
  t.match(await invites(scene, juliet), { status: 403, body: { errorDetails: { errorMsg: /locked/ } } })
  t.match(await asksFor(scene, '0'.repeat(32), juliet.bare), { status: 404 })
  await juliet.receivesNothing()
})

t.test('a banned or removed person gets no invitation, and a later ban ends it; the answer is the same', async t => {
  const scene = await linkedScene(t)
  const { romeo, juliet, mercutio, room, link } = scene
  const sets = (affiliation: string, { bare }: Actor) =>
    romeo.administers(room, `<item affiliation='${affiliation}' jid='${bare}'/>`)
  const rosaline = await scene.actor('rosaline')
  await joins(rosaline, link.id)
  const { body } = await romeo.calls('GET', `/api/v1/rooms/${room}/links`)
  const roomId = textAt((body as { data: unknown[] }).data[0], 'roomId')
  const removed = await romeo.calls('DELETE', `/api/rainbow/enduser/v1.0/rooms/${roomId}/users/${rosaline.bare}`)
  t.match(removed, { status: 200 })
  await sets('outcast', mercutio)
  for (const one of [mercutio, rosaline]) {
    await one.receivedMeanwhile()
    t.match(await invites(scene, one), SENT)
    await one.receivesNothing()
  }
  await invites(scene, juliet)
  await sets('outcast', juliet)
  assertRefused(await isRefused(juliet, room), FORBIDDEN)
  await sets('none', juliet)
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED, 'Only members')
})

t.test('a member gets an invitation without the link, and it is no use', async t => {
  const scene = await linkedScene(t, { config: SECRET })
  const { romeo, juliet, room, link } = scene
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await juliet.receivedMeanwhile()
  t.match(await invites(scene, juliet), SENT)
  await juliet.receives(invitation(room, 'wherefore'))
  t.match(await invites(scene, juliet), SENT)
  await juliet.receivesNothing()
  await romeo.administers(room, `<item affiliation='none' jid='${juliet.bare}'/>`)
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
  t.equal(await usesOf(romeo, link), 0)
})

t.test('only people can be invited: no server, no room and no guest of the service, and nothing malformed', async t => {
  const scene = await linkedScene(t)
  const { domain, room, link } = scene
  const guest = `guest-0123456789abcdef@${domain}`
  for (const address of ['localhost', 'a b@', '@', `${'x'.repeat(3000)}@localhost`, room, domain, guest]) {
    t.match(await asksFor(scene, link.id, address), { status: 400, body: { errorDetails: /address/ } }, address)
  }
  t.match(await asksFor(scene, link.id, ''), { status: 400 })
})

t.test('an address is taken as people paste it', async t => {
  const scene = await linkedScene(t)
  const { juliet, room, link } = scene
  t.match(await asksFor(scene, link.id, ` xmpp:${juliet.bare.toUpperCase()}/balcony?message `), SENT)
  await juliet.receives(invitation(room, link.id))
})

t.test('an invitation that could not be stored is neither sent nor good', async t => {
  const scene = await linkedScene(t)
  const { juliet, room, link, store } = scene
  store.failNextCommit()
  t.match(await invites(scene, juliet), { status: 500 })
  await juliet.receivesNothing()
  assertRefused(await isRefused(juliet, room), NOT_AUTHORIZED)
  t.match(await invites(scene, juliet), SENT)
  await juliet.receives(invitation(room, link.id))
  store.failNextCommit()
  await isRefused(juliet, room)
  await juliet.enters(room)
})

t.test('a person who is offline gets the invitation at the next sign-in, and is let in', async t => {
  const scene = await linkedScene(t)
  const { room, link, actor } = scene
  const before = await actor('rosaline')
  await before.signsOut()
  t.match(await invites(scene, before), SENT)
  // The answer does not wait for the server, which must have stored the invitation before the sign-in.
  await scene.romeo.settles()
  const after = await actor('rosaline')
  await after.finds(invitation(room, link.id))
  t.match(itemOf(await after.enters(room)), { affiliation: 'member' })
})

t.test('an invitation that bounces is in the link history only, and no second one is sent', async t => {
  const scene = await linkedScene(t, { inviterAddress: 'room' })
  const { romeo, juliet, room, link } = scene
  await invites(scene, juliet)
  const message = await juliet.receives(invitation(room, link.id))
  const gone = `<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  juliet.sends(`<message type='error' id='${attr(message, 'id')}' to='${room}'>${gone}</message>`)
  await romeo.receivesNothing()
  t.same(await historyOf(romeo, room), ['bounced juliet juliet', 'sent juliet juliet', 'made romeo'])
  t.match(await invites(scene, juliet), SENT)
  await juliet.receivesNothing()
})

t.test('a link invites 20 addresses a day, and a room 100', async t => {
  const scene = await linkedScene(t, { limits: { invitationsPerAddress: 0, validationsPerAddress: 0 } })
  const { romeo, juliet, room, link, passes } = scene
  const asks = (id: string, n: number) => asksFor(scene, id, `paris${n}@nowhere.invalid`)
  for (let n = 0; n < 20; n++) t.match(await asks(link.id, n), SENT)
  for (const n of [20, 0]) t.match(await asks(link.id, n), { status: 429 }, 'also for an address that is invited')
  for (let first = 20; first < 100; first += 20) {
    const other = await makesLink(romeo, room)
    for (let n = first; n < first + 20; n++) t.match(await asks(other.id, n), SENT)
  }
  t.match(await asks((await makesLink(romeo, room)).id, 100), { status: 429 })
  await passes(DAY)
  t.match(await invites(scene, juliet), SENT)
})

t.test(
  'limits.invitationsPerAddress: a hostile visitor invites few people an hour, and no person more than 3 times',
  async t => {
    const scene = await linkedScene(t, { limits: { invitationsPerAddress: 5 } })
    const statuses = []
    for (let n = 0; n < 40; n++)
      statuses.push((await asksFor(scene, scene.link.id, `paris${n}@nowhere.invalid`)).status)
    t.same(
      statuses.filter(status => status === 200),
      Array(5).fill(200),
    )
    t.ok(statuses.slice(5).every(status => status === 429))
  },
)

t.test('openInvites.sendInvitations: no invites no addresses', async t => {
  const scene = await linkedScene(t, { openInvites: { sendInvitations: false } })
  t.match(await invites(scene, scene.juliet), { status: 403 })
  await scene.juliet.receivesNothing()
})
