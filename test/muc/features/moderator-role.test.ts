import t from 'tap'
import { assertLike, assertRefused, itemOf } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const FORBIDDEN = ['forbidden', 'auth'] as const
const NOT_ALLOWED = ['not-allowed', 'cancel'] as const
const DONE = "<iq type='result'/>"

t.test('9.6: an admin makes a moderator, and all occupants receive the presence', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item jid='${juliet.bare}' affiliation='admin'/>`)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  assertLike(await juliet.administers(room, "<item nick='mercutio' role='moderator'/>"), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    const item = "<item affiliation='none' role='moderator'><actor nick='juliet'/></item>"
    await actor.receives(`<presence from='${room}/mercutio'><x>${item}</x></presence>`)
  }
})

t.test('Rule 38, §9.6 and §9.7: a moderator without affiliation neither makes nor unmakes moderators', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  await tybalt.enters(room)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/><item nick='mercutio' role='moderator'/>")
  await mercutio.receivedMeanwhile()
  assertRefused(await juliet.administers(room, "<item nick='tybalt' role='moderator'/>"), FORBIDDEN)
  for (const role of ['participant', 'visitor']) {
    assertRefused(await juliet.administers(room, `<item nick='mercutio' role='${role}'/>`), FORBIDDEN)
  }
  await mercutio.receivesNothing()
})

t.test('9.7: an admin gives a moderator another role', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await romeo.administers(room, "<item nick='juliet' role='participant'/>")
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receivesOnly(`<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`)
  }
})

t.test('Rule 45, §9.7 and §9.8: admins and owners stay moderators, whatever the request', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const admin = (jid: string) => `<item jid='${jid}' affiliation='admin'/>`
  await romeo.administers(room, admin(juliet.bare) + admin(mercutio.bare))
  for (const [asker, nick] of [
    [juliet, 'mercutio'],
    [juliet, 'romeo'],
    [romeo, 'juliet'],
    [romeo, 'romeo'],
  ] as const) {
    assertRefused(await asker.administers(room, `<item nick='${nick}' role='participant'/>`), NOT_ALLOWED)
  }
  const both = "<item nick='juliet' role='participant'/><item nick='mercutio' role='visitor'/>"
  assertRefused(await romeo.administers(room, both), NOT_ALLOWED)
})

t.test('9.8: admins, in the room or not, read the list of moderators', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  const reply = await romeo.lists(room, "<item role='moderator'/>")
  t.same(
    reply
      .getChild('query')
      ?.getChildren('item')
      .map(item => ({ ...item.attrs })),
    [
      { nick: 'romeo', role: 'moderator', affiliation: 'owner', jid: romeo.jid },
      { nick: 'juliet', role: 'moderator', affiliation: 'none', jid: juliet.jid },
    ],
  )
  assertRefused(await juliet.lists(room, "<item role='moderator'/>"), FORBIDDEN)
  await romeo.administers(room, `<item jid='${mercutio.bare}' affiliation='admin'/>`)
  await mercutio.leaves(room)
  assertLike(await mercutio.lists(room, "<item role='moderator'/>"), "<iq><query><item nick='juliet'/></query></iq>")
})

t.test('9.8: one request changes several moderators', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  await romeo.administers(room, "<item nick='juliet' role='participant'/><item nick='mercutio' role='moderator'/>")
  await juliet.receives(
    `<presence from='${room}/juliet'><x><item role='participant'/></x></presence>`,
    `<presence from='${room}/mercutio'><x><item role='moderator'/></x></presence>`,
  )
})

t.test('Rule 7, §7.2.4: a new moderator of a semi-anonymous room sees the real JIDs from then on', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  const presences = await juliet.receivedMeanwhile()
  const jids = new Map(presences.map(presence => [presence.attrs['from'], itemOf(presence)['jid']]))
  t.equal(jids.get(`${room}/romeo`), romeo.jid)
  t.equal(jids.get(`${room}/mercutio`), mercutio.jid)
  const tybalt = await actor('tybalt')
  await tybalt.enters(room)
  t.equal(itemOf(await juliet.receives(`<presence from='${room}/tybalt'/>`))['jid'], tybalt.jid)
  t.equal(itemOf(await mercutio.receives(`<presence from='${room}/tybalt'/>`))['jid'], undefined)
})

t.test('Rule 7, §7.2.4: a former moderator sees the real JIDs no longer', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  await romeo.administers(room, "<item nick='juliet' role='participant'/>")
  await juliet.receivedMeanwhile()
  mercutio.sends(`<presence to='${room}/mercutio'><show>away</show></presence>`)
  t.equal(itemOf(await juliet.receives(`<presence from='${room}/mercutio'/>`))['jid'], undefined)
})
