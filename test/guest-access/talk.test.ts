import t from 'tap'
import { assertRefused, startDevStage } from '../scenario/index.js'
import { untilAbsent } from './absent.js'
import { guestScene } from './stage.js'

t.test('a guest and a person of the server talk in a members-only room', async t => {
  const { romeo, room, comes } = await guestScene(t)
  const tybalt = await comes('tybalt')
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  tybalt.sends(`<message to='${room}' type='groupchat' id='a'><body>Peace? I hate the word</body></message>`)
  await romeo.receives(`<message from='${room}/tybalt' id='a'><body>Peace? I hate the word</body></message>`)
  romeo.sends(`<message to='${room}/tybalt' type='chat'><body>I do protest</body></message>`)
  await tybalt.receives(`<message from='${room}/tybalt' id='a'/>`, `<message from='${room}/romeo' type='chat'/>`)
})

t.test('a guest reaches the own room, its occupants and the service only', async t => {
  const { romeo, room, domain, comes } = await guestScene(t)
  await romeo.enters(`mantua@${domain}`)
  const tybalt = await comes('tybalt')
  const ping = (to: string) => tybalt.asks(`<iq type='get' to='${to}'><ping xmlns='urn:xmpp:ping'/></iq>`)
  assertRefused(await ping(`mantua@${domain}`), ['not-allowed', 'cancel'], 'only to the room of the link')
  assertRefused(await ping('example.org'), ['not-allowed', 'cancel'], `nothing but ${domain}`)
  assertRefused(await ping(romeo.jid), ['not-allowed', 'cancel'], `nothing but ${domain}`)
  for (const to of [domain, room, `${room}/tybalt`]) t.equal((await ping(to)).attrs['type'], 'result', to)
  // The client of romeo knows no ping, and says so itself.
  assertRefused(await ping(`${room}/romeo`), ['service-unavailable', 'cancel'])
})

t.test('RFC 6121 §4.6.3: a guest who becomes unavailable leaves the room at once', async t => {
  const { romeo, room, comes } = await guestScene(t)
  const tybalt = await comes('tybalt')
  tybalt.sends(`<presence type='unavailable'><status>I will withdraw</status></presence>`)
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'><status>I will withdraw</status></presence>`)
})

t.test('a guest without a connection leaves the room after the grace', async t => {
  const scene = await guestScene(t)
  const { romeo, room, comes, passes } = scene
  const tybalt = await comes('tybalt')
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  tybalt.vanishes()
  await untilAbsent(scene, 1)
  await passes(59_000)
  await romeo.receivesNothing()
  await passes(1000)
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('a guest who comes back within the grace stays: the others see neither leave nor entry', async t => {
  const scene = await guestScene(t)
  const { romeo, room, comes, guest, passes } = scene
  const lost = await comes('tybalt')
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  lost.vanishes()
  await untilAbsent(scene, 1)
  romeo.sends(`<message to='${room}' type='groupchat' id='m'><body>Good Tybalt</body></message>`)
  await romeo.receives(`<message from='${room}/romeo' id='m'/>`)
  const tybalt = await guest(lost.account)
  tybalt.sends(`<presence to='${room}/tybalt'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await tybalt.receives(`<presence from='${room}/tybalt'><x><status code='110'/></x></presence>`)
  await tybalt.receives(`<message from='${room}/romeo' id='m'><delay/></message>`)
  await untilAbsent(scene, 0)
  await passes(120_000)
  await romeo.receivesNothing(`<presence from='${room}/tybalt' type='unavailable'/>`)
  tybalt.sends(`<message to='${room}' type='groupchat' id='n'><body>Thou wretched boy</body></message>`)
  await romeo.receives(`<message from='${room}/tybalt' id='n'/>`)
})

t.test('after a restart a guest has the grace to come back, and then leaves', async t => {
  const scene = await guestScene(t)
  const { romeo, room, comes, guest, passes, restart } = scene
  const [back, gone] = [await comes('tybalt'), await comes('paris')]
  await romeo.receives(`<presence from='${room}/paris'/>`)
  for (const one of [back, gone]) one.vanishes()
  await restart()
  await untilAbsent(scene, 2)
  const tybalt = await guest(back.account)
  await tybalt.enters(room, { nick: 'tybalt' })
  await untilAbsent(scene, 1)
  await romeo.receivesNothing(`<presence type='unavailable'/>`)
  await passes(60_000)
  await romeo.receives(`<presence from='${room}/paris' type='unavailable'/>`)
  await tybalt.receives(`<presence from='${room}/paris' type='unavailable'/>`)
  await romeo.receivesNothing(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('a kick ends the connection of the guest, and the secret', async t => {
  const { romeo, room, comes, guest } = await guestScene(t)
  const tybalt = await comes('tybalt')
  await romeo.administers(room, `<item nick='tybalt' role='none'/>`)
  await tybalt.receives(`<presence from='${room}/tybalt' type='unavailable'><x><status code='307'/></x></presence>`)
  await tybalt.receives(
    `<stream:error xmlns:stream='http://etherx.jabber.org/streams'><not-authorized/></stream:error>`,
  )
  tybalt.vanishes()
  await t.rejects(guest(tybalt.account), /<not-authorized\/>/)
})

t.test('a lost link to the XMPP server does not touch guests', async t => {
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const scene = await guestScene(t, { server: stage.server })
  const { room, comes, linkIsUp, passes } = scene
  const [tybalt, paris] = [await comes('tybalt'), await comes('paris')]
  const says = async (id: string) => {
    tybalt.sends(`<message to='${room}' type='groupchat' id='${id}'><body>Hello</body></message>`)
    await paris.receives(`<message from='${room}/tybalt' id='${id}'/>`)
  }
  stage.cutLink()
  await says('down')
  await linkIsUp()
  await says('up')
  await passes(120_000)
  await untilAbsent(scene, 0)
  await paris.receivesNothing(`<presence type='unavailable' from='${room}/tybalt'/>`)
})

t.test('if one guest floods, limits refuse it, and the others are heard', async t => {
  const { romeo, room, comes } = await guestScene(t, { guests: { messagesPerMinute: 10 } })
  const [tybalt, paris] = [await comes('tybalt'), await comes('paris')]
  const say = (id: string) => `<message to='${room}' type='groupchat' id='${id}'><body>x</body></message>`
  for (let n = 0; n < 100; n++) tybalt.sends(say(`flood-${n}`))
  paris.sends(say('paris'))
  await romeo.receives(`<message from='${room}/paris' id='paris'/>`)
  const refused = await tybalt.receives(`<message type='error' id='flood-99'/>`)
  assertRefused(refused, ['policy-violation', 'wait'], 'the limit is 10 a minute')
  const heard = await romeo.receivedMeanwhile()
  t.ok(heard.length <= 10)
})

t.test('a failed commit sends nothing to guests', async t => {
  const { romeo, room, comes, store } = await guestScene(t)
  const tybalt = await comes('tybalt')
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat' id='m'><body>x</body></message>`)
  await romeo.receives(`<message type='error' id='m'/>`)
  await tybalt.receivesNothing(`<message id='m'/>`)
})
