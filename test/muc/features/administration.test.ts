import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gives, tableOf, valuesOf } from './command.js'
import { gathered } from './gathered.js'

const DESTROY = 'urn:latchstring:command:destroy'
const OCCUPANTS = 'urn:latchstring:command:occupants'
const ROOMS = 'urn:latchstring:command:rooms'
const SET_AFFILIATION = 'urn:latchstring:command:set-affiliation'
const ADMIN = 'http://jabber.org/protocol/admin'
const DONE = `<iq type='result'><command status='completed'/></iq>`
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const admins = ['mercutio']

t.test('an owner destroys the room by a command, with reason and alternate', async t => {
  const { romeo, juliet, room, domain } = await gathered(t)
  const fields = { reason: 'Macbeth doth come.', alternate: `coven@${domain}`, password: 'hurly' }
  assertLike(await gives(romeo, [room, DESTROY], { fields }), DONE)
  await juliet.receivesOnly(`<presence type='unavailable' from='${room}/juliet'><x><destroy jid='coven@${domain}'>
    <reason>Macbeth doth come.</reason><password>hurly</password></destroy></x></presence>`)
  assertRefused(await romeo.discovers('info', room), NOT_FOUND)
})

t.test('a destruction by command that fails to commit has no effect', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await gives(romeo, [room, DESTROY], { fields: {} }), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  assertLike(await romeo.discovers('info', room), `<iq type='result'/>`)
})

t.test('an admin of the service destroys several rooms, loaded or not: all or none', async t => {
  const rooms = { defaults: { persistent: true } }
  const { romeo, mercutio, room, domain, restart } = await scenario(t, { admins, rooms })
  const other = `mantua@${domain}`
  for (const jid of [room, other]) await romeo.enters(jid)
  await restart()
  const missing = await gives(mercutio, [domain, DESTROY], { fields: { rooms: [room, `nowhere@${domain}`] } })
  assertRefused(missing, NOT_FOUND, `nowhere@${domain}`)
  assertLike(await gives(mercutio, [domain, DESTROY], { fields: { rooms: [room, other] } }), DONE)
  const ended = await romeo.receivedMeanwhile()
  t.same(ended.map(({ attrs }) => attrs['from']).sort(), [`${other}/romeo`, `${room}/romeo`])
  for (const jid of [room, other]) assertRefused(await romeo.discovers('info', jid), ['gone', 'cancel'])
})

t.test('an invalid address or alternate is refused with the name of its field', async t => {
  const { romeo, mercutio, room, domain } = await gathered(t, { admins })
  for (const [fields, field] of [
    [{ rooms: '@' }, 'rooms'],
    [{ rooms: room, alternate: domain }, 'alternate'],
    [{ rooms: room, reason: 'x'.repeat(1001) }, 'reason'],
    [{ rooms: Array.from({ length: 101 }, (_, i) => `r${i}@${domain}`) }, 'rooms'],
  ] as const) {
    assertRefused(await gives(mercutio, [domain, DESTROY], { fields }), ['not-acceptable', 'modify'], field)
  }
  await romeo.receivesNothing()
})

t.test('an admin of the service lists all rooms by size, also hidden and empty ones', async t => {
  const rooms = { defaults: { public: false, persistent: true } }
  const { romeo, juliet, mercutio, room, domain } = await scenario(t, { admins, rooms })
  await romeo.enters(`mantua@${domain}`)
  await romeo.leaves(`mantua@${domain}`)
  for (const actor of [romeo, juliet]) await actor.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'Verona' })
  t.same(tableOf(await gives(mercutio, [domain, ROOMS])), [
    { room: [room], name: ['Verona'], occupants: ['2'] },
    { room: [`mantua@${domain}`], name: [], occupants: ['0'] },
  ])
})

t.test('admins of a room and of the service list its occupants with their addresses', async t => {
  const { romeo, juliet, mercutio, room, domain } = await scenario(t, { admins })
  for (const actor of [romeo, juliet]) await actor.enters(room)
  const listed = [
    { nick: ['romeo'], jid: [romeo.jid], role: ['moderator'], affiliation: ['owner'] },
    { nick: ['juliet'], jid: [juliet.jid], role: ['participant'], affiliation: ['none'] },
  ]
  t.same(tableOf(await gives(romeo, [room, OCCUPANTS])), listed)
  t.same(tableOf(await gives(mercutio, [domain, OCCUPANTS], { fields: { room } })), listed)
  assertRefused(await gives(juliet, [room, OCCUPANTS]), ['forbidden', 'auth'])
  const nowhere = { fields: { room: `nowhere@${domain}` } }
  assertRefused(await gives(mercutio, [domain, OCCUPANTS], nowhere), NOT_FOUND)
  assertRefused(await gives(juliet, [domain, OCCUPANTS], nowhere), ['forbidden', 'auth'])
})

