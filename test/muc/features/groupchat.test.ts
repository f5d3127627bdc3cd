import t from 'tap'
import { romeoAndJuliet } from './gathered.js'

t.test('7.4: a message reaches every occupant and its sender, from the occupant JID, with its id', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${room}' type='groupchat' id='m1' xml:lang='it'><body>Ciao</body></message>`)
  const ciao = `<message from='${room}/juliet' type='groupchat' id='m1' xml:lang='it'><body>Ciao</body></message>`
  for (const reader of [romeo, juliet]) {
    const [message] = await reader.receivesOnly(ciao)
    t.equal(message?.attrs['to'], reader.jid)
  }
})

t.test('17.2: other content of a message passes through unchanged', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const extensions = `<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>
    <p>One <em>must</em> &amp; one &lt;may&gt;</p></body></html><active xmlns='http://jabber.org/protocol/chatstates'/>
    <origin-id xmlns='urn:xmpp:sid:0' id='o1'/><thread parent='t0'>t1</thread>`
  juliet.sends(`<message to='${room}' type='groupchat'><body>One must</body>${extensions}</message>`)
  await romeo.receives(`<message from='${room}/juliet'><body>One must</body>${extensions}</message>`)
})

t.test('a prefix declared on the message element stays valid for the content that is passed on', async t => {
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

t.test('Rule 59, §17.3: muc#user content that a client sends is not passed on', async t => {
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
    // The ids assigned by the room itself are allowed.
    ['body', 'occupant-id', 'stanza-id'],
  )
})

t.test("XEP-0033: a client cannot name the original sender of a message, which is the room's to say", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const addresses = (inside: string) => `<addresses xmlns='http://jabber.org/protocol/address'>${inside}</addresses>`
  const forged = `<address type='ofrom' jid='juliet@localhost/balcony'/>`
  const noted = `<address type='noreply'/>`
  for (const to of [room, `${room}/juliet`]) {
    const type = to === room ? 'groupchat' : 'chat'
    romeo.sends(`<message to='${to}' type='${type}'><body>a</body>${addresses(forged)}</message>`)
    romeo.sends(`<message to='${to}' type='${type}'><body>b</body>${addresses(forged + noted)}</message>`)
    const [alone, beside] = await juliet.receivesOnly(
      '<message><body>a</body></message>',
      '<message><body>b</body></message>',
    )
    t.notMatch(String(alone), 'address')
    t.notMatch(String(beside), 'ofrom')
    t.match(String(beside), 'noreply')
    await romeo.receivedMeanwhile()
  }
})

t.test('7.9: a delay that a client states for itself is passed on', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const delay = `<delay xmlns='urn:xmpp:delay' from='romeo@localhost' stamp='2004-09-29T01:54:37Z'/>`
  romeo.sends(`<message to='${room}' type='groupchat'><body>Earlier, between us two</body>${delay}</message>`)
  await juliet.receivesOnly(`<message from='${room}/romeo'><body>Earlier, between us two</body>${delay}</message>`)
})

t.test("Rule 19, §7.4: a visitor's message in a moderated room is refused and reaches no one", async t => {
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

t.test("7.4: an outsider's message is refused and reaches no one", async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await mercutio.receivesOnly(
    `<message type='error' id='m1' from='${room}'><error type='modify'><not-acceptable/></error></message>`,
  )
  await romeo.receivesNothing()
})

t.test("7.2.8: a user's second client is not in the room before it enters", async t => {
  const { romeo, actor, room } = await romeoAndJuliet(t)
  const garden = await actor('juliet', 'garden')
  garden.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await garden.receives(`<message type='error' id='m1'><error><not-acceptable/></error></message>`)
  await romeo.receivesNothing()
})

t.test('17.2: a message to the room of another type without meaning is a bad request', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  for (const type of ['chat', 'normal']) {
    juliet.sends(`<message to='${room}' type='${type}' id='m1'><body>Only you</body></message>`)
    await juliet.receivesOnly(`<message type='error' id='m1'><error type='modify'><bad-request/></error></message>`)
  }
  await romeo.receivesNothing()
})

t.test('17.2: a message to a room that does not exist is returned as an error', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  juliet.sends(`<message to='mantua@${domain}' type='groupchat' id='m1'><body>Hello?</body></message>`)
  await juliet.receivesOnly(`<message type='error' id='m1'><error type='cancel'><item-not-found/></error></message>`)
})

t.test("one occupant's messages arrive in order at every occupant", async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const sent = Array.from({ length: 60 }, (_, i) => `Word ${i}`)
  for (const body of sent) juliet.sends(`<message to='${room}' type='groupchat'><body>${body}</body></message>`)
  for (const reader of [romeo, juliet]) {
    const received = await reader.receivedMeanwhile()
    t.same(
      received.map(message => message.getChildText('body')),
      sent,
    )
  }
})

t.test('a message that fails to commit reaches no one; the next one is delivered', async t => {
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
