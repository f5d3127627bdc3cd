import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { historyMessage } from '../../history-message.js'
import type { Actor, Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

/** Sends these bodies and waits until they are stored. */
async function says(actor: Actor, room: string, ...words: string[]): Promise<void> {
  for (const word of words) {
    actor.sends(`<message to='${room}' type='groupchat'><body>${word}</body></message>`)
    await actor.receives(`<message><body>${word}</body></message>`)
  }
}

/** Enters and gives the history: the messages before the subject. */
async function historyOf(actor: Actor, room: string, limits = ''): Promise<Element[]> {
  const x = `<x xmlns='http://jabber.org/protocol/muc'>${limits}</x>`
  actor.sends(`<presence to='${room}/${actor.name}'>${x}</presence>`)
  const received = await actor.receivedMeanwhile()
  return received.filter(stanza => stanza.name === 'message').slice(0, -1)
}

const bodies = (messages: readonly Element[]) => messages.map(message => message.getChildText('body'))

/** Stores these bodies as sent the given number of minutes ago. */
async function storedBefore({ store, room, restart }: Scene, words: Readonly<Record<string, number>>): Promise<void> {
  const messages = Object.entries(words).map(([body, minutes], i) =>
    historyMessage({
      id: `old-${i}`,
      stanza: `<message from='${room}/romeo' type='groupchat'><body>${body}</body></message>`,
      at: Date.now() - minutes * 60_000,
    }),
  )
  await store.commit(messages.map(now => ({ kind: 'history', room, was: undefined, now })))
  await restart()
}

t.test('7.2.13: a newcomer receives the history, oldest first, from the occupant JIDs of its senders', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'One')
  await says(juliet, room, 'Two')
  const history = await historyOf(mercutio, room)
  t.same(bodies(history), ['One', 'Two'])
  t.same(
    history.map(message => message.attrs['from']),
    [`${room}/romeo`, `${room}/juliet`],
  )
  t.same(
    history.map(message => message.attrs['type']),
    ['groupchat', 'groupchat'],
  )
})

t.test('Rule 14, §7.2.13: the delay of history comes from the room and has the time of sending', async t => {
  const scene = await romeoAndJuliet(t)
  const before = Date.now()
  await says(scene.juliet, scene.room, 'Now')
  const after = Date.now()
  const [message] = await historyOf(scene.mercutio, scene.room)
  const delay = message?.getChild('delay', 'urn:xmpp:delay')?.attrs
  t.equal(delay?.['from'], scene.room)
  t.match(delay?.['stamp'], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  t.ok(Date.parse(delay?.['stamp']) >= before && Date.parse(delay?.['stamp']) <= after)
})

t.test('Rule 15, §7.2.13: subjects are not in the history; a message with subject and body is', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>First</subject></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Title</subject><body>Text</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Second</subject></message>`)
  await romeo.receives('<message><subject>Second</subject></message>')
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/juliet'/>`,
    `<presence from='${room}/mercutio'/>`,
    `<message from='${room}/romeo'><subject>Title</subject><body>Text</body><delay from='${room}'/></message>`,
    `<message><subject>Second</subject></message>`,
  )
})

