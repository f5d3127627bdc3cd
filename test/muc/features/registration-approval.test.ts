import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered, romeoAndJuliet } from './gathered.js'
import { itemsOf } from './items.js'

const REGISTER = 'http://jabber.org/protocol/muc#register'
const DONE = "<iq type='result'/>"
const MEMBERS = "<item affiliation='member'/>"
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
const filled = (fields: Readonly<Record<string, string>>) => {
  const all = Object.entries({ FORM_TYPE: REGISTER, ...fields })
  return `<x xmlns='jabber:x:data' type='submit'>${all.map(([name, value]) => field(name, value)).join('')}</x>`
}
const registers = (actor: Actor, room: string, nick: string, more = {}): Promise<Element> =>
  actor.asks(`<iq type='set' to='${room}'><query xmlns='jabber:iq:register'>
    ${filled({ 'muc#register_roomnick': nick, ...more })}</query></iq>`)

/** The text of a form for clients without forms. */
const TEXT = "<message type='groupchat'><body/></message>"
const WAITS = '<message><body/></message>'
/** The form that requests approval of this nick; `inside` is additional content. */
const asksFor = (nick: string, inside = '') => `<message from='verona@rooms.localhost'>
  <x xmlns='jabber:x:data' type='form'>${field('muc#register_roomnick', nick)}${inside}</x></message>`
/** An admin's answer to the form. */
const answers = (room: string, user: string, answer: { allow: string; nick?: string }) => {
  const nick: Record<string, string> = answer.nick === undefined ? {} : { 'muc#register_roomnick': answer.nick }
  const fields = filled({ 'x-muc#register_jid': user, ...nick, 'muc#register_allow': answer.allow })
  return `<message to='${room}' id='answer'>${fields}</message>`
}
const refusal = (type: string, condition: string) =>
  `<message type='error' id='answer'><error type='${type}'><${condition}/></error></message>`

t.test('9.9: a registration request goes to admins and owners in the room with all its fields', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  const tybalt = await actor('tybalt')
  for (const person of [romeo, juliet, mercutio]) await person.receivedMeanwhile()
  assertLike(await registers(tybalt, room, 'cat', { 'muc#register_faqentry': 'Prince of cats' }), DONE)
  const form = `${field('FORM_TYPE', REGISTER)}${field('x-muc#register_jid', tybalt.bare)}
    ${field('muc#register_faqentry', 'Prince of cats')}
    <field var='muc#register_allow' type='boolean'><value>0</value></field>`
  for (const judge of [romeo, juliet]) await judge.receivesOnly(asksFor('cat', form), TEXT)
  await mercutio.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
})

t.test('9.9: approving an occupant broadcasts the new membership', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await registers(juliet, room, 'hag')
  await juliet.receivesOnly(WAITS)
  await romeo.receivesOnly(asksFor('hag'), TEXT)
  romeo.sends(answers(room, juliet.bare, { allow: 'true', nick: 'hag' }))
  for (const actor of [juliet, mercutio]) {
    await actor.receivesOnly(
      `<presence from='${room}/juliet'><x><item affiliation='member'><actor nick='romeo'/></item></x></presence>`,
    )
  }
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'hag' }])
})

t.test('9.9, 18.1: approving an absent user sends them a message with 101', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await registers(juliet, room, 'hag')
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  const approved = `Approved: you are a member of verona (${room}) now. Your nick is hag.`
  await juliet.receivesOnly(
    WAITS,
    `<message from='rooms.localhost' to='${juliet.bare}'><body>${approved}</body></message>`,
    `<message from='${room}' to='${juliet.bare}'><x><item affiliation='member' nick='hag'/><status code='101'/></x></message>`,
  )
  t.match(itemsOf(await romeo.lists(room, MEMBERS)), [{ nick: 'hag' }])
})

t.test('9.9, 9.5: approval in a members-only room sends an invitation', async t => {
  const { romeo, juliet, room } = await scenario(t, { rooms: { defaults: { membersOnly: true } } })
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': 'cauldron' })
  await registers(juliet, room, 'hag')
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  await juliet.receivesOnly(
    WAITS,
    "<message from='rooms.localhost'><body/></message>",
    `<message from='${room}'><x><invite from='${room}/romeo'/><password>cauldron</password></x></message>`,
  )
  await juliet.enters(room, { nick: 'hag', inside: '<password>cauldron</password>' })
})

t.test('9.9: a declined user is notified and may ask again after a day', async t => {
  const { romeo, juliet, room, passes } = await scenario(t)
  await romeo.enters(room)
  await registers(juliet, room, 'hag')
  romeo.sends(answers(room, juliet.bare, { allow: 'false', nick: 'hag' }))
  await juliet.receivesOnly(
    WAITS,
    `<message from='rooms.localhost'><body>Declined: your request to join verona (${room}).</body></message>`,
    `<message from='${room}' to='${juliet.bare}'><x type='result'>${field('muc#register_roomnick', 'hag')}${field('muc#register_allow', '0')}</x></message>`,
  )
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
  await passes(24 * 60 * 60 * 1000)
  await romeo.receivedMeanwhile()
  await registers(juliet, room, 'hag')
  await romeo.receivesOnly(asksFor('hag'), TEXT)
})

