import t from 'tap'
import { online, signedIn, startServer } from './peer.js'

t.test('messages to an offline account are stored in order, with their time', async t => {
  const server = await startServer(t)
  server.addAccount('juliet', 'secret')
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='juliet@localhost' id='1'><body>one</body></message>")
  romeo.write("<message to='juliet@localhost/gone' type='chat' id='2'><body>two</body></message>")
  t.equal(await romeo.beforePong(), '')
  const juliet = await signedIn(server, 'juliet/a')
  t.equal(await juliet.beforePong(), '', 'nothing comes before presence')
  juliet.write('<presence><priority>-1</priority></presence>')
  t.notMatch(await juliet.beforePong(), '<message', 'nor with a negative priority')
  juliet.write('<presence/>')
  t.match(
    await juliet.beforePong(),
    /id="1".*<body>one<\/body><delay xmlns="urn:xmpp:delay" from="localhost" stamp="20[^"]*Z"\/><\/message>.*id="2"/,
  )
  juliet.write('</stream:stream>')
  await juliet.rest()
  const again = await signedIn(server, 'juliet/a')
  t.notMatch(await again.afterPresence(), '<message', 'they come once')
})

t.test('if every name is accepted, an account exists after its first sign-in', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("<message to='juliet@localhost' id='before'/>")
  t.match(await romeo.beforePong(), /id="before".*<service-unavailable /)
  const juliet = await signedIn(server, 'juliet/a')
  juliet.write('</stream:stream>')
  await juliet.rest()
  romeo.write("<message to='juliet@localhost' id='after'/>")
  t.equal(await romeo.beforePong(), '')
  const again = await signedIn(server, 'juliet/a')
  again.write('<presence/>')
  t.match(await again.beforePong(), 'id="after"')
})

t.test('a full store refuses messages', async t => {
  const server = await startServer(t)
  server.addAccount('juliet', 'secret')
  const romeo = await online(server, 'romeo/a')
  romeo.write("<message to='juliet@localhost' id='fits'/>".repeat(100))
  t.equal(await romeo.beforePong(), '')
  romeo.write("<message to='juliet@localhost' id='too-many'/>")
  t.match(await romeo.beforePong(), /id="too-many".*<service-unavailable /)
})

t.test('XEP-0334: a message with the hint no-store is refused, and takes no place of the store', async t => {
  const server = await startServer(t)
  server.addAccount('juliet', 'secret')
  const romeo = await online(server, 'romeo/a')
  romeo.write("<message to='juliet@localhost' id='passing'><no-store xmlns='urn:xmpp:hints'/></message>".repeat(100))
  t.match(await romeo.beforePong(), /id="passing".*<service-unavailable /)
  romeo.write("<message to='juliet@localhost' id='lasting'/>")
  t.equal(await romeo.beforePong(), '')
  const kept = await (await signedIn(server, 'juliet/a')).afterPresence()
  t.match(kept, 'id="lasting"')
  t.notMatch(kept, 'id="passing"')
})
