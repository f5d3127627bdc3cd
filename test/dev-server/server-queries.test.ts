import t from 'tap'
import { connectedComponent, type Peer, signedIn, startServer } from './peer.js'

/** The answer to a request. */
async function ask(peer: Peer, attributes: string, payload: string): Promise<string> {
  peer.write(`<iq id='q' ${attributes}>${payload}</iq>`)
  return peer.beforePong()
}

t.test('the host lists its features and its components', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const info = await ask(romeo, "type='get' to='localhost'", "<query xmlns='http://jabber.org/protocol/disco#info'/>")
  t.match(info, /type="result".*from="localhost".*<identity category="server" type="im".*var="urn:xmpp:ping"/)
  const items = await ask(romeo, "type='get' to='localhost'", "<query xmlns='http://jabber.org/protocol/disco#items'/>")
  t.match(items, '<item jid="rooms.localhost"/>')
})

t.test('an account answers requests for its roster, roster changes, its vCard and pings', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const roster = "<query xmlns='jabber:iq:roster'/>"
  t.match(await ask(romeo, "type='get'", roster), /type="result".*<query xmlns="jabber:iq:roster"\/>/)
  t.match(await ask(romeo, "type='set'", roster), /type="result"/)
  t.match(await ask(romeo, "type='get'", "<vCard xmlns='vcard-temp'/>"), '<vCard xmlns="vcard-temp"/>')
  t.match(await ask(romeo, "type='get' to='romeo@localhost'", "<ping xmlns='urn:xmpp:ping'/>"), 'type="result"')
})

t.test("a request for another user's roster and an unknown request are refused", async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  await signedIn(server, 'juliet/a')
  const roster = "<query xmlns='jabber:iq:roster'/>"
  t.match(await ask(romeo, "type='get' to='juliet@localhost'", roster), '<service-unavailable ')
  t.match(await ask(romeo, "type='get' to='juliet@localhost'", "<vCard xmlns='vcard-temp'/>"), 'type="result"')
  t.match(await ask(romeo, "type='get' to='nobody@localhost'", "<vCard xmlns='vcard-temp'/>"), '<service-unavailable ')
  t.match(await ask(romeo, "type='get' to='localhost'", "<query xmlns='urn:unknown'/>"), '<service-unavailable ')
  t.match(await ask(romeo, "type='get' to='localhost'", ''), '<service-unavailable ')
})

t.test('a component can ping the host', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  rooms.write("<iq type='get' id='b42' from='_b7@rooms.localhost' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>")
  await t.resolves(rooms.until('<iq type="result" id="b42" from="localhost" to="_b7@rooms.localhost"/>'))
})
