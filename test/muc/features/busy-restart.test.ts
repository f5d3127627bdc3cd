import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { gathered } from './gathered.js'

const say = (room: string, n: number) => `<message to='${room}' type='groupchat' id='m${n}'><body>${n}</body></message>`
const said = (stanzas: readonly Element[]) =>
  stanzas
    .filter(it => it.name === 'message' && attr(it, 'type') === 'groupchat')
    .map(it => it.getChildText('body') ?? '')
const presences = (stanzas: readonly Element[]) => stanzas.filter(({ name }) => name === 'presence').map(String)

t.test('a restart in a busy room: all that came back to who said it is kept and reached everybody, once', async t => {
  const { romeo, juliet, mercutio, actor, room, restart } = await gathered(t)
  for (let n = 1; n <= 15; n++) romeo.sends(say(room, n))
  await romeo.receives(`<message id='m3'/>`)
  await restart(async () => juliet.sends(say(room, 99)))
  for (let n = 31; n <= 40; n++) juliet.sends(say(room, n))
  await juliet.receives(`<message id='m40'/>`)
  const heard = await mercutio.receivedMeanwhile()
  t.same(presences(heard), [], 'nobody came or went')
  t.same(said(heard), [...new Set(said(heard))], 'nothing came twice')
  t.ok(said(heard).includes('3') && said(heard).includes('40'))
  const tybalt = await actor('tybalt')
  tybalt.sends(`<presence to='${room}/tybalt'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const entered = await tybalt.receivedMeanwhile()
  t.same(said(entered).filter(Boolean), said(heard), 'the history has the same')
  t.equal(
    presences(entered).filter(it => !it.includes('code="110"') && it.includes(`${room}/`)).length,
    3,
    'and each is shown once',
  )
})
