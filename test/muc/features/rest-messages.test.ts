import t from 'tap'
import { type Actor, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

type Sent = { id: string; messageId: string; nick: string; at: string }

function says(actor: Actor, room: string, body: string, more: object = {}) {
  return actor.calls('POST', `/api/v1/rooms/${room}/messages`, { body, ...more })
}

async function sends(actor: Actor, room: string, body: string, more: object = {}): Promise<Sent> {
  const answer = await says(actor, room, body, more)
  if (answer.status !== 201) throw new Error(JSON.stringify(answer))
  return (answer.body as { data: Sent }).data
}

/** The bodies of a page of the archive. */
async function reads(actor: Actor, room: string, query = '') {
  const { status, body } = await actor.calls('GET', `/api/v1/rooms/${room}/messages${query}`)
  const { data, isComplete } = body as { data: Record<string, string>[]; isComplete: boolean }
  return { status, body, messages: data, bodies: data?.map(one => one['body']), isComplete }
}

async function withMember(t: Parameters<typeof scenario>[0], options: Parameters<typeof scenario>[1] = {}) {
  const scene = await scenario(t, options)
  const { romeo, mercutio, room } = scene
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_enablelogging': '1', 'muc#roomconfig_persistentroom': '1' })
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await romeo.receivedMeanwhile()
  return scene
}

t.test('7.4: a member who is not in the room sends a message over REST, with the ids that the room gives', async t => {
  const { romeo, mercutio, room } = await withMember(t)
  const { id, nick, messageId } = await sends(mercutio, room, 'A plague <on> both & all', { messageId: 'm-1' })
  t.match({ nick, messageId }, { nick: 'mercutio', messageId: 'm-1' })
  const [message] = await romeo.receivesOnly(
    `<message from='${room}/mercutio' type='groupchat' id='m-1'><body>A plague &lt;on&gt; both &amp; all</body>
      <stanza-id xmlns='urn:xmpp:sid:0' by='${room}' id='${id}'/><occupant-id xmlns='urn:xmpp:occupant-id:0'/></message>`,
  )
  t.equal(message?.attrs['to'], romeo.jid)
  t.match(await reads(mercutio, room), {
    messages: [{ id, nick: 'mercutio', messageId: 'm-1', body: 'A plague <on> both & all', isRetracted: false }],
    isComplete: true,
  })
})

t.test('a person who is in the room speaks over REST as this occupant, and gets the message as well', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await juliet.receivedMeanwhile()
  await romeo.receivedMeanwhile()
  t.equal((await sends(juliet, room, 'Ay me')).nick, 'juliet')
  for (const reader of [romeo, juliet]) {
    await reader.receivesOnly(`<message from='${room}/juliet' type='groupchat'><body>Ay me</body></message>`)
  }
})

t.test('a message over REST comes from the reserved nick of the sender', async t => {
  const { romeo, mercutio, room } = await withMember(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}' nick='Herald'/>`)
  t.equal((await sends(mercutio, room, 'Hear ye')).nick, 'Herald')
  await romeo.receives(`<message from='${room}/Herald'><body>Hear ye</body></message>`)
})

t.test('7.2.8: a message over REST takes no nick that another person uses', async t => {
  const { romeo, juliet, mercutio, room } = await withMember(t)
  await juliet.enters(room, { nick: 'mercutio' })
  await romeo.receivedMeanwhile()
  t.match(await says(mercutio, room, 'I am he'), { status: 409, body: { errorDetailsCode: 409000 } })
  await romeo.receivesNothing()
})

t.test('a message over REST needs the rights of its sender: voice, membership, no ban', async t => {
  const { romeo, juliet, mercutio, room } = await withMember(t)
  t.match(await says(juliet, room, 'A stranger'), { status: 403, body: { errorDetailsCode: 403000 } })
  await romeo.configures(room, { 'muc#roomconfig_moderatedroom': '1' })
  await sends(mercutio, room, 'A member has voice')
  await mercutio.enters(room)
  await romeo.asks(`<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>
    <item nick='mercutio' role='visitor'/></query></iq>`)
  t.match(await says(mercutio, room, 'Muted'), { status: 403 }, 'an occupant without voice')
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  t.match(await says(mercutio, room, 'Banned'), { status: 403 })
  await romeo.configures(room, { 'muc#roomconfig_publicroom': '0', 'muc#roomconfig_membersonly': '1' })
  for (const outsider of [juliet, mercutio]) {
    t.match(await says(outsider, room, 'Hidden'), { status: 404, body: { errorDetailsCode: 404001 } })
    t.match(await reads(outsider, room), { status: 404, body: { errorDetailsCode: 404001 } })
  }
  const { bodies } = await reads(romeo, room)
  t.same(bodies, ['A member has voice'])
})

