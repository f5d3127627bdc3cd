import t from 'tap'
import { type Actor, assertLike, assertRefused, type SceneOptions, scenario } from '../scenario/index.js'
import { joins, linkedRoom } from './rest-room.js'
import { asksToken, by, getsToken, isRefused, listsTokens, revokesToken, tokensOf } from './token.js'

const XMLNS = 'urn:xmpp:muc-token-invite:0'
const FORBIDDEN = ['forbidden', 'auth'] as const
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const BAD = ['bad-request', 'modify'] as const
const ID = /^[0-9a-f]{32}$/

/** A members-only room: romeo owns it, juliet is a member, mercutio has no affiliation. */
async function membersRoom(t: Parameters<typeof scenario>[0], options: SceneOptions = {}) {
  const defaults = { membersOnly: true, ...options.rooms?.defaults }
  const scene = await scenario(t, { ...options, rooms: { ...options.rooms, defaults } })
  await scene.romeo.enters(scene.room)
  await scene.romeo.administers(scene.room, `<item affiliation='member' jid='${scene.juliet.bare}'/>`)
  for (const name of ['romeo', 'juliet'] as const) await scene[name].receivedMeanwhile()
  return scene
}

const allowInvites = (owner: Actor, room: string, value = '1') =>
  owner.configures(room, { 'muc#roomconfig_allowinvites': value })
const ids = async (actor: Actor, room: string) => (await tokensOf(actor, room)).map(({ id }) => id)

t.test('MUC Token Invite, "Discovering support": service and room advertise it', async t => {
  const { romeo, room, domain } = await membersRoom(t)
  for (const to of [domain, room]) {
    assertLike(await romeo.discovers('info', to), `<iq type='result'><query><feature var='${XMLNS}'/></query></iq>`)
  }
})

t.test('Examples "Requesting an invitation token", "Room successfully replies with a token"', async t => {
  const { romeo, room } = await membersRoom(t)
  romeo.sends(`<iq type='set' to='${room}' id='request1'><request xmlns='${XMLNS}'/></iq>`)
  const reply = await romeo.receives(`<iq type='result' from='${room}' to='${romeo.jid}' id='request1'>
    <token xmlns='${XMLNS}'/></iq>`)
  t.match(reply.getChildText('token'), ID)
  t.strictSame(reply.getChild('token')?.attrs, { xmlns: XMLNS, creator: romeo.bare })
})

t.test('Example "Room replies with an error because user lacks permissions"', async t => {
  const { romeo, juliet, mercutio, room } = await membersRoom(t)
  assertRefused(await asksToken(mercutio, room), FORBIDDEN)
  assertRefused(await asksToken(juliet, room), FORBIDDEN, 'an owner or an admin')
  t.same(await tokensOf(romeo, room), [])
})

t.test('Example "A client requests a token with a month time limit and 5 users": it gets them', async t => {
  const { romeo, room } = await membersRoom(t)
  assertLike(
    await asksToken(romeo, room, "delay='2678400' counter='5'"),
    `<iq type='result'><token xmlns='${XMLNS}' delay='2678400' counter='5'/></iq>`,
  )
})

t.test('Example "Reply from the room": the service limits the lifetime of a token to a week', async t => {
  const { romeo, room } = await membersRoom(t, { openInvites: { maxLifetime: 604_800, maxUses: 9 } })
  assertLike(
    await asksToken(romeo, room, "delay='2678400' counter='5'"),
    `<iq type='result'><token xmlns='${XMLNS}' delay='604800' counter='5'/></iq>`,
  )
  assertLike(await asksToken(romeo, room), `<iq type='result'><token delay='604800' counter='9'/></iq>`)
})

t.test("Limits: the room's defaults and maxima apply", async t => {
  const { romeo, room } = await membersRoom(t)
  await romeo.configures(room, {
    'x-muc#roomconfig_linklifetime': '3600',
    'x-muc#roomconfig_linkuses': '3',
    'x-muc#roomconfig_maxlinklifetime': '7200',
    'x-muc#roomconfig_maxlinkuses': '4',
  })
  assertLike(await asksToken(romeo, room), `<iq><token delay='3600' counter='3'/></iq>`)
  assertLike(await asksToken(romeo, room, "delay='9999' counter='10'"), `<iq><token delay='7200' counter='4'/></iq>`)
})

t.test('Limits: a value that is not xs:unsignedInt, or zero uses, is a bad request', async t => {
  const { romeo, room } = await membersRoom(t)
  for (const wrong of ['', 'many', '-1', '1.5', '1e3', '0x10', '4294967296', '9'.repeat(400), '0', '٣']) {
    assertRefused(await asksToken(romeo, room, `counter='${wrong}'`), BAD, 'counter')
    assertRefused(await asksToken(romeo, room, `delay='${wrong}'`), BAD, 'delay')
  }
  for (const right of ['4294967295', ' 7 ', '+7', '0007']) {
    assertLike(await asksToken(romeo, room, `counter='${right}' delay='${right}'`), `<iq type='result'/>`)
  }
  t.same(
    (await tokensOf(romeo, room)).map(({ counter }) => counter),
    ['4294967295', '7', '7', '7'],
  )
})

