import t from 'tap'
import { connectedComponent, online, signedIn, startServer } from './peer.js'

t.test('a recipient of directed presence gets an unavailable presence when the client closes its stream', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  const romeo = await online(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost/Romeo'/><presence to='left@rooms.localhost/Romeo'/>")
  romeo.write("<presence to='left@rooms.localhost/Romeo' type='unavailable'/></stream:stream>")
  await romeo.rest()
  await rooms.until('type="unavailable"')
  t.equal(
    (await rooms.beforePong()).replace(/^[^<]*/, ''),
    '<presence type="unavailable" from="romeo@localhost/a" to="verona@rooms.localhost/Romeo"/>',
  )
})

t.test('a recipient of directed presence gets an unavailable presence when the client disconnects', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost/Romeo'/>")
  await romeo.beforePong()
  romeo.vanish()
  await t.resolves(
    rooms.until('<presence type="unavailable" from="romeo@localhost/a" to="verona@rooms.localhost/Romeo"/>'),
  )
})

t.test('a recipient of directed presence gets the content of the unavailable presence', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  const romeo = await online(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost/Romeo'/>")
  romeo.write("<presence type='unavailable'><status>good night</status></presence>")
  await romeo.beforePong()
  t.match(await rooms.beforePong(), /type="unavailable".*to="verona@rooms.localhost\/Romeo"><status>good night</)
  romeo.write('</stream:stream>')
  await romeo.rest()
  t.equal(await rooms.beforePong(), '', 'it is told once')
})

t.test('a client that disconnects while the component is down has no effect on other clients', async t => {
  const server = await startServer(t)
  await connectedComponent(server)
  const older = await online(server, 'romeo/a')
  older.write("<presence to='verona@rooms.localhost/Romeo'/>")
  await older.beforePong()
  server.disconnectComponents()
  const newer = await signedIn(server, 'romeo/a')
  await older.rest()
  t.equal(await newer.beforePong(), '')
  const again = await connectedComponent(server)
  await again.until('</message>')
  t.equal(await again.beforePong(), '', 'nor is it told later')
})

t.test('a client that becomes unavailable while the component is down gets no error', async t => {
  const server = await startServer(t)
  await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost/Romeo'/>")
  await romeo.beforePong()
  server.disconnectComponents()
  romeo.write("<presence type='unavailable'/>")
  t.equal(await romeo.beforePong(), '')
})

t.test("presence reaches the account's available sessions, its own included", async t => {
  const server = await startServer(t)
  const home = await online(server, 'romeo/home')
  const phone = await signedIn(server, 'romeo/phone')
  phone.write("<presence id='p'/>")
  t.match(await phone.beforePong(), 'from="romeo@localhost/phone"')
  t.match(await home.beforePong(), '<presence id="p" from="romeo@localhost/phone"/>')
  phone.write('</stream:stream>')
  await phone.rest()
  t.match(await home.beforePong(), /type="unavailable" from="romeo@localhost\/phone"/)
})

t.test('a subscription request is from the bare address', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<presence to='verona@rooms.localhost' type='subscribe'/>")
  await romeo.beforePong()
  t.match(await rooms.beforePong(), 'from="romeo@localhost"')
})
