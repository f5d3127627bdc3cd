import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const FORBIDDEN = ['forbidden', 'auth'] as const
const CONFLICT = ['conflict', 'cancel'] as const
const DONE = "<iq type='result'/>"
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`
const OWNERS = "<item affiliation='owner'/>"

t.test('9.3: granting membership sends the result to the admin, then the presence with the reason', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const reason = '<reason>A worthy witch</reason>'
  const granted = `<item affiliation='member' jid='${juliet.bare}'>${reason}</item>`
  assertLike(await romeo.administers(room, granted), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    const shown = `<item affiliation='member' role='participant'><actor nick='romeo'/>${reason}</item>`
    await actor.receivesOnly(`<presence from='${room}/juliet'><x>${shown}</x></presence>`)
  }
})

t.test('9.4: revoking membership in an open room broadcasts presence, and the occupant stays', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await romeo.administers(room, item(juliet.jid, 'none'))
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receivesOnly(
      `<presence from='${room}/juliet'><x><item affiliation='none' role='participant'/></x></presence>`,
    )
  }
})

t.test('10.3, 10.6: an owner makes owners and admins, who become moderators', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'owner') + item(mercutio.jid, 'admin'))
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receives(
      `<presence from='${room}/juliet'><x><item affiliation='owner' role='moderator'/></x></presence>`,
      `<presence from='${room}/mercutio'><x><item affiliation='admin' role='moderator'/></x></presence>`,
    )
  }
})

t.test('Rule 38, §10.5 and §10.8: only owners change the lists of owners and admins', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin') + item(mercutio.bare, 'admin'))
  await romeo.receivedMeanwhile()
  const changes = [
    item('tybalt@capulet.example', 'owner'),
    item('tybalt@capulet.example', 'admin'),
    item(juliet.bare, 'owner'),
    item(juliet.bare, 'none'),
    item(mercutio.bare, 'member'),
    item(romeo.bare, 'admin'),
    item(romeo.bare, 'none'),
  ]
  for (const change of changes) assertRefused(await juliet.administers(room, change), FORBIDDEN)
  await romeo.receivesNothing()
})

t.test('Rule 38, §9: only admins and owners change affiliations; a moderator may not', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'member'))
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  await romeo.receivedMeanwhile()
  for (const person of [juliet, mercutio, await actor('tybalt')]) {
    for (const affiliation of ['outcast', 'none', 'member', 'admin', 'owner']) {
      assertRefused(await person.administers(room, item(person.bare, affiliation)), FORBIDDEN)
      assertRefused(await person.administers(room, item(romeo.bare, affiliation)), FORBIDDEN)
    }
  }
  await romeo.receivesNothing()
})

t.test('Rule 38, §9: a refused change does not reveal whether the nick is in the room', async t => {
  const { mercutio, actor, room } = await gathered(t)
  for (const person of [mercutio, await actor('tybalt')]) {
    for (const nick of ['romeo', 'nobody']) {
      const change = `<item affiliation='member' nick='${nick}'/>`
      assertRefused(await person.administers(room, change), FORBIDDEN)
    }
  }
})

t.test('Rule 53, §10.4 and §10.5: no request can remove the last owner', async t => {
  const { romeo, juliet, room } = await gathered(t)
  for (const affiliation of ['admin', 'member', 'none']) {
    assertRefused(await romeo.administers(room, item(romeo.bare, affiliation)), CONFLICT)
    const several = item(juliet.bare, 'admin') + item(romeo.bare, affiliation)
    assertRefused(await romeo.administers(room, several), CONFLICT)
  }
  await juliet.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, OWNERS)), [{ affiliation: 'owner', jid: romeo.bare }])
})

t.test("10.4: an owner may resign if another remains, in any order of the request's items", async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(romeo.bare, 'none') + item(juliet.bare, 'owner'))
  await mercutio.receives(
    `<presence from='${room}/romeo'><x><item affiliation='none' role='participant'/></x></presence>`,
    `<presence from='${room}/juliet'><x><item affiliation='owner' role='moderator'/></x></presence>`,
  )
  assertLike(await juliet.administers(room, item(mercutio.bare, 'owner') + item(juliet.bare, 'admin')), DONE)
  t.same(itemsOf(await mercutio.lists(room, OWNERS)), [{ affiliation: 'owner', jid: mercutio.bare }])
})

t.test('10.4: a resigning owner receives the presence first, then the result', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'owner'))
  await romeo.receivedMeanwhile()
  romeo.sends(`<iq type='set' id='a1' to='${room}'>
    <query xmlns='http://jabber.org/protocol/muc#admin'>${item(romeo.bare, 'none')}</query></iq>`)
  await romeo.receivesOnly(
    `<presence from='${room}/romeo'><x><item affiliation='none'/></x></presence>`,
    `<iq type='result' id='a1'/>`,
  )
})

t.test('Rule 43, §9.2 and §9.5: one refused item refuses the whole request, and nothing is broadcast', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(mercutio.bare, 'admin'))
  for (const actor of [romeo, juliet]) await actor.receivedMeanwhile()
  const several = item(juliet.bare, 'member') + item('tybalt@capulet.example', 'admin')
  assertRefused(await mercutio.administers(room, several), FORBIDDEN)
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='member'/>")), [])
})

t.test('9.3: an item without a JID may name an occupant by nick', async t => {
  const { romeo, juliet, room } = await gathered(t)
  assertLike(await romeo.administers(room, "<item affiliation='member' nick='juliet'/>"), DONE)
  await juliet.receives(`<presence from='${room}/juliet'><x><item affiliation='member'/></x></presence>`)
  const reply = await romeo.administers(room, "<item affiliation='member' nick='tybalt'/>")
  assertRefused(reply, ['item-not-found', 'cancel'], 'tybalt')
})

t.test('9.3: a room JID or an occupant JID gets no affiliation', async t => {
  const { romeo, juliet, room } = await gathered(t)
  for (const jid of [room, `${room}/juliet`]) {
    assertRefused(await romeo.administers(room, item(jid, 'member')), ['not-acceptable', 'modify'], 'nick')
  }
  await juliet.receivesNothing()
})

t.test('17.4: an item without a person, a valid address or an affiliation is refused', async t => {
  const { romeo, juliet, room } = await gathered(t)
  for (const broken of [
    "<item affiliation='member'/>",
    item(juliet.bare, 'king'),
    `<item jid='${juliet.bare}'/>`,
    '',
  ]) {
    assertRefused(await romeo.administers(room, broken), ['bad-request', 'modify'])
  }
  assertRefused(await romeo.administers(room, item('@', 'member')), ['jid-malformed', 'modify'])
  assertRefused(await romeo.administers(room, `<item jid='${juliet.bare}' role='none' affiliation='none'/>`), [
    'bad-request',
    'modify',
  ])
  await juliet.receivesNothing()
})

t.test('9.3: an unchanged affiliation is not broadcast', async t => {
  const { romeo, juliet, room } = await gathered(t)
  assertLike(await romeo.administers(room, item(juliet.bare, 'none') + item(romeo.bare, 'owner')), DONE)
  await juliet.receivesNothing()
})

t.test('9: a room that does not exist has no affiliations', async t => {
  const { romeo, juliet, room } = await scenario(t)
  assertRefused(await juliet.administers(room, item(romeo.bare, 'member')), ['item-not-found', 'cancel'])
})
