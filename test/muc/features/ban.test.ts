import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const FORBIDDEN = ['forbidden', 'auth'] as const
const NOT_ALLOWED = ['not-allowed', 'cancel'] as const
const CONFLICT = ['conflict', 'cancel'] as const
const DONE = "<iq type='result'/>"
const GONE = "<presence type='unavailable'><x><status code='301'/></x></presence>"
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const ban = (jid: string) => `<item affiliation='outcast' jid='${jid}'><reason>Treason</reason></item>`

t.test('Rule 39, §9.1: a ban removes the occupant with 301, actor and reason, sent to all', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  assertLike(await romeo.administers(room, ban(juliet.bare)), DONE)
  const x = (codes: string) => `<x><item affiliation='outcast' role='none'>
    <actor nick='romeo'/><reason>Treason</reason></item><status code='301'/>${codes}</x>`
  await juliet.receivesOnly(
    `<presence type='unavailable' from='${room}/juliet'>${x("<status code='110'/>")}</presence>`,
  )
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/juliet'>${x('')}</presence>`)
  await mercutio.receivesOnly(`<presence type='unavailable' from='${room}/juliet'>${x('')}</presence>`)
})

t.test('7.2.7: a banned user cannot enter, even with the password, until the ban is lifted', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': 'cauldron', 'muc#roomconfig_membersonly': '1' })
  await romeo.administers(room, ban(juliet.bare))
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(`<presence type='error'><error type='auth'><forbidden/></error></presence>`)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await juliet.enters(room, { inside: '<password>cauldron</password>' })
})

t.test('Rule 39, §9.1: a ban applies to the bare JID, also when requested by full JID', async t => {
  const { romeo, juliet, actor, room } = await gathered(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'capulet' })
  await romeo.administers(room, ban(juliet.jid))
  await juliet.receives(GONE)
  await garden.receives(GONE)
  assertLike(await romeo.lists(room, "<item affiliation='outcast'/>"), `<iq><query>${ban(juliet.bare)}</query></iq>`)
})

t.test('Rule 41, §9.1: an admin cannot ban owners or other admins', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const admin = (jid: string) => `<item affiliation='admin' jid='${jid}'/>`
  await romeo.administers(room, admin(juliet.bare) + admin(mercutio.bare))
  for (const { bare } of [romeo, mercutio]) assertRefused(await juliet.administers(room, ban(bare)), NOT_ALLOWED, bare)
  assertLike(await romeo.administers(room, ban(mercutio.bare)), DONE)
  await mercutio.receives(GONE)
})

t.test('Rule 42, §9.1: a user cannot ban themselves, even as one owner of several', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const items = `<item affiliation='owner' jid='${juliet.bare}'/><item affiliation='admin' jid='${mercutio.bare}'/>`
  await romeo.administers(room, items)
  for (const actor of [romeo, juliet, mercutio]) {
    assertRefused(await actor.administers(room, ban(actor.jid)), CONFLICT)
    assertRefused(await actor.administers(room, `<item affiliation='outcast' nick='${actor.name}'/>`), CONFLICT)
  }
})

t.test('9.1: an owner may ban another owner', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='owner' jid='${juliet.bare}'/>`)
  assertLike(await juliet.administers(room, ban(romeo.bare)), DONE)
  await romeo.receives(GONE)
})

t.test('Rule 38, §9.1 and §9.2: only admins and owners ban and see the ban list', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  await mercutio.receivedMeanwhile()
  for (const actor of [juliet, mercutio]) {
    assertRefused(await actor.administers(room, ban('tybalt@capulet.example')), FORBIDDEN)
    assertRefused(await actor.lists(room, "<item affiliation='outcast'/>"), FORBIDDEN)
  }
  await mercutio.receivesNothing()
})

t.test('9.2: the ban list has the bare JID and reason, and neither nick nor role', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  await romeo.administers(room, `${ban(juliet.bare)}<item affiliation='outcast' jid='tybalt@capulet.example'/>`)
  const items = (await mercutio.lists(room, "<item affiliation='outcast'/>")).getChild('query')?.getChildren('item')
  t.same(
    items?.map(item => ({ ...item.attrs, reason: item.getChildText('reason') })),
    [
      { affiliation: 'outcast', jid: juliet.bare, reason: 'Treason' },
      { affiliation: 'outcast', jid: 'tybalt@capulet.example', reason: null },
    ],
  )
})

t.test('Rule 43, §9.2: one prohibited ban refuses the whole request, and nothing is broadcast', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  assertRefused(await mercutio.administers(room, ban(juliet.bare) + ban(romeo.bare)), NOT_ALLOWED)
  assertRefused(await mercutio.administers(room, ban(juliet.bare) + ban(mercutio.bare)), CONFLICT)
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='outcast'/>")), [])
  await juliet.leaves(room)
  await juliet.enters(room)
})

t.test('9.2: a temporary room ends when a request bans its last occupant', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.leaves(room)
  assertLike(await romeo.administers(room, ban(juliet.bare) + ban(mercutio.bare)), DONE)
  await juliet.receives(GONE)
  assertLike(await mercutio.enters(room), "<presence><x><item affiliation='owner'/><status code='201'/></x></presence>")
})

t.test('9.1: a ban that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await romeo.administers(room, ban(juliet.bare)), ['internal-server-error', 'wait'])
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='outcast'/>")), [])
  await juliet.enters(room)
})

t.test('5.2: a ban survives a restart', async t => {
  const { romeo, juliet, room, restart } = await gathered(t)
  await romeo.administers(room, ban(juliet.bare))
  await juliet.receives(GONE)
  await restart()
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(`<presence type='error'><error><forbidden/></error></presence>`)
  assertLike(await romeo.lists(room, "<item affiliation='outcast'/>"), `<iq><query>${ban(juliet.bare)}</query></iq>`)
})
