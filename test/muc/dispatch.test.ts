import t from 'tap'
import { scenario } from '../scenario/index.js'
import { romeoAndJuliet } from './features/gathered.js'

const PING = `<ping xmlns='urn:xmpp:ping'/>`

t.test('RFC 6120 8.2.3: a request that nothing here understands is answered so', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const to of [room, domain]) {
    const reply = await juliet.asks(`<iq type='get' to='${to}'><q xmlns='urn:example:unknown'/></iq>`)
    t.equal(reply.attrs['type'], 'error')
    t.ok(reply.getChild('error')?.getChild('service-unavailable'))
  }
})

t.test('RFC 6120 8.2.3: a request without a payload is a bad one', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  const reply = await juliet.asks(`<iq type='get' to='${room}'/>`)
  t.ok(reply.getChild('error')?.getChild('bad-request'))
})

t.test('RFC 6120 8.2.3: results and errors that nobody asked for are not answered', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const to of [room, `${room}/romeo`, domain]) {
    juliet.sends(`<iq type='result' id='r1' to='${to}'/>`)
    juliet.sends(`<iq type='error' id='r2' to='${to}'><error type='cancel'><gone/></error></iq>`)
  }
  await juliet.receivesNothing()
})

t.test('a request to a room that does not exist is answered so', async t => {
  const { juliet, domain } = await scenario(t)
  const reply = await juliet.asks(`<iq type='get' to='mantua@${domain}'>${PING}</iq>`)
  t.ok(reply.getChild('error')?.getChild('item-not-found'))
})

t.test('6.6: somebody outside who asks an occupant is told nothing, not even who is in', async t => {
  const { romeo, mercutio, room } = await romeoAndJuliet(t)
  for (const nick of ['romeo', 'paris']) {
    const reply = await mercutio.asks(`<iq type='get' to='${room}/${nick}'>
      <query xmlns='http://jabber.org/protocol/disco#info'/></iq>`)
    t.ok(reply.getChild('error')?.getChild('bad-request'))
  }
  await romeo.receivesNothing()
})

t.test('the service itself takes no messages, and presence to it means nothing', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  juliet.sends(`<message to='${domain}' type='chat' id='m1'><body>Hello?</body></message>`)
  await juliet.receivesOnly(`<message type='error' id='m1'><error><service-unavailable/></error></message>`)
  for (const type of ['subscribe', 'unavailable']) juliet.sends(`<presence to='${domain}' type='${type}'/>`)
  juliet.sends(`<presence to='${domain}'/>`)
  await juliet.receivesNothing(`<presence from='${domain}'/>`)
})

t.test('RFC 6120 8.3.1: a refusal gives back the stanza, with its id and the addresses turned round', async t => {
  const { mercutio, room } = await romeoAndJuliet(t)
  const said = `<body>Plague &amp; houses</body><q xmlns='urn:example:q' n='2'><b>both</b></q>`
  mercutio.sends(`<message to='${room}' type='groupchat' id='m1'>${said}</message>`)
  const [error] = await mercutio.receivesOnly(`<message type='error' id='m1' from='${room}'>${said}<error/></message>`)
  t.equal(error?.attrs['to'], mercutio.jid)
})

t.test('one stanza that is refused takes nothing from the others around it', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>One</body></message>`)
  mercutio.sends(`<message to='${room}' type='groupchat'><body>Never</body></message>`)
  romeo.sends(`<message to='${room}/paris' type='chat'><body>Nobody</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Two</body></message>`)
  await juliet.receivesOnly('<message><body>One</body></message>', '<message><body>Two</body></message>')
})
