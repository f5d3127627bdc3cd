import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const PUBSUB = 'http://jabber.org/protocol/pubsub'
const ASK = `<ask xmlns='urn:example:ask'/>`

function query(to: string, payload = ASK): string {
  return `<iq type='get' id='q1' to='${to}'>${payload}</iq>`
}

/** The request as the occupant receives it. The client library also answers unknown requests with an error. */
async function asked(actor: Actor, from: string): Promise<Element> {
  return actor.receives(`<iq type='get' from='${from}'/>`)
}

function answers(actor: Actor, iq: Element, payload = `<said xmlns='urn:example:ask'/>`): void {
  const type = payload.startsWith('<error') ? 'error' : 'result'
  actor.sends(`<iq type='${type}' id='${attr(iq, 'id')}' to='${attr(iq, 'from')}'>${payload}</iq>`)
}

t.test('Rule 60, §17.4: a request to an occupant and its answer contain no real JID', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(query(`${room}/juliet`))
  const iq = await asked(juliet, `${room}/romeo`)
  t.notMatch(iq.toString(), romeo.bare)
  answers(juliet, iq)
  const answer = await romeo.receives(`<iq type='result' id='q1' from='${room}/juliet'><said/></iq>`)
  t.notMatch(String(answer), juliet.bare)
})

t.test('Rule 60, §17.4: real JIDs that clients write into a payload become occupant JIDs', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(query(`${room}/juliet`, `<ask xmlns='urn:example:ask'><from jid='${romeo.jid}'/></ask>`))
  const iq = await juliet.receives(`<iq type='get'><ask><from jid='${room}/romeo'/></ask></iq>`)
  answers(juliet, iq, `<said xmlns='urn:example:ask' jid='${juliet.bare}' to='tybalt@localhost'/>`)
  await romeo.receives(`<iq type='result'><said jid='${room}/juliet' to='tybalt@localhost'/></iq>`)
})

t.test('Rule 60, §17.4: a real JID in the text of a payload becomes the occupant JID', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(query(`${room}/juliet`))
  const iq = await asked(juliet, `${room}/romeo`)
  const texts = (jid: string) => `<a>${jid}</a><b>xmpp:${jid}</b><c>tybalt@localhost</c>`
  answers(juliet, iq, `<said xmlns='urn:example:ask'>${texts(juliet.bare)}</said>`)
  const own = `${room}/juliet`
  await romeo.receives(`<iq type='result'><said><a>${own}</a><b>${own}</b><c>tybalt@localhost</c></said></iq>`)
})

t.test('Rule 60, §17.4: an error is returned without the JID of its sender', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(query(`${room}/juliet`))
  answers(
    juliet,
    await asked(juliet, `${room}/romeo`),
    `<error type='cancel' by='${juliet.jid}'>
    <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:${juliet.bare}</gone></error>`,
  )
  const error = await romeo.receives(
    `<iq type='error' id='q1' from='${room}/juliet'><error type='cancel'><gone/></error></iq>`,
  )
  t.notMatch(String(error), juliet.bare)
})

t.test('§17.4: the answer reaches the client that sent the request, also after a restart of the service', async t => {
  const { romeo, juliet, actor, room, restart } = await romeoAndJuliet(t)
  const garden = await actor('romeo', 'garden')
  await garden.enters(room, { nick: 'romeo' })
  await romeo.receivedMeanwhile()
  for (const [one, other] of [
    [romeo, garden],
    [garden, romeo],
  ] as const) {
    one.sends(query(`${room}/juliet`))
    const iq = await asked(juliet, `${room}/romeo`)
    await restart()
    answers(juliet, iq)
    await one.receives(`<iq type='result' id='q1' from='${room}/juliet'/>`)
    await other.receivesNothing('<iq/>')
  }
})

