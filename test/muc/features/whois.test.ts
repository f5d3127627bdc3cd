import t from 'tap'
import { assertLike, codesOf, itemOf, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FIELD = 'muc#roomconfig_whois'
const NON_ANONYMOUS = { rooms: { defaults: { whois: 'anyone' } } } as const
const statusMessage = (code: number) => `<message type='groupchat'><x><status code='${code}'/></x></message>`

t.test('Rule 52, §10.2.1: a room made non-anonymous sends 172, separately from the code of other changes', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { [FIELD]: 'anyone', 'muc#roomconfig_roomname': 'A Dark Cave' })
  for (const actor of [romeo, juliet, mercutio]) {
    const messages = await actor.receivesOnly(statusMessage(172), statusMessage(104))
    t.same(messages.map(codesOf), [[172], [104]])
    for (const message of messages) {
      t.equal(message.attrs['from'], room)
      const [x, ...more] = message.getChildElements()
      t.same([x?.getChildElements().map(({ name }) => name), more], [['status'], []])
    }
  }
})

t.test('Rule 52, §10.2.1: a room made semi-anonymous sends 173', async t => {
  const { romeo, juliet, room } = await gathered(t, NON_ANONYMOUS)
  await romeo.configures(room, { [FIELD]: 'moderators' })
  for (const actor of [romeo, juliet]) {
    const [message] = await actor.receivesOnly(statusMessage(173))
    t.same(message && codesOf(message), [173])
  }
})

t.test('Rule 6, §7.2.3: a non-anonymous room warns newcomers with 100 and shows all full JIDs to everyone', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, NON_ANONYMOUS)
  await romeo.enters(room)
  t.ok(codesOf(await juliet.enters(room)).includes(100))
  await juliet.receivedMeanwhile()
  await mercutio.enters(room)
  const shown = await juliet.receives(`<presence from='${room}/mercutio'/>`)
  t.equal(itemOf(shown)['jid'], mercutio.jid)
  t.notOk(codesOf(shown).includes(100))
})

t.test('Rule 7, §7.2.4: a semi-anonymous room shows full JIDs only to moderators and sends no 100', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  t.notOk(codesOf(await mercutio.enters(room)).includes(100))
  t.equal(itemOf(await romeo.receives(`<presence from='${room}/mercutio'/>`))['jid'], mercutio.jid)
  t.equal(itemOf(await juliet.receives(`<presence from='${room}/mercutio'/>`))['jid'], undefined)
})

t.test('10.2: the visibility of real JIDs follows the configuration, also after a restart', async t => {
  const { romeo, juliet, mercutio, room, restart } = await gathered(t)
  await romeo.configures(room, { [FIELD]: 'anyone' })
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'><show>away</show></presence>`)
  const shown = await juliet.receives(`<presence from='${room}/mercutio'/>`)
  t.equal(itemOf(shown)['jid'], mercutio.jid)
  await romeo.configures(room, { [FIELD]: 'moderators' })
  mercutio.sends(`<presence to='${room}/mercutio'><show>xa</show></presence>`)
  t.equal(itemOf(await juliet.receives(`<presence><show>xa</show></presence>`))['jid'], undefined)
})

t.test('6.4: a room advertises whether it hides real JIDs', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_semianonymous'/></query></iq>")
  await romeo.configures(room, { [FIELD]: 'anyone' })
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_nonanonymous'/></query></iq>")
})
