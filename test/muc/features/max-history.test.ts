import t from 'tap'
import { type Actor, assertLike, assertRefused } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const FIELD = 'muc#maxhistoryfetch'

async function bodiesFor(actor: Actor, room: string, limits = ''): Promise<(string | null)[]> {
  actor.sends(`<presence to='${room}/${actor.name}'><x xmlns='http://jabber.org/protocol/muc'>${limits}</x></presence>`)
  const received = await actor.receivedMeanwhile()
  return received.filter(({ name }) => name === 'message').flatMap(message => message.getChildText('body') ?? [])
}

async function sendsAndWaits(actor: Actor, room: string, words: string): Promise<void> {
  for (const word of words) actor.sends(`<message to='${room}' type='groupchat'><body>${word}</body></message>`)
  await actor.receives(`<message><body>${words.at(-1)}</body></message>`)
}

t.test('7.2.14: the room limits the number of history messages for a newcomer', async t => {
  const { romeo, mercutio, room, restart } = await romeoAndJuliet(t)
  await sendsAndWaits(romeo, room, 'abcde')
  await romeo.configures(room, { [FIELD]: '2' })
  await restart()
  t.same(await bodiesFor(mercutio, room), ['d', 'e'])
  t.same(await bodiesFor(mercutio, room, `<history maxstanzas='4'/>`), ['d', 'e'])
  t.same(await bodiesFor(mercutio, room, `<history maxstanzas='1'/>`), ['e'])
  await romeo.configures(room, { [FIELD]: '0' })
  t.same(await bodiesFor(mercutio, room), [])
  await romeo.configures(room, { [FIELD]: '50' })
  t.same(await bodiesFor(mercutio, room), ['a', 'b', 'c', 'd', 'e'])
})

t.test('16.5.3: the form shows the maximum of history messages: by default all that are stored', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t, { rooms: { defaults: { historyLength: 20 } } })
  t.same((await romeo.readsConfiguration(room))[FIELD], ['20'])
  await romeo.configures(room, { [FIELD]: '20' })
  await juliet.receivesNothing()
  await romeo.configures(room, { [FIELD]: '999' })
  t.same((await romeo.readsConfiguration(room))[FIELD], ['20'])
  await romeo.configures(room, { [FIELD]: '7' })
  t.same((await romeo.readsConfiguration(room))[FIELD], ['7'])
  const field = `<field var='${FIELD}'><value>7</value></field>`
  assertLike(await juliet.discovers('info', room), `<iq><query><x>${field}</x></query></iq>`)
})

t.test('10.1.3: the maximum of history messages is a whole number', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  for (const value of ['all', '-1', '1.5']) {
    assertRefused(await romeo.configures(room, { [FIELD]: value }), ['not-acceptable', 'modify'], FIELD)
  }
})
