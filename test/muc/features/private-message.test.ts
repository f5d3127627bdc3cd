import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

t.test(
  "7.5: a private message reaches only its recipient, from the occupant JID, with the room's muc#user",
  async t => {
    const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
    await mercutio.enters(room)
    await romeo.receivedMeanwhile()
    juliet.sends(`<message to='${room}/romeo' type='chat' id='m1' xml:lang='en'><body>Good night ☾</body></message>`)
    const [message] = await romeo.receivesOnly(
      `<message from='${room}/juliet' type='chat' id='m1' xml:lang='en'><body>Good night ☾</body>
      <x xmlns='http://jabber.org/protocol/muc#user'/></message>`,
    )
    t.equal(message?.attrs['to'], romeo.jid)
    await mercutio.receivesNothing()
  },
)

t.test('7.5: muc#user of the client is neither doubled nor is its content passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/romeo' type='chat'><body>Hist!</body>
    <x xmlns='http://jabber.org/protocol/muc#user'><invite from='mercutio@localhost'/><status code='307'/></x></message>`)
  const [message] = await romeo.receivesOnly(`<message><body>Hist!</body></message>`)
  t.same(message?.getChildren('x').map(String), ['<x xmlns="http://jabber.org/protocol/muc#user"/>'])
})

t.test('7.5: a private message may have the type normal or none', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/romeo'><subject>Letter</subject><body>Dear Romeo</body></message>`)
  const [message] = await romeo.receivesOnly(`<message><subject>Letter</subject><body>Dear Romeo</body></message>`)
  t.equal(message?.attrs['type'], undefined)
})

t.test('7.2.8: a private message reaches all clients of the user with that nick', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'juliet' })
  romeo.sends(`<message to='${room}/juliet' type='chat'><body>Where art thou?</body></message>`)
  await juliet.receives(`<message from='${room}/romeo'><body>Where art thou?</body></message>`)
  await garden.receives(`<message from='${room}/romeo'><body>Where art thou?</body></message>`)
})

t.test('Rule 20, §7.5: a private message of the type groupchat is a bad request', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/romeo' type='groupchat' id='m1'><body>Hist!</body></message>`)
  await juliet.receivesOnly(
    `<message type='error' id='m1' from='${room}/romeo'><body>Hist!</body><error type='modify'><bad-request/></error></message>`,
  )
  await romeo.receivesNothing()
})

t.test('Rule 20, §7.5: a private message to an unknown nick is not found', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/paris' type='chat' id='m1'><body>Go away</body></message>`)
  await juliet.receivesOnly(
    `<message type='error' id='m1' from='${room}/paris'><error type='cancel'><item-not-found/></error></message>`,
  )
})

t.test('Rule 20, §7.5: an outsider may not write to occupants, nor learn which nicks exist', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (const nick of ['romeo', 'paris']) {
    mercutio.sends(`<message to='${room}/${nick}' type='chat' id='m1'><body>Hey</body></message>`)
    await mercutio.receivesOnly(
      `<message type='error' id='m1'><error type='modify'><not-acceptable/></error></message>`,
    )
  }
  await romeo.receivesNothing()
})

for (const [allowed, refused] of [
  ['anyone', []],
  ['participants', ['mercutio']],
  ['moderators', ['mercutio', 'juliet']],
  ['none', ['mercutio', 'juliet', 'romeo']],
] as const) {
  t.test(`7.5: private messages for ${allowed} are refused to ${refused.join(', ') || 'no one'}`, async t => {
    const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
    await romeo.configures(room, { 'muc#roomconfig_allowpm': allowed, 'muc#roomconfig_moderatedroom': '1' })
    await mercutio.enters(room)
    for (const [writer, reader] of [
      [romeo, juliet],
      [juliet, mercutio],
      [mercutio, romeo],
    ] as const) {
      await Promise.all([reader.receivedMeanwhile(), writer.receivedMeanwhile()])
      writer.sends(`<message to='${room}/${reader.name}' type='chat' id='m1'><body>Hist!</body></message>`)
      if (refused.some(name => name === writer.name)) {
        await writer.receivesOnly(`<message type='error' id='m1'><error type='auth'><forbidden/></error></message>`)
        await reader.receivesNothing()
      } else await reader.receivesOnly(`<message from='${room}/${writer.name}'><body>Hist!</body></message>`)
    }
  })
}

const refusal = (room: string, nick: string) => `<message type='error' to='${room}/${nick}' id='m1'><body>Hist!</body>
  <error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`

t.test("7.5: an error from the recipient's client reaches the sender through the room", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}/romeo' type='chat' id='m1'><body>Hist!</body></message>`)
  await romeo.receives(`<message id='m1'/>`)
  romeo.sends(refusal(room, 'juliet'))
  await juliet.receivesOnly(
    `<message type='error' from='${room}/romeo' id='m1'><body>Hist!</body><error type='cancel'><not-allowed/></error></message>`,
  )
})

t.test('an error cannot bypass the restriction of private messages', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_allowpm': 'moderators' })
  await juliet.receivedMeanwhile()
  romeo.sends(refusal(room, 'juliet'))
  await juliet.receivesNothing()
  juliet.sends(refusal(room, 'romeo'))
  await romeo.receives(`<message type='error' from='${room}/juliet'/>`)
})

t.test("an outsider's error reaches no one", async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(refusal(room, 'romeo'))
  await romeo.receivesNothing()
  await mercutio.receivesNothing()
})

t.test('7.5: a room may let visitors write only to moderators, or to no one', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t, { rooms: { defaults: { moderated: true } } })
  await mercutio.enters(room)
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  const write = (nick: string) => juliet.sends(`<message to='${room}/${nick}' type='chat'><body>Hist!</body></message>`)
  const refused = "<message type='error'><error type='auth'><forbidden/></error></message>"
  await romeo.configures(room, { allow_private_messages_from_visitors: 'moderators' })
  await mercutio.receivedMeanwhile()
  write('mercutio')
  await juliet.receives(refused)
  write('romeo')
  await romeo.receives(`<message from='${room}/juliet'><body>Hist!</body></message>`)
  romeo.sends(`<message to='${room}/mercutio' type='chat'><body>To a visitor</body></message>`)
  await mercutio.receivesOnly('<message><body>To a visitor</body></message>')
  await romeo.configures(room, { allow_private_messages_from_visitors: 'nobody' })
  write('romeo')
  await juliet.receives(refused)
})