t.test('bodiless, private and refused messages are not in the history', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  juliet.sends(
    `<message to='${room}' type='groupchat'><active xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  )
  juliet.sends(`<message to='${room}/romeo' type='chat'><body>Between us</body></message>`)
  mercutio.sends(`<message to='${room}' type='groupchat'><body>From outside</body></message>`)
  await mercutio.receives(`<message type='error'><body>From outside</body></message>`)
  await says(romeo, room, 'Said')
  t.same(bodies(await historyOf(mercutio, room)), ['Said'])
})

t.test('the history keeps the configured number of latest messages', async t => {
  const { romeo, mercutio, room, restart } = await romeoAndJuliet(t, { rooms: { defaults: { historyLength: 3 } } })
  await says(romeo, room, ...'abcdefghij')
  t.same(bodies(await historyOf(mercutio, room)), ['h', 'i', 'j'])
  await restart()
  t.same(bodies(await historyOf(mercutio, room)), ['h', 'i', 'j'])
})

t.test('a configured history length of 0 keeps no history', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t, { rooms: { defaults: { historyLength: 0 } } })
  await says(romeo, room, 'One')
  t.same(bodies(await historyOf(mercutio, room)), [])
})

t.test('7.2.14: maxstanzas limits the history to the latest messages', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'One', 'Two', 'Three')
  t.same(bodies(await historyOf(mercutio, room, `<history maxstanzas='2'/>`)), ['Two', 'Three'])
  t.same(bodies(await historyOf(mercutio, room, `<history maxstanzas='0'/>`)), [])
  t.same(bodies(await historyOf(mercutio, room, `<history maxstanzas='9'/>`)), ['One', 'Two', 'Three'])
})

t.test('Rule 16, §7.2.14: maxchars counts whole stanzas as sent, and never cuts one', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'One', 'Two: \u{1f319} and 月', 'Three')
  const all = await historyOf(mercutio, room)
  const lastTwo = all.slice(1).reduce((sum, message) => sum + [...message.toString()].length, 0)
  const exact = await historyOf(mercutio, room, `<history maxchars='${lastTwo}'/>`)
  t.same(exact.map(String), all.slice(1).map(String))
  t.same(bodies(await historyOf(mercutio, room, `<history maxchars='${lastTwo - 1}'/>`)), ['Three'])
  t.same(bodies(await historyOf(mercutio, room, `<history maxchars='10'/>`)), [])
})

t.test('Rule 16, §7.2.14: maxchars 0 requests no history; the subject is still sent', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'One')
  const x = `<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x>`
  mercutio.sends(`<presence to='${room}/mercutio'>${x}</presence>`)
  const presences = ['romeo', 'juliet', 'mercutio'].map(nick => `<presence from='${room}/${nick}'/>`)
  await mercutio.receivesOnly(...presences, '<message><subject/></message>')
})

t.test('7.2.14: seconds limits the age of the history', async t => {
  const scene = await romeoAndJuliet(t)
  await storedBefore(scene, { 'An hour ago': 60, 'Ten minutes ago': 10, 'A minute ago': 1 })
  const within = async (seconds: number) =>
    bodies(await historyOf(scene.mercutio, scene.room, `<history seconds='${seconds}'/>`))
  t.same(await within(900), ['Ten minutes ago', 'A minute ago'])
  t.same(await within(300), ['A minute ago'])
  t.same(await within(0), [])
})

t.test('7.2.14: since accepts a time in any zone', async t => {
  const scene = await romeoAndJuliet(t)
  await storedBefore(scene, { 'An hour ago': 60, 'Ten minutes ago': 10 })
  const since = async (time: string) =>
    bodies(await historyOf(scene.mercutio, scene.room, `<history since='${time}'/>`))
  const halfAnHourAgo = Date.now() - 30 * 60_000
  t.same(await since(new Date(halfAnHourAgo).toISOString()), ['Ten minutes ago'])
  const inRome = new Date(halfAnHourAgo + 120 * 60_000).toISOString().replace('Z', '+02:00')
  t.same(await since(inRome), ['Ten minutes ago'])
  t.same(await since('1970-01-01T00:00:00Z'), ['An hour ago', 'Ten minutes ago'])
})

t.test('Rule 16, §7.2.14: of several limits the strictest applies', async t => {
  const scene = await romeoAndJuliet(t)
  const { mercutio, room } = scene
  await storedBefore(scene, { 'An hour ago': 60, 'Ten minutes ago': 10, 'A minute ago': 1 })
  const asked = async (limits: string) => bodies(await historyOf(mercutio, room, `<history ${limits}/>`))
  t.same(await asked(`maxstanzas='3' seconds='900'`), ['Ten minutes ago', 'A minute ago'])
  t.same(await asked(`maxstanzas='1' seconds='900' maxchars='65000'`), ['A minute ago'])
  t.same(await asked(`maxstanzas='3' seconds='900' maxchars='0'`), [])
  t.same(await asked(`seconds='300' since='1970-01-01T00:00:00Z'`), ['A minute ago'])
})

t.test('7.2.14: an invalid limit is ignored', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  await says(romeo, room, 'One')
  for (const limit of [`maxstanzas='-1'`, `maxchars='many'`, `seconds=''`, `since='yesterday'`, `maxstanzas='1e99'`]) {
    t.same(bodies(await historyOf(mercutio, room, `<history ${limit}/>`)), ['One'], limit)
  }
})

t.test('the history and its times survive a restart', async t => {
  const { juliet, mercutio, room, restart } = await romeoAndJuliet(t)
  await says(juliet, room, 'Δύο &amp; 二')
  const before = await historyOf(mercutio, room)
  await restart()
  const after = await historyOf(mercutio, room)
  t.same(bodies(after), ['Δύο & 二'])
  t.same(after.map(String), before.map(String))
})

t.test('a message that fails to commit is not in the history', async t => {
  const { romeo, mercutio, room, store } = await romeoAndJuliet(t)
  await says(romeo, room, 'One')
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat'><body>Never</body></message>`)
  await romeo.receives(`<message type='error'><error type='wait'><internal-server-error/></error></message>`)
  await says(romeo, room, 'Two')
  t.same(bodies(await historyOf(mercutio, room)), ['One', 'Two'])
})