t.test('§17.4: an answer from another occupant, or with another id, is dropped', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await mercutio.enters(room)
  await romeo.receivedMeanwhile()
  romeo.sends(query(`${room}/juliet`))
  const iq = await asked(juliet, `${room}/romeo`)
  answers(mercutio, iq)
  iq.attrs['id'] = attr(iq, 'id')?.replace('q1', 'q2')
  answers(juliet, iq)
  await romeo.receivesNothing(`<iq type='result'/>`)
})

t.test('§17.4: of several clients of an occupant, the shown one receives the request', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  await juliet.receivedMeanwhile()
  romeo.sends(query(`${room}/juliet`))
  await asked(garden, `${room}/romeo`)
  await juliet.receivesNothing()
})

t.test('§17.4: a vCard request goes to the account, not to the client', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const answer = await romeo.asks(query(`${room}/juliet`, `<vCard xmlns='vcard-temp'/>`))
  t.equal(answer.attrs['from'], `${room}/juliet`)
  t.notMatch(String(answer), juliet.bare)
  await juliet.receivesNothing('<iq/>')
})

t.test('§6.6: a disco#info request to an occupant is answered by their client', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const info = `<query xmlns='http://jabber.org/protocol/disco#info'/>`
  romeo.sends(query(`${room}/juliet`, info))
  answers(juliet, await asked(juliet, `${room}/romeo`), info)
  await romeo.receives(`<iq type='result' id='q1' from='${room}/juliet'>${info}</iq>`)
})

t.test('§17.4: an unknown nick is not found, and outsiders are refused', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  assertRefused(await romeo.asks(query(`${room}/paris`)), ['item-not-found', 'cancel'], 'paris')
  assertRefused(await mercutio.asks(query(`${room}/juliet`)), ['bad-request', 'modify'], 'Enter')
  assertRefused(
    await romeo.asks(query(`${room}/juliet`).replace('q1', 'x'.repeat(257))),
    ['bad-request', 'modify'],
    '256',
  )
  await juliet.receivesNothing()
})

t.test('allow_query_users: where occupants may not query each other, they may query themselves', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { allow_query_users: '0' })
  await juliet.receivedMeanwhile()
  assertRefused(await romeo.asks(query(`${room}/juliet`)), ['not-allowed', 'cancel'], '')
  await juliet.receivesNothing()
  juliet.sends(query(`${room}/juliet`))
  await asked(juliet, `${room}/juliet`)
})

t.test('allow_query_users: vCards and avatars are answered also where occupants may not query each other', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { allow_query_users: '0' })
  await juliet.receivedMeanwhile()
  const items = (node: string) => `<pubsub xmlns='${PUBSUB}'><items node='${node}'/></pubsub>`
  const profile = ['urn:xmpp:avatar:metadata', 'urn:xmpp:avatar:data', 'urn:xmpp:vcard4'].map(items)
  for (const payload of [`<vCard xmlns='vcard-temp'/>`, ...profile]) {
    const answer = await romeo.asks(query(`${room}/juliet`, payload))
    t.equal(answer.attrs['from'], `${room}/juliet`)
    t.notMatch(String(answer.getChild('error')), 'not-allowed', payload)
  }
  const others = [items('eu.siacs.conversations.axolotl.devicelist'), `<pubsub xmlns='${PUBSUB}'/>`]
  for (const payload of others) {
    assertRefused(await romeo.asks(query(`${room}/juliet`, payload)), ['not-allowed', 'cancel'], '')
  }
  const set = query(`${room}/juliet`, `<vCard xmlns='vcard-temp'/>`).replace("'get'", "'set'")
  assertRefused(await romeo.asks(set.replace('q1', 'q2')), ['not-allowed', 'cancel'], '')
  await juliet.receivesNothing('<iq/>')
})

t.test('6.4: disco#info says whether occupants may query each other', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (const value of ['0', '1']) {
    await romeo.configures(room, { allow_query_users: value })
    const field = `<field var='allow_query_users' type='boolean'><value>${value}</value></field>`
    assertLike(await mercutio.discovers('info', room), `<iq><query><x>${field}</x></query></iq>`)
  }
})
