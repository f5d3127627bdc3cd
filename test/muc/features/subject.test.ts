import t from 'tap'
import { assertLike } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`
const tomb = (room: string) => `<message to='${room}' type='groupchat' id='s1'><subject>The tomb</subject></message>`

t.test('8.1: a moderator changes the subject for all occupants, with the id of the message', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat' id='s1'><subject>Гробниця 🕯</subject></message>`)
  for (const reader of [romeo, juliet]) {
    const [message] = await reader.receivesOnly(
      `<message from='${room}/romeo' type='groupchat' id='s1'><subject>Гробниця 🕯</subject></message>`,
    )
    t.notOk(message?.getChild('delay'))
    t.notOk(message?.getChild('body'))
  }
})

t.test('8.1: other elements beside the subject are passed on, except those reserved to the room', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Tomb</subject><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
    <x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x></message>`)
  const [message] = await juliet.receivesOnly(
    `<message><subject>Tomb</subject><origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>`,
  )
  t.notOk(message?.getChild('x'))
})

t.test('Rule 17, §7.2.15: a room that never had a subject sends an empty one, without a body', async t => {
  const { mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  const subject = await mercutio.receives(`<message from='${room}' type='groupchat'><subject/></message>`)
  t.equal(subject.getChildText('subject'), '')
  t.same(
    subject.getChildElements().map(child => child.name),
    ['subject'],
  )
})

t.test('Rule 17, §7.2.15: a newcomer gets the subject from its author, with a delay from the room', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  const before = Date.now()
  romeo.sends(tomb(room))
  await romeo.receives('<message><subject>The tomb</subject></message>')
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  const subject = await mercutio.receives(
    `<message from='${room}/romeo' type='groupchat'><subject>The tomb</subject></message>`,
  )
  const delay = subject.getChild('delay', 'urn:xmpp:delay')?.attrs
  t.equal(delay?.['from'], room)
  t.ok(Date.parse(delay?.['stamp']) >= before)
  t.notOk(subject.getChild('body'))
})

t.test('8.1: an empty subject removes the former one; a newcomer gets its time', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(tomb(room))
  romeo.sends(`<message to='${room}' type='groupchat' id='s2'><subject/></message>`)
  await juliet.receives(`<message><subject>The tomb</subject></message>`)
  t.equal((await juliet.receives(`<message id='s2'/>`)).getChildText('subject'), '')
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  const subject = await mercutio.receives(`<message><subject/><delay from='${room}'/></message>`)
  t.equal(subject.getChildText('subject'), '')
})

t.test('Rule 34, §8.1: a participant may not change the subject, and the attempt is not broadcast', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(tomb(room))
  await juliet.receivesOnly(
    `<message type='error' id='s1' from='${room}'><subject>The tomb</subject><error type='auth'><forbidden/></error></message>`,
  )
  await romeo.receivesNothing()
})

t.test('8.1: the configuration may let participants change the subject, but never visitors', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.configures(room, { 'muc#roomconfig_changesubject': '1', 'muc#roomconfig_moderatedroom': '1' })
  juliet.sends(tomb(room))
  await romeo.receives(`<message from='${room}/juliet'><subject>The tomb</subject></message>`)
  await mercutio.enters(room)
  mercutio.sends(`<message to='${room}' type='groupchat' id='s2'><subject>A plague</subject></message>`)
  await mercutio.receives(`<message type='error' id='s2'><error><forbidden/></error></message>`)
})

t.test('7.4: an outsider may not change the subject', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  mercutio.sends(tomb(room))
  await mercutio.receivesOnly(`<message type='error' id='s1'><error><not-acceptable/></error></message>`)
  await juliet.receivesNothing()
})

t.test('Rule 33, §8.1: a subject with a body or a thread is a message and changes nothing', async t => {
  const { juliet, mercutio, room } = await romeoAndJuliet(t)
  for (const more of ['<body>Text</body>', '<thread>t1</thread>']) {
    juliet.sends(`<message to='${room}' type='groupchat'><subject>Title</subject>${more}</message>`)
    await juliet.receives(`<message from='${room}/juliet'><subject>Title</subject>${more}</message>`)
  }
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  const received = await mercutio.receivedMeanwhile()
  t.equal(received.at(-1)?.getChildText('subject'), '')
})

t.test('the subject survives a restart', async t => {
  const { romeo, mercutio, room, restart } = await romeoAndJuliet(t)
  romeo.sends(tomb(room))
  await romeo.receives('<message><subject>The tomb</subject></message>')
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  await mercutio.receives(`<message from='${room}/romeo'><subject>The tomb</subject><delay from='${room}'/></message>`)
})

t.test('a subject that fails to commit is not broadcast, and the former one stays', async t => {
  const { romeo, juliet, mercutio, room, store } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>The feast</subject></message>`)
  await juliet.receives('<message><subject>The feast</subject></message>')
  await romeo.receives('<message><subject>The feast</subject></message>')
  store.failNextCommit()
  romeo.sends(tomb(room))
  await romeo.receivesOnly(
    `<message type='error' id='s1'><error type='wait'><internal-server-error/></error></message>`,
  )
  await juliet.receivesNothing()
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  await mercutio.receives(`<message><subject>The feast</subject></message>`)
})

