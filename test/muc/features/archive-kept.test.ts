import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { assertLike } from '../../scenario/index.js'
import { forwarded, reads, says, sends, words } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const hint = (name: string) => `<${name} xmlns='urn:xmpp:hints'/>`
const HOUR = 3_600_000
const DAY = 24 * HOUR
const ENTRY = (room: string) => `<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`

/** The bodies of the room history in the stanzas that a newcomer receives. */
function history(received: readonly Element[]): (string | null)[] {
  const delayed = received.filter(stanza => stanza.getChild('delay') && !stanza.getChild('subject'))
  return delayed.map(stanza => stanza.getChildText('body'))
}

t.test('XEP-0334: a message with a no-store hint is neither in the archive nor in the history', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await sends(romeo, room, `<body>a</body>${hint('no-store')}`)
  await sends(romeo, room, `<body>b</body>${hint('no-permanent-store')}`)
  await says(romeo, room, 'c')
  t.same(words(await reads(juliet, room)), ['c'])
  mercutio.sends(ENTRY(room))
  t.same(history(await mercutio.receivedMeanwhile()), ['c'])
})

t.test('XEP-0334: a message with a store hint is stored without a body; a chat state is not', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const secret = `<encrypted xmlns='urn:example:e2ee'>x</encrypted>`
  const id = await sends(romeo, room, `${secret}${hint('store')}`)
  await sends(romeo, room, `<active xmlns='http://jabber.org/protocol/chatstates'/>`)
  const { results } = await reads(juliet, room)
  t.same(results.length, 1)
  assertLike(forwarded(results[0]), `<message>${secret}<stanza-id id='${id}'/></message>`)
  mercutio.sends(ENTRY(room))
  t.same(history(await mercutio.receivedMeanwhile()), [null])
})

t.test('Rule 15, 7.2.13 and XEP-0313: subjects are in the archive and not in the history', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await sends(romeo, room, '<subject>One</subject>')
  await sends(romeo, room, '<subject>Two</subject>')
  const { results } = await reads(juliet, room)
  t.same(
    results.map(result => forwarded(result).getChildText('subject')),
    ['One', 'Two'],
  )
  mercutio.sends(ENTRY(room))
  await mercutio.receives(`<presence from='${room}/mercutio'/>`)
  await mercutio.receivesOnly(`<message><subject>Two</subject></message>`)
})

t.test('XEP-0313: private messages and refused messages are not in the archive', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/romeo' type='chat'><body>Between us</body></message>`)
  mercutio.sends(`<message to='${room}' type='groupchat'><body>From outside</body></message>`)
  await says(romeo, room, 'a')
  t.same(words(await reads(romeo, room)), ['a'])
})

t.test('XEP-0359: the stanza id is the same live, in the archive, in the history and after a restart', async t => {
  const { romeo, juliet, mercutio, room, restart } = await romeoAndJuliet(t)
  const foreign = `<stanza-id xmlns='urn:xmpp:sid:0' by='other@example.org' id='foreign'/>`
  const id = await sends(romeo, room, `${foreign}<body>a</body>`)
  await restart()
  const { results } = await reads(juliet, room)
  t.equal(results[0]?.getChild('result')?.attrs['id'], id)
  const stamped = `<message><body>a</body><stanza-id by='${room}' id='${id}'/></message>`
  assertLike(forwarded(results[0]), stamped)
  mercutio.sends(ENTRY(room))
  assertLike(await mercutio.receives(`<message><body>a</body><delay from='${room}'/></message>`), stamped)
})

t.test('XEP-0421: the occupant id of a message is the same in the archive as live', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}' type='groupchat'><body>a</body></message>`)
  const live = await romeo.receives('<message><body>a</body></message>')
  const id = live.getChild('occupant-id', 'urn:xmpp:occupant-id:0')?.attrs['id']
  t.type(id, 'string')
  const [result] = (await reads(romeo, room)).results
  assertLike(forwarded(result), `<message><occupant-id xmlns='urn:xmpp:occupant-id:0' id='${id}'/></message>`)
})

t.test('archive.maxAge: messages older than that leave the archive and the history', async t => {
  const { romeo, mercutio, room, passes } = await romeoAndJuliet(t, { archive: { maxAge: 7 } })
  await says(romeo, room, 'a')
  await passes(4 * DAY)
  await says(romeo, room, 'b')
  await passes(4 * DAY)
  await passes(HOUR)
  t.same(words(await reads(romeo, room)), ['b'])
  mercutio.sends(ENTRY(room))
  t.same(history(await mercutio.receivedMeanwhile()), ['b'])
})

t.test('archive.maxAge: a failed deletion is repeated later', async t => {
  const { romeo, room, passes, store } = await romeoAndJuliet(t, { archive: { maxAge: 7 } })
  await says(romeo, room, 'a')
  await passes(8 * DAY)
  store.failNextCommit()
  await t.rejects(passes(HOUR))
  t.same(words(await reads(romeo, room)), ['a'])
  await passes(1)
  t.same(words(await reads(romeo, room)), [])
})

t.test('a new room at the address of a destroyed one has an empty archive', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'a')
  await romeo.destroys(room)
  await juliet.enters(room)
  t.same(words(await reads(juliet, room)), [])
})

t.test('a message that fails to commit is not in the archive', async t => {
  const { romeo, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat'><body>Never</body></message>`)
  await romeo.receives(`<message type='error'><error type='wait'><internal-server-error/></error></message>`)
  await says(romeo, room, 'a')
  t.same(words(await reads(romeo, room)), ['a'])
})

t.test('7.2.13: the history of a non-anonymous room has the true full JID, not the claimed one', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  const ofrom = (jid: string) =>
    `<addresses xmlns='http://jabber.org/protocol/address'><address type='ofrom' jid='${jid}'/></addresses>`
  await sends(juliet, room, `<body>a</body>${ofrom('nurse@example.org/x')}`)
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  mercutio.sends(ENTRY(room))
  const kept = await mercutio.receives(`<message><body>a</body>${ofrom(juliet.jid)}</message>`)
  t.equal(kept.getChildren('addresses').length, 1)
})
