import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

t.test('7.4: a message reaches everybody, its sender too, from the occupant and with its own id', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}' type='groupchat' id='m1' xml:lang='it'><body>Ciao</body></message>`)
  const ciao = `<message from='${room}/juliet' type='groupchat' id='m1' xml:lang='it'><body>Ciao</body></message>`
  for (const reader of [romeo, juliet]) {
    const [message] = await reader.receivesOnly(ciao)
    t.equal(message?.attrs['to'], reader.jid)
  }
})

t.test('17.2: what else is in a message passes through as it is', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const extensions = `<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>
    <p>One <em>must</em> &amp; one &lt;may&gt;</p></body></html><active xmlns='http://jabber.org/protocol/chatstates'/>
    <origin-id xmlns='urn:xmpp:sid:0' id='o1'/><thread parent='t0'>t1</thread>`
  juliet.sends(`<message to='${room}' type='groupchat'><body>One must</body>${extensions}</message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>One must</body>${extensions}</message>`)
})

t.test('a prefix that is declared on the message itself holds for all that is passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message xmlns:m='urn:example:mark' to='${room}' type='groupchat'><body m:by='hand'>Marked</body>
    <q xmlns='urn:example:q'><m:w/></q></message>`)
  juliet.sends(`<message to='${room}' type='groupchat'><body>After it</body></message>`)
  const [marked] = await romeo.receivesOnly(
    '<message><body>Marked</body></message>',
    '<message><body>After it</body></message>',
  )
  t.equal(marked?.getChild('q')?.getChild('w')?.getNS(), 'urn:example:mark')
})

t.test('7.4: a message needs no body', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const composing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`
  juliet.sends(`<message to='${room}' type='groupchat'>${composing}</message>`)
  await romeo.receivesOnly(`<message from='${room}/juliet' type='groupchat'>${composing}</message>`)
})

t.test('Rule 59, §17.3: what a client says in the name of the room is not passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}' type='groupchat'><body>Obey</body>
    <x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/><invite from='romeo@localhost'/></x>
    <delay xmlns='urn:xmpp:delay' from='${room}' stamp='1595-01-30T00:00:00Z'/></message>`)
  const [message] = await romeo.receivesOnly(`<message from='${room}/juliet'><body>Obey</body></message>`)
  t.same(
    message
      ?.getChildElements()
      .map(child => child.name)
      .sort(),
    // The ids that the room gives are the room's word indeed.
    ['body', 'occupant-id', 'stanza-id'],
  )
})

t.test('7.9: a delay that a client states for itself is passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const delay = `<delay xmlns='urn:xmpp:delay' from='romeo@localhost' stamp='2004-09-29T01:54:37Z'/>`
  romeo.sends(`<message to='${room}' type='groupchat'><body>Earlier, between us two</body>${delay}</message>`)
  await juliet.receivesOnly(`<message from='${room}/romeo'><body>Earlier, between us two</body>${delay}</message>`)
})

t.test('Rule 19, §7.4: a visitor may not speak in a moderated room, and what was said reaches nobody', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '1' })
  await mercutio.enters(room)
  await Promise.all([romeo, juliet].map(actor => actor.receivedMeanwhile()))
  mercutio.sends(`<message to='${room}' type='groupchat' id='m1'><body>A plague!</body></message>`)
  await mercutio.receivesOnly(
    `<message type='error' id='m1' from='${room}'><body>A plague!</body><error type='auth'><forbidden/></error></message>`,
  )
  await romeo.receivesNothing()
  await juliet.receivesNothing()
})

t.test('7.4: who is not in the room may not speak there, and what was said reaches nobody', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await mercutio.receivesOnly(
    `<message type='error' id='m1' from='${room}'><error type='modify'><not-acceptable/></error></message>`,
  )
  await romeo.receivesNothing()
})

t.test('7.2.8: another client of an occupant is not in the room before it has entered', async t => {
  const { romeo, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  garden.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await garden.receives(`<message type='error' id='m1'><error><not-acceptable/></error></message>`)
  await romeo.receivesNothing()
})

t.test('17.2: a message to the room that is of another type and means nothing is a bad request', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  for (const type of ['chat', 'normal']) {
    juliet.sends(`<message to='${room}' type='${type}' id='m1'><body>Only you</body></message>`)
    await juliet.receivesOnly(`<message type='error' id='m1'><error type='modify'><bad-request/></error></message>`)
  }
  await romeo.receivesNothing()
})

t.test('17.2: a message to a room that does not exist comes back', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  juliet.sends(`<message to='mantua@${domain}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await juliet.receivesOnly(`<message type='error' id='m1'><error type='cancel'><item-not-found/></error></message>`)
})

t.test('messages of one occupant arrive in the order in which they were sent, at everybody', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const said = Array.from({ length: 60 }, (_, i) => `Word ${i}`)
  for (const body of said) juliet.sends(`<message to='${room}' type='groupchat'><body>${body}</body></message>`)
  for (const reader of [romeo, juliet]) {
    const heard = await reader.receivedMeanwhile()
    t.same(
      heard.map(message => message.getChildText('body')),
      said,
    )
  }
})

t.test('a message that cannot be stored reaches nobody; the next one does', async t => {
  const { romeo, juliet, room, store } = await romeoAndJuliet(t)
  store.failNextCommit()
  juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>Lost</body></message>`)
  await juliet.receivesOnly(
    `<message type='error' id='m1'><body>Lost</body><error type='wait'><internal-server-error/></error></message>`,
  )
  await romeo.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat' id='m2'><body>Found</body></message>`)
  await romeo.receivesOnly(`<message id='m2'><body>Found</body></message>`)
})
