import t from 'tap'
import { childElements, type Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'

const NODE = 'x-roomuser-item'
const asksFor = (actor: Actor, to: string): Promise<Element> =>
  actor.asks(`<iq type='get' to='${to}'>
    <query xmlns='http://jabber.org/protocol/disco#info' node='${NODE}'/></iq>`)
const item = (jid: string, nick: string) => `<item affiliation='member' jid='${jid}' nick='${nick}'/>`

t.test('Rule 31, 7.12: users learn the nick reserved for them, outside the room and inside', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'hag'))
  const reservation = `<iq type='result'><query node='${NODE}'>
    <identity category='conference' type='text' name='hag'/></query></iq>`
  assertLike(await asksFor(juliet, room), reservation)
  await juliet.enters(room)
  assertLike(await asksFor(juliet, room), reservation)
})

t.test('Rule 31, 7.12: a user without a reserved nick gets an empty answer', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, `${item(juliet.bare, 'hag')}<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  for (const actor of [romeo, mercutio]) {
    const query = (await asksFor(actor, room)).getChild('query')
    t.same([query?.attrs['node'], query && childElements(query)], [NODE, []])
  }
})

t.test('Rule 31, 7.12: the service, where no nicks are reserved, does not support the node', async t => {
  const { romeo, domain } = await scenario(t)
  assertRefused(await asksFor(romeo, domain), ['feature-not-implemented', 'cancel'])
})

t.test('7.12: a room that does not exist is not found', async t => {
  const { romeo, room } = await scenario(t)
  assertRefused(await asksFor(romeo, room), ['item-not-found', 'cancel'])
})
