import t from 'tap'
import { gives, tableOf } from '../muc/features/command.js'
import { itemsOf } from '../muc/features/items.js'
import { assertLike, assertRefused, scenario } from '../scenario/index.js'
import { COMMANDS, filledIn, goesOn, makesLink, noteOf, optionsOf } from './link-command.js'
import { joins, linkedRoom } from './rest-room.js'

t.test('the service lists its link commands to every user', async t => {
  const { mercutio, domain } = await scenario(t)
  const listed = itemsOf(
    await mercutio.asks(`<iq type='get' to='${domain}'>
      <query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>`),
  )
  const nodes = listed.map(({ node }) => node)
  for (const node of ['make', 'list', 'change', 'revoke'] as const) t.ok(nodes.includes(COMMANDS[node]), node)
  for (const node of ['joiners', 'history', 'waiting', 'reset'] as const) t.notOk(nodes.includes(COMMANDS[node]), node)
})

t.test('the list of my links has only mine, with their rooms, also after a restart', async t => {
  const { juliet, romeo, domain, restart } = await scenario(t)
  const one = await linkedRoom(juliet)
  const other = await linkedRoom(juliet)
  const theirs = await linkedRoom(romeo)
  await makesLink(juliet, other.jid, { label: 'Ball' })
  await restart()
  const rows = tableOf(await gives(juliet, [domain, COMMANDS.list]))
  t.same(
    rows.map(({ room, label, state }) => [room?.[0], label?.[0], state?.[0]]),
    [
      [one.jid, undefined, 'open'],
      [other.jid, undefined, 'open'],
      [other.jid, 'Ball', 'open'],
    ],
  )
  t.notMatch(JSON.stringify(rows), theirs.openInviteId)
})

t.test('the list of my links omits those to a destroyed room, and shows a personal one as unbound', async t => {
  const { juliet, domain } = await scenario(t)
  const { jid } = await linkedRoom(juliet)
  await juliet.calls('POST', '/api/rainbow/enduser/v1.0/users/me/open-invites/reset')
  await juliet.destroys(jid)
  t.match(tableOf(await gives(juliet, [domain, COMMANDS.list])), [{ room: [], state: ['opens nothing'] }])
  assertRefused(await gives(juliet, [domain, COMMANDS.revoke]), ['item-not-found', 'cancel'])
})

t.test('a moderator picks the room by name to make a link at the service', async t => {
  const { juliet, romeo, mercutio, domain, restart } = await scenario(t)
  const room = await linkedRoom(juliet)
  await linkedRoom(romeo)
  await restart()
  const offered = await gives(juliet, [domain, COMMANDS.make])
  t.same(optionsOf(offered, 'room'), { [room.jid]: 'The orchard' })
  const form = await gives(juliet, [domain, COMMANDS.make], { fields: { room: room.jid } })
  assertLike(
    form,
    `<iq><command status='executing'><x>
    <field var='room' type='hidden'><value>${room.jid}</value></field><field var='label'/></x></command></iq>`,
  )
  const made = filledIn(await goesOn(juliet, [domain, COMMANDS.make], { room: room.jid, label: 'Ball' }))
  t.equal((await joins(mercutio, made['id'] ?? '')).status, 200)
})

t.test("a member gives the room's address to make a link, where members may invite", async t => {
  const { juliet, romeo, domain } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  await joins(romeo, openInviteId)
  const offered = await gives(romeo, [domain, COMMANDS.make])
  assertLike(
    offered,
    `<iq><command><x><field var='other' type='jid-single' label='The address of the room'/></x></command></iq>`,
  )
  const asks = () => goesOn(romeo, [domain, COMMANDS.make], { other: jid })
  assertRefused(await asks(), ['item-not-found', 'cancel'], jid)
  await juliet.configures(jid, { 'muc#roomconfig_allowinvites': '1' })
  t.ok(filledIn(await asks())['url'])
})

t.test('a refusal to make a link does not reveal whether the room exists', async t => {
  const { juliet, romeo, domain } = await scenario(t)
  const { jid } = await linkedRoom(juliet)
  const refusals = []
  for (const other of [jid, `nowhere@${domain}`]) {
    const refused = await gives(romeo, [domain, COMMANDS.make], { fields: { other } })
    assertRefused(refused, ['item-not-found', 'cancel'])
    refusals.push(refused.getChild('error')?.toString().replace(other, ''))
  }
  t.equal(refusals[0], refusals[1])
  assertRefused(await gives(romeo, [domain, COMMANDS.make], { fields: {} }), ['not-acceptable', 'modify'], 'other')
})

t.test('the owner changes and revokes a link at the service, with its joiners', async t => {
  const { juliet, romeo, domain, restart } = await scenario(t)
  const { openInviteId } = await linkedRoom(juliet)
  await joins(romeo, openInviteId)
  await restart()
  const [[link = '', label = ''] = []] = Object.entries(
    optionsOf(await gives(juliet, [domain, COMMANDS.revoke]), 'link'),
  )
  t.match(label, new RegExp(`^link …${link.slice(-6)}, open, 1 used it, to The orchard$`))
  const paused = await goesOn(juliet, [domain, COMMANDS.change], { link, paused: '1' })
  t.equal(filledIn(paused)['state'], 'paused')
  const form = await gives(juliet, [domain, COMMANDS.revoke], { fields: { link } })
  assertLike(
    form,
    `<iq><command><x><field var='remove'
    label='Also remove the members who joined by it (1)'/></x></command></iq>`,
  )
  const done = noteOf(await goesOn(juliet, [domain, COMMANDS.revoke], { link, remove: '1' }))
  t.equal(done, `Revoked link …${link.slice(-6)} and removed 1 of its joiners.`)
  t.equal((await joins(romeo, openInviteId)).status, 404)
})

t.test("a user cannot change or revoke another's link at the service", async t => {
  const { juliet, romeo, domain } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  const { link } = await makesLink(juliet, jid)
  await linkedRoom(romeo)
  for (const node of [COMMANDS.change, COMMANDS.revoke]) {
    assertRefused(await gives(romeo, [domain, node], { fields: { link } }), ['item-not-found', 'cancel'])
    assertRefused(await goesOn(romeo, [domain, node], { link }), ['item-not-found', 'cancel'])
  }
  t.equal((await joins(romeo, openInviteId)).status, 200)
})

t.test('a change at the service that fails to commit has no effect', async t => {
  const { juliet, domain, store } = await scenario(t)
  const { jid } = await linkedRoom(juliet)
  const { link } = await makesLink(juliet, jid)
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  const failed = await goesOn(juliet, [domain, COMMANDS.change], { link, paused: '1' })
  assertRefused(failed, ['internal-server-error', 'wait'])
  t.match(tableOf(await gives(juliet, [domain, COMMANDS.list])), [{ state: ['open'] }, { state: ['open'] }])
})
