import t from 'tap'
import { connectedComponent, online, signedIn, startServer } from './peer.js'

/** The outcomes of a stanza to `to`: for the component that sends it, and for romeo's one online resource. */
const TABLE: readonly { kind: string; stanza: string; gone: string; offline: string; unknown: string }[] = [
  { kind: 'groupchat', stanza: "message type='groupchat'", gone: 'error', offline: 'error', unknown: 'error' },
  { kind: 'chat', stanza: "message type='chat'", gone: 'delivered', offline: 'stored', unknown: 'error' },
  { kind: 'normal', stanza: 'message', gone: 'delivered', offline: 'stored', unknown: 'error' },
  { kind: 'unknown type', stanza: "message type='management'", gone: 'delivered', offline: 'stored', unknown: 'error' },
  { kind: 'headline', stanza: "message type='headline'", gone: 'silent', offline: 'silent', unknown: 'silent' },
  { kind: 'error', stanza: "message type='error'", gone: 'silent', offline: 'silent', unknown: 'silent' },
  { kind: 'presence', stanza: 'presence', gone: 'silent', offline: 'silent', unknown: 'silent' },
  { kind: 'iq', stanza: "iq type='get'", gone: 'error', offline: 'error', unknown: 'error' },
  { kind: 'iq result', stanza: "iq type='result'", gone: 'silent', offline: 'silent', unknown: 'silent' },
]

for (const { kind, stanza, ...expected } of TABLE) {
  t.test(`${kind} to an ended session, an offline account and an unknown account`, async t => {
    const accounts = new Map([
      ['romeo', 'secret'],
      ['juliet', 'secret'],
    ])
    const server = await startServer(t, { accounts })
    const rooms = await connectedComponent(server)
    await rooms.beforePong()
    const romeo = await online(server, 'romeo/here')
    const targets = { gone: 'romeo@localhost/gone', offline: 'juliet@localhost/a', unknown: 'nobody@localhost/a' }
    for (const [name, to] of Object.entries(targets)) {
      rooms.write(
        `<${stanza} from='r@rooms.localhost' to='${to}' id='${name}'><x xmlns='urn:x'/></${stanza.split(' ')[0]}>`,
      )
    }
    const bounced = await rooms.beforePong()
    const delivered = await romeo.beforePong()
    const stored = await (await signedIn(server, 'juliet/b')).afterPresence()
    const happened = (id: string) => {
      if (new RegExp(`id="${id}".*<service-unavailable `).test(bounced)) return 'error'
      if (delivered.includes(`id="${id}"`)) return 'delivered'
      return stored.includes(`id="${id}"`) ? 'stored' : 'silent'
    }
    t.strictSame({ gone: happened('gone'), offline: happened('offline'), unknown: happened('unknown') }, expected)
  })
}

t.test('an error for an undelivered stanza is from its recipient and of type cancel', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  await rooms.beforePong()
  rooms.write("<message type='groupchat' from='r@rooms.localhost' to='romeo@localhost/a' id='gp-1'/>")
  const bounce = await rooms.beforePong()
  t.match(bounce, /^<message type="error" id="gp-1" from="romeo@localhost\/a" to="r@rooms.localhost">/)
  t.match(bounce, '<error type="cancel"><service-unavailable ')
})

t.test('a message to the account goes to all its sessions with a priority of 0 or more', async t => {
  const server = await startServer(t)
  const home = await online(server, 'romeo/home', 5)
  const phone = await online(server, 'romeo/phone')
  const bot = await online(server, 'romeo/bot', -1)
  const silent = await signedIn(server, 'romeo/silent')
  const juliet = await signedIn(server, 'juliet/a')
  juliet.write("<message to='romeo@localhost' type='chat' id='m'/><message to='romeo@localhost/silent' id='s'/>")
  await juliet.beforePong()
  t.match(await home.beforePong(), 'id="m"')
  t.match(await phone.beforePong(), 'id="m"')
  t.notMatch(await bot.beforePong(), 'id="m"')
  const heard = await silent.beforePong()
  t.notMatch(heard, 'id="m"')
  t.match(heard, 'id="s"', 'a full address reaches also a session that has sent no presence')
})

t.test('errors are never answered with errors', async t => {
  const server = await startServer(t)
  const rooms = await connectedComponent(server)
  await rooms.beforePong()
  for (const name of ['message', 'presence', 'iq']) {
    rooms.write(`<${name} type='error' id='e' from='rooms.localhost' to='romeo@nowhere.example'/>`)
  }
  t.equal(await rooms.beforePong(), '')
})
