import t from 'tap'
import { type Actor, assertLike, assertRefused, itemOf, type SceneOptions } from '../scenario/index.js'
import { changes, historyOf, linkedScene, makesLink, OPEN, SECRET, usesOf } from './plain-link.js'
import { joins } from './rest-room.js'
import { by, isRefused, revokesToken } from './token.js'

const REGISTER = 'http://jabber.org/protocol/muc#register'
const WAITING = ['registration-required', 'auth'] as const
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`

/** The approval form that moderators receive (XEP-0045 §9.9). */
const formOf = ({ bare }: Actor) => `<message><x xmlns='jabber:x:data' type='form'>
  ${field('FORM_TYPE', REGISTER)}${field('x-muc#register_jid', bare)}</x></message>`
/** A text of the service, and the form of the room. */
const DENIED = [
  "<message from='rooms.localhost' type='chat'><body/></message>",
  `<message><x xmlns='jabber:x:data' type='result'>${field('muc#register_allow', '0')}</x></message>`,
]
const WAITS = '<message><body/></message>'
const APPROVED = WAITS
const TEXT = "<message type='groupchat'><body/></message>"
const invitationTo = (room: string, from: string) =>
  `<message from='${from}'><x xmlns='jabber:x:conference' jid='${room}'/></message>`

const tries = (actor: Actor, room: string, id: string) => isRefused(actor, room, by(id).inside)
/** Submits the approval form. */
const answers = (moderator: Actor, room: string, { bare }: Actor, allow: '0' | '1'): void =>
  moderator.sends(`<message to='${room}' id='answer'><x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', REGISTER)}
    ${field('x-muc#register_jid', bare)}${field('muc#register_allow', allow)}</x></message>`)
const refusal = (type: string, condition: string) =>
  `<message type='error' id='answer'><error type='${type}'><${condition}/></error></message>`

/** A scene in which romeo's link requires approval and juliet is waiting. */
async function waitingScene(
  t: Parameters<typeof linkedScene>[0],
  options: SceneOptions & { config?: Record<string, string>; terms?: object } = {},
) {
  const terms = { admission: 'unlock_ack', ...options.terms }
  const scene = await linkedScene(t, { ...options, terms })
  const { romeo, juliet, room, link } = scene
  assertRefused(await tries(juliet, room, link.id), WAITING)
  await romeo.receivesOnly(formOf(juliet), TEXT)
  await juliet.receivedMeanwhile()
  return scene
}

t.test("9.9: an approved joiner receives the link owner's invitation and enters", async t => {
  const { romeo, juliet, room, link } = await waitingScene(t)
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
  const joined = `${juliet.bare} has joined by link …${link.linkId.slice(-6)} of ${romeo.bare}, approved by ${romeo.bare}`
  await romeo.receives(
    `<message from='${room}/rooms.localhost'><body>${joined}</body><event jid='${juliet.bare}'/></message>`,
  )
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'member' })
  t.same(
    [await usesOf(romeo, link), await historyOf(romeo, room)],
    [1, ['used juliet romeo', 'asked juliet juliet', 'made romeo']],
  )
})

t.test('9.9: the approval form names the link and its owner', async t => {
  const scene = await linkedScene(t, { terms: { admission: 'unlock_ack', label: 'Ball' } })
  const { romeo, juliet, room, link } = scene
  await tries(juliet, room, link.id)
  const form = await romeo.receives(formOf(juliet))
  t.match(form.getChild('x')?.getChildText('instructions'), `by a link of ${romeo.bare} (Ball)`)
})

t.test('9.9: a declined joiner is notified and may ask again after a day', async t => {
  const { romeo, juliet, room, link, passes } = await waitingScene(t)
  answers(romeo, room, juliet, '0')
  await juliet.receivesOnly(...DENIED)
  t.same((await historyOf(romeo, room))[0], 'declined juliet romeo')
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('cancel', 'item-not-found'))
  await passes(24 * 60 * 60 * 1000)
  assertRefused(await tries(juliet, room, link.id), WAITING)
  await romeo.receives(formOf(juliet))
})

t.test('9.9: an admin who enters later receives the form, also after a restart', async t => {
  const { romeo, juliet, mercutio, room, restart } = await waitingScene(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(formOf(juliet))
  answers(mercutio, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
})

t.test('approval of a REST join sends an invitation with the password of the room', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { config: SECRET, terms: { admission: 'unlock_ack' } })
  await joins(juliet, link.id)
  await romeo.receivesOnly(formOf(juliet), TEXT)
  answers(romeo, room, juliet, '1')
  const invitation = `<message><x xmlns='jabber:x:conference' jid='${room}' password='wherefore'/></message>`
  await juliet.receivesOnly(WAITS, APPROVED, invitation)
  await juliet.enters(room, by('wherefore'))
})

t.test('only admins and owners answer the form; a member with the role moderator may not', async t => {
  const { romeo, juliet, mercutio, room, link } = await waitingScene(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await mercutio.enters(room)
  await romeo.administers(room, `<item nick='mercutio' role='moderator'/>`)
  answers(mercutio, room, juliet, '1')
  await mercutio.receives(refusal('auth', 'forbidden'))
  await juliet.receivesNothing()
  t.equal(await usesOf(romeo, link), 0)
})

t.test('approval cannot exceed the uses of the link: the moderator gets an error, the request stays', async t => {
  const { romeo, juliet, mercutio, room, link } = await waitingScene(t, { terms: { maxUses: 1 } })
  assertRefused(await tries(mercutio, room, link.id), WAITING)
  answers(romeo, room, mercutio, '1')
  await mercutio.receives(APPROVED, invitationTo(room, romeo.bare))
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('cancel', 'item-not-found'))
  await juliet.receivesNothing()
  t.equal(await usesOf(romeo, link), 1)
  await changes(romeo, link, { maxUses: 2 })
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
})

t.test('approval cannot exceed the member limit: the moderator gets an error, the request stays', async t => {
  const { romeo, juliet, mercutio, room } = await waitingScene(t, { rooms: { maxMembers: 2 } })
  const makes = (affiliation: string) =>
    romeo.administers(room, `<item affiliation='${affiliation}' jid='${mercutio.bare}'/>`)
  await makes('member')
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('wait', 'resource-constraint'))
  await makes('none')
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
})

t.test('revoking a link declines its pending requests', async t => {
  const { romeo, juliet, room, link } = await waitingScene(t)
  assertLike(await revokesToken(romeo, room, link.id), `<iq type='result'/>`)
  await juliet.receivesOnly(...DENIED)
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('cancel', 'item-not-found'))
})

t.test('10.9: destroying the room declines its pending requests', async t => {
  const { romeo, juliet, room } = await waitingScene(t)
  await romeo.destroys(room)
  await juliet.receivesOnly(...DENIED)
})

t.test('a ban removes the pending request', async t => {
  const { romeo, juliet, room } = await waitingScene(t)
  await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare}'/>`)
  await juliet.receivedMeanwhile()
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('cancel', 'item-not-found'))
  await juliet.receivesNothing()
})