t.test('XEP-0133 4.15, 4.20: an admin of the service gets the number and the list of occupants', async t => {
  const { romeo, juliet, mercutio, room, domain } = await scenario(t, { admins })
  for (const jid of [room, `mantua@${domain}`]) await romeo.enters(jid)
  await juliet.enters(room)
  const answered = async (node: string, fields?: Record<string, string>) => {
    const reply = await gives(mercutio, [domain, `${ADMIN}#${node}`], fields ? { fields } : {})
    return valuesOf(reply.getChild('command')?.getChild('x'))
  }
  t.match(await answered('get-online-users-num'), { onlineusersnum: ['2'] })
  const people = [juliet.bare, romeo.bare]
  t.match(await answered('get-online-users-list', { max_items: '25' }), { onlineuserjids: people })
})

t.test('XEP-0133 4.23: an announcement of the service reaches each occupant once', async t => {
  const { romeo, juliet, mercutio, actor, room, domain } = await scenario(t, { admins })
  for (const jid of [room, `mantua@${domain}`]) await romeo.enters(jid)
  await juliet.enters(room)
  await romeo.receivedMeanwhile()
  const tybalt = await actor('tybalt')
  const fields = { FORM_TYPE: ADMIN, announcement: ['The service stops at 8.', 'Go home.'] }
  assertLike(await gives(mercutio, [domain, `${ADMIN}#announce`], { fields }), DONE)
  for (const inside of [romeo, juliet]) {
    const [headline] = await inside.receivesOnly(`<message type='headline' from='${domain}'><body/></message>`)
    t.equal(headline?.getChildText('body'), 'The service stops at 8.\nGo home.')
  }
  await tybalt.receivesNothing()
})

t.test('an announcement in a room reaches its occupants and is not in the history', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  for (const actor of [romeo, juliet]) await actor.enters(room)
  await romeo.receivedMeanwhile()
  assertLike(await gives(romeo, [room, `${ADMIN}#announce`], { fields: { announcement: 'Be quiet' } }), DONE)
  for (const inside of [romeo, juliet]) {
    await inside.receivesOnly(
      `<message type='groupchat' from='${room}/rooms.localhost'><body>Be quiet</body></message>`,
    )
  }
  await mercutio.enters(room)
  await mercutio.receivesNothing('<message><body>Be quiet</body></message>')
})

t.test('a command sets an affiliation by the rules of muc#admin: 9.1, 9.3, 10.3', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const sets = (actor: typeof romeo, who: typeof romeo, affiliation: string) =>
    gives(actor, [room, SET_AFFILIATION], { fields: { jid: who.jid, affiliation, reason: 'A feud' } })
  assertLike(await sets(romeo, juliet, 'admin'), DONE)
  await juliet.receives(
    `<presence from='${room}/juliet'><x><item affiliation='admin' role='moderator'/></x></presence>`,
  )
  assertRefused(await sets(juliet, romeo, 'outcast'), ['not-allowed', 'cancel'])
  assertRefused(await sets(romeo, romeo, 'member'), ['conflict', 'cancel'])
  assertRefused(await sets(romeo, mercutio, 'king'), ['not-acceptable', 'modify'], 'affiliation')
  assertLike(await sets(juliet, mercutio, 'outcast'), DONE)
  await mercutio.receives(`<presence type='unavailable' from='${room}/mercutio'>
    <x><item affiliation='outcast'><reason>A feud</reason></item><status code='301'/></x></presence>`)
  assertRefused(await sets(mercutio, juliet, 'none'), ['forbidden', 'auth'])
})

t.test('an admin of the service sets an affiliation in a room that is not loaded', async t => {
  const rooms = { defaults: { persistent: true } }
  const { romeo, juliet, mercutio, room, domain, restart } = await scenario(t, { admins, rooms })
  await romeo.enters(room)
  await romeo.leaves(room)
  await restart()
  const fields = { room, jid: juliet.bare, affiliation: 'owner' }
  assertRefused(await gives(romeo, [domain, SET_AFFILIATION], { fields }), ['forbidden', 'auth'])
  assertLike(await gives(mercutio, [domain, SET_AFFILIATION], { fields }), DONE)
  assertLike(await juliet.configures(room, {}), `<iq type='result'/>`)
})
