import t from 'tap'
import { assertRefused, codesOf, matches, pattern, scenario } from '../../scenario/index.js'
import { reads, says, words } from './archived.js'
import { gathered, romeoAndJuliet } from './gathered.js'

const FIELD = 'muc#roomconfig_enablelogging'
const UNLOGGED = { rooms: { defaults: { logging: false } } } as const
const FEATURE = `<iq><query><feature var='urn:xmpp:mam:2'/></query></iq>`

t.test('Rule 13, 7.2.12: entering a room with an archive is answered with 170, any other without', async t => {
  const { romeo, juliet, room } = await scenario(t)
  t.ok(codesOf(await romeo.enters(room)).includes(170))
  await romeo.receivedMeanwhile()
  t.ok(codesOf(await juliet.enters(room)).includes(170))
  t.notOk(codesOf(await romeo.receives(`<presence from='${room}/juliet'/>`)).includes(170))
  await romeo.configures(room, { [FIELD]: '0' })
  t.notOk(codesOf(await juliet.enters(room)).includes(170))
})

t.test('Rule 52, 10.2.1: disabling the archive sends 171, enabling it 170, and nothing else', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  for (const [value, code] of [
    ['0', 171],
    ['1', 170],
  ] as const) {
    await romeo.configures(room, { [FIELD]: value })
    for (const actor of [romeo, juliet, mercutio]) {
      const [message] = await actor.receivesOnly(`<message from='${room}' type='groupchat'><x/></message>`)
      t.same(message && codesOf(message), [code])
      t.equal(message?.getChild('body'), undefined)
    }
  }
})

t.test('a room without an archive refuses queries, does not advertise it, and keeps its history', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t, UNLOGGED)
  await says(romeo, room, 'a')
  t.notOk(matches(pattern(FEATURE), await juliet.discovers('info', room)))
  assertRefused((await reads(romeo, room)).reply, ['service-unavailable', 'cancel'])
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await mercutio.receives(`<message><body>a</body><delay from='${room}'/></message>`)
})

t.test('messages sent while the archive was disabled never enter it', async t => {
  const { romeo, room } = await romeoAndJuliet(t, UNLOGGED)
  await says(romeo, room, 'a')
  await romeo.configures(room, { [FIELD]: '1' })
  await says(romeo, room, 'b')
  t.same(words(await reads(romeo, room)), ['b'])
})