t.test('a pending request survives the reset of its link', async t => {
  const { romeo, juliet, room, link } = await waitingScene(t)
  await romeo.calls('POST', `${link.path}/reset`)
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
})

t.test('a link does not admit, even with approval, while its owner may not invite', async t => {
  const { romeo, juliet, mercutio, room } = await linkedScene(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  const theirs = await makesLink(mercutio, room, { admission: 'unlock_ack' })
  assertRefused(await tries(juliet, room, theirs.id), WAITING)
  await romeo.administers(room, `<item affiliation='none' jid='${mercutio.bare}'/>`)
  answers(romeo, room, juliet, '1')
  await romeo.receives(refusal('cancel', 'item-not-found'))
  answers(romeo, room, juliet, '0')
  await juliet.receivesAll(...DENIED)
})

t.test('only an owner approves a request for the affiliation admin', async t => {
  const { romeo, juliet, mercutio, room } = await waitingScene(t, { terms: { grants: 'moderator' } })
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  answers(mercutio, room, juliet, '1')
  await mercutio.receives(refusal('auth', 'forbidden'))
  answers(romeo, room, juliet, '1')
  t.match(itemOf(await juliet.receives(invitationTo(room, romeo.bare)).then(() => juliet.enters(room))), {
    affiliation: 'admin',
  })
})

t.test('an approved occupant of an open room is broadcast as a member', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, {
    config: OPEN,
    terms: { admission: 'unlock_ack' },
  })
  for (const actor of [juliet, mercutio]) await actor.enters(room)
  assertRefused(await tries(juliet, room, link.id), WAITING)
  answers(romeo, room, juliet, '1')
  await mercutio.receives(`<presence from='${room}/juliet'><x><item affiliation='member'/></x></presence>`)
})

t.test('a request or an answer that fails to commit has no effect', async t => {
  const { romeo, juliet, room, link, store } = await linkedScene(t, { terms: { admission: 'unlock_ack' } })
  store.failNextCommit()
  assertRefused(await tries(juliet, room, link.id), ['internal-server-error', 'wait'])
  await romeo.receivesNothing()
  assertRefused(await tries(juliet, room, link.id), WAITING)
  await romeo.receivesOnly(formOf(juliet), TEXT)
  await juliet.receivedMeanwhile()
  for (const allow of ['1', '0'] as const) {
    store.failNextCommit()
    answers(romeo, room, juliet, allow)
    await romeo.receivesOnly(refusal('wait', 'internal-server-error'))
    await juliet.receivesNothing()
  }
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
  t.same((await historyOf(romeo, room)).length, 3)
})

t.test('10.9: a destruction that fails to commit declines no request', async t => {
  const { romeo, juliet, room, store } = await waitingScene(t)
  store.failNextCommit()
  assertRefused(await romeo.destroys(room), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  answers(romeo, room, juliet, '1')
  await juliet.receivesOnly(APPROVED, invitationTo(room, romeo.bare))
})