t.test('Example "URI with an invite token": entering by one makes a member, who needs none later', async t => {
  const { romeo, mercutio, room } = await membersRoom(t)
  const token = await getsToken(romeo, room)
  assertRefused(await isRefused(mercutio, room), ['not-authorized', 'auth'])
  const self = await mercutio.enters(room, by(token))
  assertLike(self, `<presence><x><item affiliation='member' role='participant'/></x></presence>`)
  await mercutio.leaves(room)
  await mercutio.enters(room)
})

t.test('"Using a token": an expired token is refused as expired', async t => {
  const { romeo, mercutio, room, passes } = await membersRoom(t)
  const token = await getsToken(romeo, room, "delay='183'")
  await passes(183_000)
  const refusal = await isRefused(mercutio, room, `<password>${token}</password>`)
  assertLike(
    refusal,
    `<presence type='error'><error type='auth'>
    <not-authorized/><expired-token xmlns='${XMLNS}'/></error></presence>`,
  )
  t.same(await tokensOf(romeo, room), [])
})

t.test('Example "Requesting the token list": with the current limits', async t => {
  const { romeo, mercutio, actor, room, passes } = await membersRoom(t)
  const five = await getsToken(romeo, room, "counter='5'")
  await passes(1000)
  const soon = await getsToken(romeo, room, "delay='600'")
  for (const guest of [mercutio, await actor('tybalt')]) await guest.enters(room, by(five))
  await passes(416_000)
  const [first, second] = await tokensOf(romeo, room)
  t.strictSame(first, { creator: romeo.bare, counter: '3', id: five })
  t.match(second, { id: soon, creator: romeo.bare, delay: /^18[34]$/ })
})

t.test('Listing: users see their own tokens; admins see all, also those made over REST', async t => {
  const { juliet, romeo, mercutio } = await scenario(t)
  const { jid: room, openInviteId } = await linkedRoom(juliet)
  await allowInvites(juliet, room)
  await juliet.administers(room, `<item affiliation='member' jid='${romeo.bare}'/>`)
  await juliet.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  const token = await getsToken(romeo, room)
  t.same(await ids(romeo, room), [token])
  t.same(await ids(juliet, room), [openInviteId, token])
  t.same(await ids(mercutio, room), [])
  assertLike(await listsTokens(mercutio, room), `<iq type='result'><tokens xmlns='${XMLNS}'/></iq>`)
  await allowInvites(juliet, room, '0')
  assertRefused(await listsTokens(mercutio, room), FORBIDDEN)
  t.same(await ids(romeo, room), [token])
})

t.test('Listing: ended tokens are omitted', async t => {
  const { romeo, mercutio, room, passes } = await membersRoom(t)
  const once = await getsToken(romeo, room, "counter='1'")
  await getsToken(romeo, room, "delay='10'")
  const forever = await getsToken(romeo, room)
  await mercutio.enters(room, by(once))
  await passes(10_000)
  t.same(await ids(romeo, room), [forever])
})

t.test('Examples "A client revokes a token", "The revocation succeeds": it is refused afterwards', async t => {
  const { romeo, mercutio, room } = await membersRoom(t)
  const token = await getsToken(romeo, room)
  const reply = await revokesToken(romeo, room, token)
  assertLike(reply, `<iq type='result'/>`)
  t.same(reply.getChildElements(), [])
  t.same(await tokensOf(romeo, room), [])
  const refusal = await isRefused(mercutio, room, `<password>${token}</password>`)
  assertLike(refusal, `<presence><error type='auth'><not-authorized/><expired-token/></error></presence>`)
  assertRefused(await revokesToken(romeo, room, token), NOT_FOUND)
})

t.test('Example "The revocation fails because the user is not allowed to revoke specified token"', async t => {
  const { romeo, juliet, mercutio, room } = await membersRoom(t)
  await allowInvites(romeo, room)
  const token = await getsToken(romeo, room)
  assertRefused(await revokesToken(juliet, room, token), NOT_FOUND)
  for (const unknown of ['0'.repeat(32), 'x', '']) assertRefused(await revokesToken(juliet, room, unknown), NOT_FOUND)
  for (const any of [token, 'x']) assertRefused(await revokesToken(mercutio, room, any), FORBIDDEN)
  t.same(await ids(romeo, room), [token])
})

t.test('Revoking: an id is accepted with hyphens, capitals and spaces around it', async t => {
  const { romeo, room } = await membersRoom(t)
  const token = await getsToken(romeo, room)
  const [, a, b, c, d, e] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(token.toUpperCase()) ?? []
  assertLike(await revokesToken(romeo, room, `\n  ${[a, b, c, d, e].join('-')} `), `<iq type='result'/>`)
  t.same(await tokensOf(romeo, room), [])
})