t.test('8.1: a subject keeps all its languages for newcomers, also after a restart', async t => {
  const { romeo, juliet, mercutio, actor, room, restart } = await romeoAndJuliet(t)
  const subjects = `<subject>The tomb</subject><subject xml:lang='it'>La tomba</subject>`
  romeo.sends(`<message to='${room}' type='groupchat' id='s1' xml:lang='en'>${subjects}</message>`)
  const spoken = `<message from='${room}/romeo' xml:lang='en'>${subjects}</message>`
  for (const person of [romeo, juliet]) await person.receives(spoken)
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  const kept = await mercutio.receives(spoken)
  t.same(
    kept.getChildren('subject').map(subject => [subject.attrs['xml:lang'], subject.getText()]),
    [
      [undefined, 'The tomb'],
      ['it', 'La tomba'],
    ],
  )
  await restart()
  const tybalt = await actor('tybalt')
  tybalt.sends(`<presence to='${room}/tybalt'>${X}</presence>`)
  await tybalt.receives(`<message from='${room}/romeo' xml:lang='en'>${subjects}<delay from='${room}'/></message>`)
})

t.test('8.1: the subject in the language of the message is the one that disco#info shows', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const subjects = `<subject xml:lang='it'>La tomba</subject><subject>The tomb</subject>`
  romeo.sends(`<message to='${room}' type='groupchat'>${subjects}</message>`)
  await juliet.receives(`<message>${subjects}</message>`)
  const field = `<field var='muc#roominfo_subject'><value>The tomb</value></field>`
  assertLike(await juliet.discovers('info', room), `<iq><query><x>${field}</x></query></iq>`)
})

t.test('8.1: all languages of a subject together have its greatest length, and there are at most 20', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const long = `<subject>${'a'.repeat(2500)}</subject><subject xml:lang='it'>${'b'.repeat(2500)}</subject>`
  const many = Array.from({ length: 21 }, (_, i) => `<subject xml:lang='x-${i}'>a</subject>`).join('')
  for (const subjects of [long, many]) {
    romeo.sends(`<message to='${room}' type='groupchat' id='s1'>${subjects}</message>`)
    await romeo.receives(`<message type='error' id='s1'><error><policy-violation/></error></message>`)
  }
  await juliet.receivesNothing()
})

t.test('8.1: a subject that an earlier version stored is replayed as the text that it is', async t => {
  const { romeo, mercutio, room, store, restart } = await romeoAndJuliet(t)
  const now = { text: 'The feast & more', nick: 'romeo', user: romeo.bare, at: 0 }
  await store.commit([{ kind: 'subject', room, was: undefined, now }])
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'>${X}</presence>`)
  await mercutio.receives(`<message from='${room}/romeo'><subject>The feast &amp; more</subject></message>`)
})