t.test('XEP-0461: a reply over REST names the message and its author; one to no message is refused', async t => {
  const { romeo, mercutio, room } = await withMember(t)
  romeo.sends(`<message to='${room}' type='groupchat' id='r1'><body>Who is there?</body></message>`)
  const question = await romeo.receives(`<message from='${room}/romeo'><body>Who is there?</body></message>`)
  const replyTo = question.getChild('stanza-id')?.attrs['id']
  const { id } = await sends(mercutio, room, 'Queen Mab', { replyTo })
  await romeo.receives(`<message from='${room}/mercutio'><body>Queen Mab</body>
    <reply xmlns='urn:xmpp:reply:0' to='${room}/romeo' id='${replyTo}'/></message>`)
  t.match((await reads(romeo, room)).messages, [
    { id: replyTo, nick: 'romeo' },
    { id, replyTo },
  ])
  t.match(await says(mercutio, room, 'To whom?', { replyTo: 'nothing' }), { status: 404 })
})

t.test('a repeat of a message with the same Idempotency-Key sends nothing again', async t => {
  const { romeo, mercutio, room, calls } = await withMember(t)
  const once = () =>
    calls(mercutio.bare, {
      ...{ method: 'POST', path: `/api/v1/rooms/${room}/messages`, body: { body: 'Once' } },
      headers: { 'idempotency-key': 'a key' },
    })
  const [first, again] = [await once(), await once()]
  t.strictSame(again.body, first.body)
  await romeo.receivesOnly(`<message from='${room}/mercutio'><body>Once</body></message>`)
})

t.test('messages over REST and over XMPP count together for the limit of their sender', async t => {
  const { romeo, mercutio, room } = await withMember(t, { limits: { messagesPerUser: 3 } })
  await mercutio.enters(room)
  for (const body of ['1', '2']) mercutio.sends(`<message to='${room}' type='groupchat'><body>${body}</body></message>`)
  await mercutio.receives(`<message from='${room}/mercutio'><body>2</body></message>`)
  await sends(mercutio, room, '3')
  t.match(await says(mercutio, room, '4'), { status: 429, body: { errorDetailsCode: 429000 } })
  mercutio.sends(`<message to='${room}' type='groupchat' id='five'><body>5</body></message>`)
  await mercutio.receives(`<message type='error' id='five'><error><policy-violation/></error></message>`)
  await sends(romeo, room, 'another sender')
})

t.test('hostile messages over REST are refused, and send nothing', async t => {
  const { romeo, mercutio, room } = await withMember(t)
  const refused = { status: 400, body: { errorDetailsCode: 400000 } }
  for (const body of ['', 'x'.repeat(10_001), 'bell\u0007', 'half \ud800', null, 7, ['a']]) {
    t.match(await mercutio.calls('POST', `/api/v1/rooms/${room}/messages`, { body }), refused)
  }
  for (const more of [{ replyTo: '' }, { messageId: 'x'.repeat(101) }, { messageId: '\u0001' }, { type: 'chat' }]) {
    t.match(await says(mercutio, room, 'x', more), refused)
  }
  await romeo.receivesNothing()
  t.match(await says(mercutio, 'no one@nowhere', 'x'), { status: 404 })
  await sends(mercutio, room, '</body></message><presence/>', { messageId: `'"><x/>` })
  await romeo.receivesOnly(`<message><body>&lt;/body&gt;&lt;/message&gt;&lt;presence/&gt;</body></message>`)
})

t.test('a message over REST that cannot be stored is sent to nobody', async t => {
  const { romeo, mercutio, room, store } = await withMember(t)
  store.failNextCommit()
  t.match(await says(mercutio, room, 'Lost'), { status: 500 })
  await romeo.receivesNothing()
  t.same((await reads(romeo, room)).bodies, [])
})