t.test('Revoking: a token is an open invite, and either side revokes it', async t => {
  const { juliet, romeo, mercutio, actor } = await scenario(t)
  const { jid: room, openInviteId } = await linkedRoom(juliet)
  const token = await getsToken(juliet, room, "counter='2'")
  t.equal((await joins(mercutio, token)).status, 200)
  t.match(await tokensOf(juliet, room), [{}, { id: token, counter: '1' }])
  await romeo.enters(room, by(openInviteId))
  assertLike(await revokesToken(juliet, room, openInviteId), `<iq type='result'/>`)
  const tybalt = await actor('tybalt')
  t.equal((await joins(tybalt, openInviteId)).status, 404)
  await isRefused(tybalt, room, `<password>${openInviteId}</password>`)
})

t.test('Revoking: a token of another room is not found', async t => {
  const { romeo, room } = await membersRoom(t)
  const other = room.replace('verona', 'mantua')
  await romeo.enters(other)
  const token = await getsToken(romeo, other)
  assertRefused(await revokesToken(romeo, room, token), NOT_FOUND)
  t.same(await ids(romeo, other), [token])
})

t.test('"Implementation Notes": an affiliated user uses up no token', async t => {
  const { romeo, juliet, room } = await membersRoom(t)
  const token = await getsToken(romeo, room, "counter='1'")
  await juliet.enters(room, by(token))
  await juliet.leaves(room)
  t.match(await tokensOf(romeo, room), [{ counter: '1' }])
})

t.test('"Security Considerations": muc#roomconfig_allowinvites lets members make tokens', async t => {
  const { romeo, juliet, mercutio, room } = await membersRoom(t)
  await allowInvites(romeo, room)
  const token = await getsToken(juliet, room)
  await allowInvites(romeo, room, '0')
  await isRefused(mercutio, room, `<password>${token}</password>`)
  await allowInvites(romeo, room)
  await mercutio.enters(room, by(token))
})

t.test('"Security Considerations": a moderator lists and revokes the tokens of all participants', async t => {
  const { romeo, juliet, room } = await membersRoom(t)
  const token = await getsToken(romeo, room)
  await juliet.enters(room)
  assertRefused(await listsTokens(juliet, room), FORBIDDEN)
  await romeo.administers(room, `<item nick='juliet' role='moderator'/>`)
  t.same(await ids(juliet, room), [token])
  assertLike(await revokesToken(juliet, room, token), `<iq type='result'/>`)
})

t.test('the number of valid tokens of a room is limited; ended ones do not count', async t => {
  const { romeo, room, passes } = await membersRoom(t, { openInvites: { perRoom: 2 } })
  for (const limits of ["delay='5'", "delay='5'"]) await asksToken(romeo, room, limits)
  assertRefused(await asksToken(romeo, room), ['resource-constraint', 'wait'], 'revoke one')
  await passes(5000)
  t.match(await getsToken(romeo, room), ID)
})

t.test('a room keeps at most a hundred ended tokens', async t => {
  const { romeo, room, passes, store } = await membersRoom(t)
  for (const many of [60, 60, 1]) {
    for (let made = 0; made < many; made++) await asksToken(romeo, room, "delay='1'")
    await passes(1000)
  }
  const { openInvites } = await store.load({ jids: [room], roomIds: [], openInviteIds: [], creators: [], at: 0 })
  t.equal(openInvites.length, 101)
})

t.test('a locked room that awaits its configuration has no tokens', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives(`<presence><x><status code='201'/></x></presence>`)
  assertRefused(await asksToken(romeo, room), NOT_FOUND, 'configure')
  assertRefused(await asksToken(juliet, room), NOT_FOUND)
})

t.test('each request needs its IQ type, and any other type is not answered', async t => {
  const { romeo, room, domain } = await membersRoom(t)
  const asks = (type: string, name: string, to = room) =>
    romeo.asks(`<iq type='${type}' to='${to}'><${name} xmlns='${XMLNS}'/></iq>`)
  for (const [type, name] of [
    ['get', 'request'],
    ['set', 'tokens'],
    ['get', 'revoke'],
  ] as const) {
    assertRefused(await asks(type, name), BAD)
  }
  for (const name of ['token', 'expired-token', 'toString']) {
    assertRefused(await asks('get', name), ['service-unavailable', 'cancel'])
  }
  assertRefused(await asks('set', 'request', domain), ['service-unavailable', 'cancel'])
})

t.test('a token that fails to commit does not exist, and a failed revocation has no effect', async t => {
  const { romeo, room, store } = await membersRoom(t)
  const token = await getsToken(romeo, room)
  store.failNextCommit()
  assertRefused(await asksToken(romeo, room), ['internal-server-error', 'wait'])
  store.failNextCommit()
  assertRefused(await revokesToken(romeo, room, token), ['internal-server-error', 'wait'])
  t.same(await ids(romeo, room), [token])
})

t.test('the limits and uses of tokens survive a restart', async t => {
  const { romeo, mercutio, room, restart } = await membersRoom(t, { rooms: { defaults: { persistent: true } } })
  const token = await getsToken(romeo, room, "counter='5' delay='86400'")
  await mercutio.enters(room, by(token))
  await restart()
  t.match(await tokensOf(romeo, room), [{ id: token, counter: '4', delay: /^86[34]\d\d$/ }])
})
