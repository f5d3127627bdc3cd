import t from 'tap'
import { scenario } from '../scenario/index.js'
import { romeoAndJuliet } from './features/gathered.js'

const PING = `<ping xmlns='urn:xmpp:ping'/>`

t.test('RFC 6120 8.2.3: an unsupported request is answered with service-unavailable', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const to of [room, domain]) {
    const reply = await juliet.asks(`<iq type='get' to='${to}'><q xmlns='urn:example:unknown'/></iq>`)
    t.equal(reply.attrs['type'], 'error')
    t.ok(reply.getChild('error')?.getChild('service-unavailable'))
  }
})

t.test('RFC 6120 8.2.3: a request without a payload is a bad request', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const reply = await juliet.asks(`<iq type='get' to='${room}'/>`)
  t.ok(reply.getChild('error')?.getChild('bad-request'))
})

t.test('RFC 6120 8.2.3: unexpected results and errors are not answered', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const to of [room, `${room}/romeo`, domain]) {
    juliet.sends(`<iq type='result' id='r1' to='${to}'/>`)
    juliet.sends(`<iq type='error' id='r2' to='${to}'><error type='cancel'><gone/></error></iq>`)
  }
  await juliet.receivesNothing()
})

t.test('a request to a room that does not exist is item-not-found', async t => {
  const { juliet, domain } = await scenario(t)
  const reply = await juliet.asks(`<iq type='get' to='mantua@${domain}'>${PING}</iq>`)
  t.ok(reply.getChild('error')?.getChild('item-not-found'))
})

t.test("6.6: an outsider's request to an occupant reveals nothing, not even which nicks exist", async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (const nick of ['romeo', 'paris']) {
    const reply = await mercutio.asks(`<iq type='get' to='${room}/${nick}'>
      <query xmlns='http://jabber.org/protocol/disco#info'/></iq>`)
    t.ok(reply.getChild('error')?.getChild('bad-request'))
  }
  await romeo.receivesNothing()
})

t.test('the service refuses messages to itself and ignores presence', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${domain}' id='m1'><body>Hello?</body></message>`)
  await juliet.receivesOnly(`<message type='error' id='m1'><error><service-unavailable/></error></message>`)
  // Without `unsubscribe` the server repeats the request at each sign-in (RFC 6121 §3.1.2).
  for (const type of ['subscribe', 'unsubscribe', 'unavailable'])
    juliet.sends(`<presence to='${domain}' type='${type}'/>`)
  juliet.sends(`<presence to='${domain}'/>`)
  await juliet.receivesNothing(`<presence from='${domain}'/>`)
})

t.test('RFC 6120 8.3.1: an error returns the stanza with its id and swapped addresses', async t => {
  const { mercutio, room } = await romeoAndJuliet(t)
  const content = `<body>Plague &amp; houses</body><q xmlns='urn:example:q' n='2'><b>both</b></q>`
  mercutio.sends(`<message to='${room}' type='groupchat' id='m1'>${content}</message>`)
  const [error] = await mercutio.receivesOnly(
    `<message type='error' id='m1' from='${room}'>${content}<error/></message>`,
  )
  t.equal(error?.attrs['to'], mercutio.jid)
})

t.test('a refused stanza does not affect the stanzas around it', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>One</body></message>`)
  mercutio.sends(`<message to='${room}' type='groupchat'><body>Never</body></message>`)
  romeo.sends(`<message to='${room}/paris' type='chat'><body>Nobody</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Two</body></message>`)
  await juliet.receivesOnly('<message><body>One</body></message>', '<message><body>Two</body></message>')
})
