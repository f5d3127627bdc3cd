import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const REQUEST = 'http://jabber.org/protocol/muc#request'
const MODERATED = { rooms: { defaults: { moderated: true } } }
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
const sent = (room: string, fields: string) =>
  `<message to='${room}' id='v'><x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', REQUEST)}${fields}</x></message>`
const asks = (room: string, role = 'participant') => sent(room, field('muc#role', role))
const answers = (room: string, jid: string, allow: string) =>
  sent(room, field('muc#role', 'participant') + field('muc#jid', jid) + field('muc#request_allow', allow))
const refusal = (type: string, condition: string) =>
  `<message type='error' id='v'><error type='${type}'><${condition}/></error></message>`
const FORM = "<message><x xmlns='jabber:x:data' type='form'/></message>"
const TEXT = "<message type='groupchat'><body/></message>"
const HAS_VOICE = `<presence from='verona@rooms.localhost/juliet'><x>
  <item role='participant'><actor nick='romeo'/></item></x></presence>`

t.test('7.13, 8.6: a voice request goes to the moderators as a form, and to no one else', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, MODERATED)
  juliet.sends(asks(room))
  const form = `<x xmlns='jabber:x:data' type='form'>
    ${field('FORM_TYPE', REQUEST)}${field('muc#role', 'participant')}${field('muc#jid', juliet.jid)}
    ${field('muc#roomnick', 'juliet')}${field('muc#request_allow', '0')}</x>`
  const body = `<body>juliet requests voice in verona (${room}). To grant it, answer the form, or make juliet a participant.</body>`
  await romeo.receivesOnly(
    `<message from='${room}'>${body}${form}</message>`,
    `<message from='${room}' type='groupchat'>${body}</message>`,
  )
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
})

t.test('8.6: approving by the form broadcasts the new role; a second answer changes nothing', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, MODERATED)
  juliet.sends(asks(room))
  await romeo.receivesOnly(FORM, TEXT)
  for (const _ of ['first', 'second']) romeo.sends(answers(room, juliet.jid, 'true'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesOnly(HAS_VOICE)
  juliet.sends(`<message to='${room}' type='groupchat'><body>At last</body></message>`)
  await mercutio.receives('<message><body>At last</body></message>')
})

t.test('8.6: a declined voice request is not notified', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, MODERATED)
  romeo.sends(answers(room, juliet.jid, 'false'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesNothing()
})

t.test('8.6: only moderators grant voice', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, MODERATED)
  for (const actor of [juliet, mercutio]) {
    actor.sends(answers(room, juliet.jid, 'true'))
    await actor.receivesOnly(refusal('auth', 'forbidden'))
  }
  await romeo.receivesNothing()
})

t.test('8.6: a requester who has left gets no voice', async t => {
  const { romeo, juliet, room } = await gathered(t, MODERATED)
  await juliet.leaves(room)
  romeo.sends(answers(room, juliet.jid, 'true'))
  await romeo.receives(refusal('cancel', 'item-not-found'))
})

t.test('7.13: a request by a user with voice, by an outsider, or for another role is refused', async t => {
  const { romeo, juliet, actor, room } = await gathered(t, MODERATED)
  const tybalt = await actor('tybalt')
  romeo.sends(asks(room))
  await romeo.receivesOnly(refusal('cancel', 'not-allowed'))
  tybalt.sends(asks(room))
  await tybalt.receivesOnly(refusal('modify', 'not-acceptable'))
  juliet.sends(asks(room, 'moderator'))
  await juliet.receivesOnly(refusal('modify', 'not-acceptable'))
  await romeo.receivesNothing()
})

t.test('7.13: a request is refused with service-unavailable while no moderator is in the room', async t => {
  const { romeo, juliet, room } = await gathered(t, MODERATED)
  await romeo.leaves(room)
  await juliet.receivedMeanwhile()
  juliet.sends(asks(room))
  await juliet.receivesOnly(refusal('wait', 'service-unavailable'))
})

t.test('voice_request_min_interval: a repeated request before the interval has passed is refused', async t => {
  const { romeo, juliet, room, passes, restart } = await gathered(t, MODERATED)
  juliet.sends(asks(room))
  await romeo.receivesOnly(FORM, TEXT)
  await restart()
  juliet.sends(asks(room))
  await juliet.receivesOnly(refusal('wait', 'resource-constraint'))
  await passes(1_800_000)
  juliet.sends(asks(room))
  await romeo.receives(FORM)
})

t.test('allow_voice_requests: a room without them refuses them and does not advertise them', async t => {
  const { romeo, juliet, room } = await gathered(t, MODERATED)
  assertLike(await juliet.discovers('info', room), `<iq><query><feature var='${REQUEST}'/></query></iq>`)
  await romeo.configures(room, { allow_voice_requests: '0' })
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  juliet.sends(asks(room))
  await juliet.receivesOnly(refusal('auth', 'forbidden'))
  t.notMatch((await juliet.discovers('info', room)).toString(), /muc#request/)
  const tooLong = await romeo.configures(room, { voice_request_min_interval: '86401' })
  assertRefused(tooLong, ['not-acceptable', 'modify'], 'voice_request_min_interval')
})

t.test('7.13: a request that fails to commit is not sent and may be repeated', async t => {
  const { romeo, juliet, room, store } = await gathered(t, MODERATED)
  store.failNextCommit()
  juliet.sends(asks(room))
  await juliet.receivesOnly(refusal('wait', 'internal-server-error'))
  await romeo.receivesNothing()
  juliet.sends(asks(room))
  await romeo.receivesOnly(FORM, TEXT)
})
