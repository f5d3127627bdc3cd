import t from 'tap'
import { attr } from '../../../src/stanza/element.js'
import { joins, linkedRoom } from '../../invites/rest-room.js'
import { scenario } from '../../scenario/index.js'
import { reads, says, words } from './archived.js'
import { gathered, romeoAndJuliet } from './gathered.js'

const SECOND = 1000
const DAY = 24 * 60 * 60 * SECOND
const RSM = 'http://jabber.org/protocol/rsm'
const EMPTY = `<message type='groupchat'/>`
const ENTRY = (room: string) => `<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

t.test("XEP-0313: a clock set back or forward disturbs neither the archive's order nor its pages", async t => {
  const { romeo, room, passes } = await romeoAndJuliet(t)
  const ids: string[] = []
  for (const [n, jump] of [0, -DAY, 3 * DAY, -30 * SECOND, -DAY].entries()) {
    await passes(jump)
    ids.push(...(await says(romeo, room, String(n))))
  }
  t.same(words(await reads(romeo, room)), ['0', '1', '2', '3', '4'])
  t.same(words(await reads(romeo, room, { set: `<max>2</max><after>${ids[1]}</after>` })), ['2', '3'])
  const { fin, results } = await reads(romeo, room, { set: `<max>2</max><before>${ids[3]}</before>` })
  t.equal(results.length, 2)
  t.equal(fin?.getChild('set', RSM)?.getChildText('last'), ids[2])
})

t.test('XEP-0203: a message sent after the clock was set back a little has no earlier stamp', async t => {
  const { romeo, mercutio, room, passes } = await romeoAndJuliet(t)
  await says(romeo, room, 'a')
  await passes(-30 * SECOND)
  await says(romeo, room, 'b')
  mercutio.sends(ENTRY(room))
  const stamps: string[] = []
  for (const word of ['a', 'b']) {
    const message = await mercutio.receives(`<message><body>${word}</body><delay/></message>`)
    stamps.push(String(message.getChild('delay')?.attrs['stamp']))
  }
  t.same([...stamps].sort(), stamps)
})

t.test('7.2.14: the history limited by seconds is complete, although the clock was wrong in between', async t => {
  const { romeo, mercutio, room, passes } = await romeoAndJuliet(t)
  await says(romeo, room, 'a')
  await passes(-10 * DAY)
  await says(romeo, room, 'b')
  await passes(10 * DAY)
  await says(romeo, room, 'c')
  const x = `<x xmlns='http://jabber.org/protocol/muc'><history seconds='3600'/></x>`
  mercutio.sends(`<presence to='${room}/mercutio'>${x}</presence>`)
  const bodies = (await mercutio.receivedMeanwhile()).map(message => message.getChildText('body'))
  t.same(bodies.filter(Boolean), ['a', 'c'])
})

t.test('18.1.2: setting the clock forward by a day probes all occupants and removes none', async t => {
  const { romeo, juliet, mercutio, passes, room } = await gathered(t)
  await passes(DAY)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesOnly(EMPTY)
  await passes(-DAY)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesOnly(EMPTY)
  await says(juliet, room, 'Still here')
  await romeo.receivesOnly('<message><body>Still here</body></message>')
})

t.test('7.13: the interval between voice requests does not outlast a clock that is set back', async t => {
  const { romeo, juliet, room, passes } = await gathered(t, { rooms: { defaults: { moderated: true } } })
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
  const request = field('FORM_TYPE', 'http://jabber.org/protocol/muc#request') + field('muc#role', 'participant')
  const asks = () =>
    juliet.sends(`<message to='${room}'><x xmlns='jabber:x:data' type='submit'>${request}</x></message>`)
  asks()
  await romeo.receives(`<message from='${room}'><x xmlns='jabber:x:data' type='form'/></message>`)
  await passes(-DAY)
  asks()
  await romeo.receives(`<message from='${room}'><x xmlns='jabber:x:data' type='form'/></message>`)
  await juliet.receivesNothing(`<message type='error'/>`)
})

t.test('a link that expired by a clock set forward admits again when the clock is corrected', async t => {
  const { juliet, romeo, mercutio, passes } = await scenario(t)
  const { id } = await linkedRoom(juliet)
  const { body } = await juliet.calls('POST', `/api/v1/rooms/${id}/links`, { lifetime: 3600 })
  const openInviteId = String(Object(Object(body)['data'])['openInviteId'])
  await passes(DAY)
  t.equal((await joins(romeo, openInviteId)).status, 404)
  // Making another link deletes links that ended long ago; the first one must not be among them.
  await juliet.calls('POST', `/api/v1/rooms/${id}/links`, { lifetime: 3600 })
  await passes(-DAY)
  t.equal((await joins(mercutio, openInviteId)).status, 200)
})

t.test('archive.maxAge, storyDays: a clock that is wrong for a while deletes nothing', async t => {
  const options = { archive: { maxAge: 7 }, openInvites: { storyDays: 7 } }
  const { juliet, passes } = await scenario(t, options)
  const { id, jid } = await linkedRoom(juliet)
  await juliet.enters(jid)
  await says(juliet, jid, 'Nightingale')
  await passes(3650 * DAY)
  await passes(60 * SECOND)
  await passes(-3650 * DAY)
  t.ok(words(await reads(juliet, jid)).includes('Nightingale'))
  const story = await juliet.calls('GET', `/api/v1/rooms/${id}/story`)
  t.equal(Object(story.body)['total'], 1)
})

t.test('limits use elapsed time, not the clock', async t => {
  const { romeo, juliet, room, passes } = await romeoAndJuliet(t)
  for (const jump of [-DAY, 2 * DAY, -DAY]) {
    await passes(jump)
    await says(romeo, room, 'Good night')
    const message = await juliet.receives('<message><body>Good night</body></message>')
    t.equal(attr(message, 'from'), `${room}/romeo`)
  }
})