t.test('the archive is read over REST in pages, forward from a message and backward from one', async t => {
  const { mercutio, room } = await withMember(t)
  const ids: string[] = []
  for (const body of ['1', '2', '3', '4', '5']) ids.push((await sends(mercutio, room, body)).id)
  const page = async (query: string) => {
    const { bodies, isComplete } = await reads(mercutio, room, query)
    return [...(bodies ?? []), isComplete]
  }
  t.same(await page('?limit=2'), ['4', '5', false], 'the latest')
  t.same(await page('?after=0&limit=2'), ['1', '2', false], 'from the first one on')
  t.same(await page(`?after=${ids[1]}&limit=2`), ['3', '4', false])
  t.same(await page(`?after=${ids[3]}&limit=2`), ['5', true])
  t.same(await page(`?after=${ids[4]}`), [true])
  t.same(await page(`?before=${ids[3]}&limit=2`), ['2', '3', false])
  t.same(await page(`?after=${ids[0]}&before=${ids[3]}`), ['2', '3', true])
  t.match(await reads(mercutio, room, '?after=nothing'), { status: 404 })
  for (const query of ['?limit=0', '?limit=101', '?after=', '?offset=3']) {
    t.match(await reads(mercutio, room, query), { status: 400 }, query)
  }
})

t.test(
  'the archive over REST is for those who read it over XMPP, and shows addresses to those who may see them',
  async t => {
    const { romeo, juliet, mercutio, room } = await withMember(t)
    await sends(mercutio, room, 'Who am I?')
    t.equal((await reads(romeo, room)).messages[0]?.['user'], mercutio.bare)
    t.notOk((await reads(mercutio, room)).messages[0]?.['user'], 'the room is semi-anonymous')
    t.same((await reads(juliet, room)).bodies, ['Who am I?'], 'everybody may enter this room')
    await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
    t.match(await reads(juliet, room), { status: 403 })
    await romeo.configures(room, { 'muc#roomconfig_membersonly': '0', 'muc#roomconfig_roomsecret': 'Verona' })
    t.match(await reads(juliet, room), { status: 403 }, 'the room asks for a password')
    t.same((await reads(mercutio, room)).bodies, ['Who am I?'], 'a member needs none')
    await sends(mercutio, room, 'A member needs none to speak, too')
    await romeo.administers(room, `<item affiliation='outcast' jid='${juliet.bare}'/>`)
    t.match(await reads(juliet, room), { status: 403 })
    await romeo.configures(room, { 'muc#roomconfig_enablelogging': '0' })
    t.match(await reads(romeo, room), { status: 403 }, 'the room keeps no archive')
  },
)

t.test('the messages of an archived room are read over REST by its members alone', async t => {
  const { romeo, juliet, mercutio, room } = await withMember(t)
  await sends(mercutio, room, 'The last word')
  const { body } = await romeo.calls('GET', `/api/v1/rooms/${room}`)
  const { roomId } = (body as { data: { roomId: string } }).data
  t.equal((await reads(juliet, room)).status, 200)
  t.equal((await romeo.calls('PUT', `/api/rainbow/enduser/v1.0/rooms/${roomId}/archive`)).status, 200)
  t.same((await reads(mercutio, room)).bodies, ['The last word'])
  t.match(await reads(juliet, room), { status: 404, body: { errorDetailsCode: 404001 } })
})

t.test('the archive over REST has subjects, corrections and retractions', async t => {
  const { romeo, room } = await withMember(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>The ball</subject></message>`)
  romeo.sends(`<message to='${room}' type='groupchat' id='a'><body>Helo</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat' id='b'><body>Hello</body>
    <replace xmlns='urn:xmpp:message-correct:0' id='a'/></message>`)
  const corrected = await romeo.receives(`<message from='${room}/romeo' id='b'><body>Hello</body></message>`)
  const retracts = corrected.getChild('stanza-id')?.attrs['id']
  romeo.sends(`<message to='${room}' type='groupchat' id='c'><retract xmlns='urn:xmpp:message-retract:1' id='${retracts}'/>
    <body>withdrawn</body></message>`)
  await romeo.receives(`<message from='${room}/romeo' id='c'/>`)
  const { messages } = await reads(romeo, room)
  t.match(messages, [
    { subject: 'The ball', isRetracted: false },
    { messageId: 'a', body: 'Helo' },
    { id: retracts, messageId: 'b', isRetracted: true },
    { messageId: 'c', retracts, isRetracted: false },
  ])
  t.notOk(messages[2]?.['body'])
  romeo.sends(`<message to='${room}' type='groupchat' id='d'><body>I am here</body>
    <retracted xmlns='urn:xmpp:message-retract:1'/></message>`)
  await romeo.receives(`<message from='${room}/romeo' id='d'/>`)
  t.match((await reads(romeo, room, '?limit=1')).messages, [{ body: 'I am here', isRetracted: false }], 'no tombstone')
})
