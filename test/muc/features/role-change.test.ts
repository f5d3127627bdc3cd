import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FORBIDDEN = ['forbidden', 'auth'] as const
const NOT_ALLOWED = ['not-allowed', 'cancel'] as const
const KICK_JULIET = "<item nick='juliet' role='none'><reason>Avaunt</reason></item>"
const MODERATOR_JULIET = "<item nick='juliet' role='moderator'/>"
const DONE = "<iq type='result'/>"

t.test('Rule 35, §8.2: a kick sends 307 to the kicked, and to the rest when the moderator has the result', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const kicked = `<x><item affiliation='none' role='none'><actor nick='romeo'/><reason>Avaunt</reason></item>
    <status code='307'/></x>`
  assertLike(await romeo.administers(room, KICK_JULIET), DONE)
  const own = kicked.replace('</x>', "<status code='110'/></x>")
  await juliet.receivesOnly(`<presence type='unavailable' from='${room}/juliet'>${own}</presence>`)
  for (const other of [romeo, mercutio]) {
    await other.receivesOnly(`<presence type='unavailable' from='${room}/juliet'>${kicked}</presence>`)
  }
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here?</body></message>`)
  await juliet.receives(`<message type='error'><error><not-acceptable/></error></message>`)
})

t.test('8.2: a kick removes all clients of the occupant', async t => {
  const { romeo, actor, juliet, room } = await gathered(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room)
  await juliet.receivedMeanwhile()
  await romeo.administers(room, KICK_JULIET)
  for (const client of [juliet, garden]) {
    await client.receivesOnly(`<presence type='unavailable'><x><status code='307'/><status code='110'/></x></presence>`)
  }
})

t.test('Rule 36, §8.2: a moderator cannot kick a user of a higher affiliation', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  await tybalt.enters(room)
  const member = `<item jid='${tybalt.bare}' affiliation='member'/>`
  await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='admin'/>${member}`)
  await romeo.administers(room, MODERATOR_JULIET)
  for (const nick of ['romeo', 'mercutio', 'tybalt']) {
    assertRefused(await juliet.administers(room, `<item nick='${nick}' role='none'/>`), NOT_ALLOWED, nick)
  }
  assertRefused(await mercutio.administers(room, "<item nick='romeo' role='none'/>"), NOT_ALLOWED)
})

t.test('5.1.3: only an admin or owner kicks a moderator', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/><item nick='mercutio' role='moderator'/>")
  assertRefused(await mercutio.administers(room, KICK_JULIET), NOT_ALLOWED)
  assertLike(await romeo.administers(room, KICK_JULIET), DONE)
  await juliet.receives(`<presence type='unavailable'><x><status code='307'/></x></presence>`)
})

t.test('Rule 35, §8.2: moderators may kick themselves, and are removed before they get the result', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.administers(room, MODERATOR_JULIET)
  await juliet.receivedMeanwhile()
  juliet.sends(`<iq type='set' id='k1' to='${room}'>
    <query xmlns='http://jabber.org/protocol/muc#admin'>${KICK_JULIET}</query></iq>`)
  await juliet.receivesOnly(
    `<presence type='unavailable'><x><status code='307'/><status code='110'/></x></presence>`,
    `<iq type='result' id='k1'/>`,
  )
})

t.test('8.2: a role change and a kick in one request broadcast only the kick', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  assertLike(await romeo.administers(room, `<item nick='juliet' role='visitor'/>${KICK_JULIET}`), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receivesOnly(
      `<presence type='unavailable' from='${room}/juliet'><x><status code='307'/></x></presence>`,
    )
  }
})

t.test('Rule 38, §8: only moderators kick, change roles and read lists of roles', async t => {
  const { juliet, mercutio, actor, room } = await gathered(t)
  const outsider = await actor('tybalt')
  for (const person of [juliet, outsider]) {
    for (const role of ['none', 'visitor', 'participant', 'moderator']) {
      assertRefused(await person.administers(room, `<item nick='mercutio' role='${role}'/>`), FORBIDDEN)
    }
    assertRefused(await person.lists(room, "<item role='participant'/>"), FORBIDDEN)
  }
  await mercutio.receivesNothing()
})

t.test("8, 9: the bare JID counts: an admin's other client may act, also outside the room", async t => {
  const { romeo, mercutio, actor, room } = await gathered(t)
  const orchard = await actor('romeo', 'orchard')
  assertLike(await orchard.administers(room, "<item nick='mercutio' role='visitor'/>"), DONE)
  await romeo.leaves(room)
  assertLike(await orchard.administers(room, KICK_JULIET), DONE)
  await mercutio.receives(`<presence from='${room}/juliet' type='unavailable'><x><status code='307'/></x></presence>`)
})

t.test('8.2: an item must name an occupant', async t => {
  const { romeo, room } = await gathered(t)
  for (const item of ["<item nick='tybalt' role='none'/>", "<item role='none'/>"]) {
    assertRefused(await romeo.administers(room, item), ['item-not-found', 'cancel'])
  }
})

t.test('Rule 60, §17.4: role with affiliation, an unknown role, or no item at all is a bad-request', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const both = "<item nick='juliet' role='none' affiliation='outcast'/>"
  const mixed = "<item nick='juliet' role='none'/><item nick='mercutio' affiliation='outcast'/>"
  for (const items of [both, mixed, "<item nick='juliet' role='king'/>", '']) {
    assertRefused(await romeo.administers(room, items), ['bad-request', 'modify'])
  }
  await juliet.receivesNothing()
})

t.test('8.2: a kick that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await romeo.administers(room, KICK_JULIET), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  await mercutio.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await mercutio.receives(`<message from='${room}/juliet'><body>Still here</body></message>`)
})
