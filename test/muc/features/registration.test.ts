import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, codesOf, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const REGISTER = 'http://jabber.org/protocol/muc#register'
const OPEN = { rooms: { defaults: { registration: 'open' } } } as const
const CLOSED = { rooms: { defaults: { registration: 'closed' } } } as const
const DONE = "<iq type='result'/>"
const MEMBERS = "<item affiliation='member'/>"
const NOT_ALLOWED = ['not-allowed', 'cancel'] as const
const BAD_REQUEST = ['bad-request', 'modify'] as const

const query = (type: 'get' | 'set', room: string, inside = '') =>
  `<iq type='${type}' to='${room}'><query xmlns='jabber:iq:register'>${inside}</query></iq>`
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
const form = (nick: string, formType = REGISTER) =>
  `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', formType)}${field('muc#register_roomnick', nick)}</x>`
const registers = (actor: Actor, room: string, nick: string): Promise<Element> =>
  actor.asks(query('set', room, form(nick)))
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`

t.test('Rule 27, 7.10: registering with a room that does not exist is item-not-found', async t => {
  const { juliet, room } = await scenario(t)
  for (const request of [query('get', room), query('set', room, form('hag'))]) {
    assertRefused(await juliet.asks(request), ['item-not-found', 'cancel'])
  }
})

t.test('Rule 27, 7.10: a user who may not register is not-allowed', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(mercutio.bare, 'outcast'))
  assertRefused(await mercutio.asks(query('get', room)), NOT_ALLOWED)
  assertRefused(await registers(mercutio, room, 'queen'), NOT_ALLOWED)
  await romeo.configures(room, { 'x-muc#roomconfig_registration': 'closed' })
  assertRefused(await juliet.asks(query('get', room)), NOT_ALLOWED)
})

t.test('Rule 28, 7.10: a room without registration, and the service: service-unavailable', async t => {
  const { romeo, juliet, room, domain } = await scenario(t, CLOSED)
  await romeo.enters(room)
  const unsupported = ['service-unavailable', 'cancel'] as const
  assertRefused(await registers(juliet, room, 'hag'), unsupported)
  assertRefused(await registers(juliet, domain, 'hag'), unsupported)
  assertRefused(await juliet.asks(query('get', domain)), unsupported)
})

t.test('7.10: the room sends a form that asks for the nick', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const reply = await juliet.asks(query('get', room))
  assertLike(
    reply,
    `<iq type='result'><query><x xmlns='jabber:x:data' type='form'><title/><instructions/>
      ${field('FORM_TYPE', REGISTER)}<field var='muc#register_roomnick' type='text-single'><required/></field>
      <field var='muc#register_email'/></x></query></iq>`,
  )
  t.notOk(reply.getChild('query')?.getChild('registered'))
})

t.test('Rule 28, 7.10: a nick that another user has reserved or uses is a conflict', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, OPEN)
  await registers(juliet, room, 'hag')
  for (const nick of ['hag', 'romeo']) {
    assertRefused(await registers(mercutio, room, nick), ['conflict', 'cancel'])
  }
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'hag' }])
})

t.test('Rule 28, 7.10: a request without a valid form is a bad-request', async t => {
  const { romeo, juliet, room } = await scenario(t, OPEN)
  await romeo.enters(room)
  const invalid = [
    '',
    '<username>hag</username>',
    form('hag').replace('submit', 'result'),
    form('hag', 'http://jabber.org/protocol/muc#roomconfig'),
    form('\u2003'),
    `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', REGISTER)}</x>`,
    `<x xmlns='jabber:x:data' type='submit'>${field('muc#register_roomnick', 'hag')}</x>`,
  ]
  for (const inside of invalid) assertRefused(await juliet.asks(query('set', room, inside)), BAD_REQUEST)
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
})

t.test('Rule 29, 7.10: the answer to a registered user has the registered nick', async t => {
  const { romeo, juliet, mercutio, room, restart } = await scenario(t, OPEN)
  await romeo.enters(room)
  assertLike(await registers(juliet, room, 'hag'), DONE)
  await restart()
  const registered = `<iq type='result'><query xmlns='jabber:iq:register'><registered/><username>hag</username></query></iq>`
  assertLike(await juliet.asks(query('get', room)), registered)
  const other = await mercutio.asks(query('get', room))
  t.notOk(other.getChild('query')?.getChild('registered'))
})

t.test('Rule 30, 7.10: the new membership of an occupant is broadcast', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, OPEN)
  assertLike(await registers(juliet, room, 'hag'), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receivesOnly(
      `<presence from='${room}/juliet'><x><item affiliation='member' role='participant'/></x></presence>`,
    )
  }
})

t.test('7.10: a registered nick is reserved for its user', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, OPEN)
  await romeo.enters(room)
  await registers(juliet, room, 'hag')
  mercutio.sends(`<presence to='${room}/hag'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receivesOnly(`<presence type='error'><error><conflict/></error></presence>`)
  t.match(codesOf(await juliet.enters(room, { nick: 'hag' })), [110])
})

t.test('7.10: a member reserves a nick, and later another, without approval', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const nick of ['hag', 'witch']) assertLike(await registers(juliet, room, nick), DONE)
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'witch' }])
  await mercutio.enters(room, { nick: 'hag' })
})

t.test('Rule 5, 7.10: with locked-down nicks, a registering occupant gets the nick at once, with 210', async t => {
  const { romeo, juliet, room } = await gathered(t, {
    rooms: { defaults: { registration: 'open', reservedNicksOnly: true } },
  })
  await registers(juliet, room, 'hag')
  t.same(codesOf(await juliet.receives(`<presence from='${room}/hag'/>`)), [110, 210])
  t.same(codesOf(await romeo.receives(`<presence from='${room}/hag'/>`)), [210])
})

t.test('XEP-0004 3.1: cancelling the form changes nothing', async t => {
  const { romeo, juliet, room } = await scenario(t, OPEN)
  await romeo.enters(room)
  assertLike(await juliet.asks(query('set', room, "<x xmlns='jabber:x:data' type='cancel'/>")), DONE)
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
})

t.test('9.3: a room with its maximum of members refuses registrations', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { maxMembers: 1, ...OPEN.rooms } })
  await romeo.enters(room)
  assertRefused(await registers(juliet, room, 'hag'), ['resource-constraint', 'wait'])
})

t.test('6.4: a room advertises whether it takes registrations', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const features = ['jabber:iq:register', REGISTER].map(name => `<feature var='${name}'/>`).join('')
  assertLike(await juliet.discovers('info', room), `<iq><query>${features}</query></iq>`)
  await romeo.configures(room, { 'x-muc#roomconfig_registration': 'closed' })
  t.notMatch((await juliet.discovers('info', room)).toString(), /register/)
})

t.test('7.10: a registration that fails to commit is not broadcast, and the nick stays free', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t, OPEN)
  store.failNextCommit()
  assertRefused(await registers(juliet, room, 'hag'), ['internal-server-error', 'wait'])
  for (const actor of [romeo, mercutio]) await actor.receivesNothing()
  assertLike(await registers(mercutio, room, 'hag'), DONE)
})
