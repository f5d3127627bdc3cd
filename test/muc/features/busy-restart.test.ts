import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { gathered } from './gathered.js'

const say = (room: string, n: number) => `<message to='${room}' type='groupchat' id='m${n}'><body>${n}</body></message>`
const bodies = (stanzas: readonly Element[]) =>
  stanzas
    .filter(it => it.name === 'message' && attr(it, 'type') === 'groupchat')
    .map(it => it.getChildText('body') ?? '')
const presences = (stanzas: readonly Element[]) => stanzas.filter(({ name }) => name === 'presence').map(String)

t.test('a restart in a busy room: every reflected message is stored and reaches all occupants once', async t => {
  const { romeo, juliet, mercutio, actor, room, restart } = await gathered(t)
  for (let n = 1; n <= 15; n++) romeo.sends(say(room, n))
  await romeo.receives(`<message id='m3'/>`)
  await restart(async () => juliet.sends(say(room, 99)))
  for (let n = 31; n <= 40; n++) juliet.sends(say(room, n))
  await juliet.receives(`<message id='m40'/>`)
  const received = await mercutio.receivedMeanwhile()
  t.same(presences(received), [], 'no presence is sent')
  t.same(bodies(received), [...new Set(bodies(received))], 'no message is repeated')
  t.ok(bodies(received).includes('3') && bodies(received).includes('40'))
  const tybalt = await actor('tybalt')
  tybalt.sends(`<presence to='${room}/tybalt'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const entered = await tybalt.receivedMeanwhile()
  t.same(bodies(entered).filter(Boolean), bodies(received), 'the history has the same messages')
  t.equal(
    presences(entered).filter(it => !it.includes('code="110"') && it.includes(`${room}/`)).length,
    3,
    'each occupant is shown once',
  )
})
