import t from 'tap'
import { type Actor, assertRefused, scenario } from '../../scenario/index.js'

const FIELD = '{urn:xmpp:muc-activity}message-activity'
const HOUR = 3_600_000
const PERSISTENT = { rooms: { defaults: { persistent: true } } }

/** The activity that the room publishes; undefined when it publishes none. */
async function activity(actor: Actor, room: string): Promise<string | undefined> {
  const x = (await actor.discovers('info', room)).getChild('query')?.getChild('x')
  const field = x?.getChildren('field').find(({ attrs }) => attrs['var'] === FIELD)
  return field?.getChildText('value') ?? undefined
}

async function says(actor: Actor, room: string, inside: string): Promise<void> {
  actor.sends(`<message to='${room}' type='groupchat'>${inside}</message>`)
  await actor.receives(`<message from='${room}/${actor.name}'>${inside}</message>`)
}

t.test('XEP-0502 3.1, 5: a room publishes its messages per hour over the last 24 full hours', async t => {
  const { romeo, room, passes, restart } = await scenario(t, PERSISTENT)
  await romeo.enters(room)
  t.equal(await activity(romeo, room), '0.00')
  for (let i = 0; i < 6; i++) await says(romeo, room, `<body>${i}</body>`)
  await passes(HOUR)
  t.equal(await activity(romeo, room), '0.25')
  await restart()
  t.equal(await activity(romeo, room), '0.25')
  await passes(24 * HOUR)
  t.equal(await activity(romeo, room), '0.00')
})

t.test('XEP-0502 4: corrections and bodiless messages are not counted', async t => {
  const { romeo, room, passes } = await scenario(t, PERSISTENT)
  await romeo.enters(room)
  await says(romeo, room, `<body>One</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>`)
  await says(romeo, room, `<active xmlns='http://jabber.org/protocol/chatstates'/>`)
  await passes(HOUR)
  t.equal(await activity(romeo, room), '0.00')
})

t.test('XEP-0502 3.1, 8: a temporary, hidden or restricted room publishes no activity', async t => {
  const { romeo, room } = await scenario(t, PERSISTENT)
  await romeo.enters(room)
  const others = { persistentroom: '0', publicroom: '0', membersonly: '1', passwordprotectedroom: '1' }
  for (const [name, value] of Object.entries(others)) {
    const field = `muc#roomconfig_${name}`
    await romeo.configures(room, { [field]: value, 'muc#roomconfig_roomsecret': 'sesame' })
    t.equal(await activity(romeo, room), undefined, name)
    await romeo.configures(room, { [field]: value === '0' ? '1' : '0', 'muc#roomconfig_roomsecret': '' })
    t.equal(await activity(romeo, room), '0.00')
  }
})

t.test('XEP-0502: a message that fails to commit is not counted', async t => {
  const { romeo, room, store, passes } = await scenario(t, PERSISTENT)
  await romeo.enters(room)
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat' id='lost'><body>Lost</body></message>`)
  assertRefused(await romeo.receives(`<message type='error' id='lost'/>`), ['internal-server-error', 'wait'])
  await passes(HOUR)
  t.equal(await activity(romeo, room), '0.00')
})
