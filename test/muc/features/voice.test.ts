import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const NOT_ALLOWED = ['not-allowed', 'cancel'] as const
const MODERATED = { defaults: { moderated: true } }
const DONE = "<iq type='result'/>"

t.test('8.3: granting voice sends the moderator the result, then all occupants the role and reason', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: MODERATED })
  const reason = '<reason>A worthy witch</reason>'
  assertLike(await romeo.administers(room, `<item nick='juliet' role='participant'>${reason}</item>`), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    const item = `<item affiliation='none' role='participant'><actor nick='romeo'/>${reason}</item>`
    await actor.receivesOnly(`<presence from='${room}/juliet'><x>${item}</x></presence>`)
  }
  juliet.sends(`<message to='${room}' type='groupchat'><body>I can speak</body></message>`)
  await mercutio.receives(`<message from='${room}/juliet'><body>I can speak</body></message>`)
})

t.test('8.4: revoking voice broadcasts the new role, and the visitor may not speak', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  assertLike(await romeo.administers(room, "<item nick='juliet' role='visitor'/>"), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receivesOnly(`<presence from='${room}/juliet'><x><item role='visitor'/></x></presence>`)
  }
  juliet.sends(`<message to='${room}' type='groupchat'><body>May I?</body></message>`)
  await juliet.receives(`<message type='error'><error type='auth'><forbidden/></error></message>`)
  await mercutio.receivesNothing()
})

t.test('Rule 37, §8.4: a moderator cannot revoke the voice of a user of equal or higher affiliation', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  await tybalt.enters(room)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  for (const affiliation of ['none', 'member']) {
    await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='${affiliation}'/>`)
    assertRefused(await juliet.administers(room, "<item nick='mercutio' role='visitor'/>"), NOT_ALLOWED, 'mercutio')
  }
  await romeo.administers(room, `<item jid='${juliet.bare}' affiliation='member'/>`)
  assertRefused(await juliet.administers(room, "<item nick='mercutio' role='visitor'/>"), NOT_ALLOWED)
  assertLike(await juliet.administers(room, "<item nick='tybalt' role='visitor'/>"), DONE)
})

t.test('Rule 37, §8.4: the voice of an admin or owner cannot be revoked, even by an owner', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const owner = `<item jid='${juliet.bare}' affiliation='owner'/>`
  await romeo.administers(room, `${owner}<item jid='${mercutio.bare}' affiliation='admin'/>`)
  for (const nick of ['romeo', 'juliet', 'mercutio']) {
    assertRefused(await romeo.administers(room, `<item nick='${nick}' role='visitor'/>`), NOT_ALLOWED)
  }
})

t.test('8.5, 17.4: the voice list has the nick, role, affiliation and full JID of each participant', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='member'/>`)
  const reply = await romeo.lists(room, "<item role='participant'/>")
  const listed = reply
    .getChild('query')
    ?.getChildren('item')
    .map(item => ({ ...item.attrs }))
  t.same(listed, [
    { nick: 'juliet', role: 'participant', affiliation: 'none', jid: juliet.jid },
    { nick: 'mercutio', role: 'participant', affiliation: 'member', jid: mercutio.jid },
  ])
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  assertLike(await juliet.lists(room, "<item role='participant'/>"), `<iq><query><item nick='mercutio'/></query></iq>`)
})

t.test('8.5: one request changes the voice of several occupants', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  await mercutio.receivedMeanwhile()
  await romeo.administers(room, "<item nick='juliet' role='participant'/><item nick='mercutio' role='visitor'/>")
  await juliet.receives(
    `<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`,
    `<presence from='${room}/mercutio'><x><item role='visitor'/></x></presence>`,
  )
})

t.test('Rule 43, §9.2 and §8.5: one refused item refuses the whole request, and nothing is broadcast', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const items =
    "<item nick='juliet' role='visitor'/><item nick='mercutio' role='none'/><item nick='romeo' role='visitor'/>"
  assertRefused(await romeo.administers(room, items), NOT_ALLOWED)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>I can speak</body></message>`)
  await mercutio.receives(`<message from='${room}/juliet'><body>I can speak</body></message>`)
})

t.test('8.3: an unchanged role is not broadcast', async t => {
  const { romeo, juliet, room } = await gathered(t)
  assertLike(await romeo.administers(room, "<item nick='juliet' role='participant'/>"), DONE)
  await juliet.receivesNothing()
})

t.test('8.4: a role that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  const reply = await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  assertRefused(reply, ['internal-server-error', 'wait'])
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  assertLike(await romeo.lists(room, "<item role='participant'/>"), "<iq><query><item nick='juliet'/></query></iq>")
})

t.test('8.4: a role survives a restart', async t => {
  const { romeo, juliet, room, restart } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='visitor'/>")
  await restart()
  const reply = await romeo.lists(room, "<item role='visitor'/>")
  assertLike(reply, `<iq><query><item nick='juliet' jid='${juliet.jid}'/></query></iq>`)
})