t.test('9.9: absent admins receive the request when they enter, after the subject', async t => {
  const { romeo, juliet, mercutio, actor, room, restart } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await juliet.leaves(room)
  await registers(await actor('tybalt'), room, 'cat')
  await restart()
  juliet.sends(`<presence to='${room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await juliet.receives("<message type='groupchat'><subject/></message>", asksFor('cat'))
  await mercutio.receivesNothing(asksFor('cat'))
})

t.test('9.9: only admins and owners answer; moderators and others are forbidden to', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='mercutio' role='moderator'/>")
  await registers(juliet, room, 'hag')
  for (const actor of [juliet, mercutio]) {
    actor.sends(answers(room, juliet.bare, { allow: '1' }))
    await actor.receives(refusal('auth', 'forbidden'))
  }
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
})

t.test('9.9: the first answer counts; a later one is item-not-found', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  await registers(juliet, room, 'hag')
  mercutio.sends(answers(room, juliet.bare, { allow: '1' }))
  await juliet.receives(`<presence><x><item affiliation='member'><actor nick='mercutio'/></item></x></presence>`)
  romeo.sends(answers(room, juliet.bare, { allow: '0' }))
  await romeo.receives(refusal('cancel', 'item-not-found'))
  await juliet.receivesNothing()
})

t.test('9.9: a new request replaces the former; an identical one is not sent again', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await registers(juliet, room, 'hag')
  await registers(juliet, room, 'hag')
  await romeo.receivesOnly(asksFor('hag'), TEXT)
  await registers(juliet, room, 'witch')
  await romeo.receivesOnly(asksFor('witch'), TEXT)
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  await juliet.receives(`<presence><x><item affiliation='member'/></x></presence>`)
  t.match(itemsOf(await romeo.lists(room, MEMBERS)), [{ nick: 'witch' }])
})

t.test('Rule 28, 7.10: a request for a nick in use is a conflict, also where approval is needed', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  assertRefused(await registers(juliet, room, 'romeo'), ['conflict', 'cancel'])
  await romeo.receivesNothing()
})

t.test('9.9: approving a nick taken meanwhile is a conflict for the admin, who may give another', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await registers(juliet, room, 'hag')
  mercutio.sends(`<presence to='${room}/hag'/>`)
  await romeo.receives(`<presence from='${room}/hag'/>`)
  romeo.sends(answers(room, juliet.bare, { allow: '1', nick: 'hag' }))
  await romeo.receives(refusal('cancel', 'conflict'))
  romeo.sends(answers(room, juliet.bare, { allow: '1', nick: 'witch' }))
  await juliet.receives(`<presence from='${room}/juliet'><x><item affiliation='member'/></x></presence>`)
  t.match(itemsOf(await romeo.lists(room, MEMBERS)), [{ nick: 'witch' }])
})

t.test('9.9: an answer without the user or the decision is refused', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await registers(juliet, room, 'hag')
  const user = { 'x-muc#register_jid': juliet.bare }
  for (const fields of [
    user,
    { 'muc#register_allow': '1' },
    { ...user, 'muc#register_allow': '1', 'muc#register_roomnick': '\u2003' },
  ]) {
    romeo.sends(`<message to='${room}' id='answer'>${filled(fields)}</message>`)
    await romeo.receives(refusal('modify', 'bad-request'))
  }
  await juliet.receivesOnly(WAITS)
})

t.test('9.9: an admin who cancels the form leaves it to the others', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await registers(juliet, room, 'hag')
  await romeo.receivesOnly(asksFor('hag'), TEXT)
  romeo.sends(`<message to='${room}'><x xmlns='jabber:x:data' type='cancel'/></message>`)
  await romeo.receivesNothing()
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  await juliet.receives(`<presence><x><item affiliation='member'/></x></presence>`)
})

t.test('9.9: withdrawing the request, or an affiliation change, ends it', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  for (const actor of [juliet, mercutio]) await registers(actor, room, `${actor.name}-hag`)
  const remove = `<iq type='set' to='${room}'><query xmlns='jabber:iq:register'><remove/></query></iq>`
  assertLike(await juliet.asks(remove), DONE)
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  for (const actor of [juliet, mercutio]) {
    romeo.sends(answers(room, actor.bare, { allow: '1' }))
    await romeo.receives(refusal('cancel', 'item-not-found'))
  }
})

t.test('9.9: a request that fails to commit is not sent', async t => {
  const { romeo, juliet, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  assertRefused(await registers(juliet, room, 'hag'), ['internal-server-error', 'wait'])
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  await romeo.receives(refusal('cancel', 'item-not-found'))
})

t.test('9.9: an answer that fails to commit leaves the request pending', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  await romeo.enters(room)
  await registers(juliet, room, 'hag')
  store.failNextCommit()
  romeo.sends(answers(room, juliet.bare, { allow: '0' }))
  await romeo.receives(refusal('wait', 'internal-server-error'))
  await juliet.receivesOnly(WAITS)
  romeo.sends(answers(room, juliet.bare, { allow: '1' }))
  await juliet.receivesOnly('<message><body/></message>', "<message><x><status code='101'/></x></message>")
})
