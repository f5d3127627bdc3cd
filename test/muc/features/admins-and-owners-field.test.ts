import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const ADMINS = 'muc#roomconfig_roomadmins'
const OWNERS = 'muc#roomconfig_roomowners'
const DONE = "<iq type='result'/>"
const CHANGED = "<message type='groupchat'><x><status code='104'/></x></message>"
const TYBALT = 'tybalt@capulet.example'
const becomes = (nick: string, affiliation: string, role: string) =>
  `<presence from='verona@rooms.localhost/${nick}'><x><item affiliation='${affiliation}' role='${role}'/></x></presence>`

t.test('10.2: a listed admin or owner gets the affiliation, and the room broadcasts it', async t => {
  const { romeo, juliet, mercutio, room, restart } = await gathered(t)
  const lists = { [ADMINS]: [mercutio.jid, TYBALT], [OWNERS]: [romeo.bare, juliet.bare] }
  assertLike(await romeo.configures(room, lists), DONE)
  for (const actor of [romeo, juliet, mercutio]) {
    await actor.receives(becomes('juliet', 'owner', 'moderator'), becomes('mercutio', 'admin', 'moderator'), CHANGED)
  }
  await restart()
  t.match(await juliet.readsConfiguration(room), {
    [ADMINS]: [mercutio.bare, TYBALT],
    [OWNERS]: [romeo.bare, juliet.bare],
  })
})

t.test('10.2: an owner removed from the list becomes an admin, a removed admin a member', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { [ADMINS]: [mercutio.bare], [OWNERS]: [romeo.bare, juliet.bare] })
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await juliet.configures(room, { [ADMINS]: [], [OWNERS]: [juliet.bare] })
  for (const actor of [juliet, mercutio]) {
    await actor.receives(becomes('romeo', 'admin', 'moderator'), becomes('mercutio', 'member', 'participant'), CHANGED)
  }
  assertRefused(await romeo.configures(room, {}), ['forbidden', 'auth'])
  t.match(await juliet.readsConfiguration(room), { [ADMINS]: [romeo.bare], [OWNERS]: [juliet.bare] })
})

t.test('10.5: a list absent from the form is kept; an added owner leaves the list of admins', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { [ADMINS]: [juliet.bare, mercutio.bare] })
  await romeo.configures(room, { [OWNERS]: [romeo.bare, juliet.bare] })
  const lists = { [ADMINS]: [mercutio.bare], [OWNERS]: [romeo.bare, juliet.bare] }
  t.match(await romeo.readsConfiguration(room), lists)
  await romeo.receivedMeanwhile()
  assertLike(await romeo.configures(room, lists), DONE)
  await romeo.receivesNothing()
})

t.test('Rule 53, §10.2: removing the last owner by the form is a conflict and changes nothing', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  for (const owners of [[], ['']]) {
    const form = { 'muc#roomconfig_roomname': 'Orphan', [ADMINS]: [juliet.bare], [OWNERS]: owners }
    assertRefused(await romeo.configures(room, form), ['conflict', 'cancel'])
  }
  t.same(await romeo.readsConfiguration(room), before)
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
})

t.test('10.1.3: one person in both lists, or a JID that is not a person, is refused', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  const forms: Record<string, string[]>[] = [
    { [ADMINS]: [juliet.bare], [OWNERS]: [romeo.bare, juliet.bare] },
    { [ADMINS]: [romeo.bare] },
    { [ADMINS]: [juliet.bare, 'capulet.example'] },
    { [ADMINS]: [`${room}/juliet`] },
    { [OWNERS]: [romeo.bare, 'a b@capulet.example'] },
  ]
  for (const form of forms) {
    assertRefused(await romeo.configures(room, form), ['not-acceptable', 'modify'])
  }
  t.same(await romeo.readsConfiguration(room), before)
  await juliet.receivesNothing()
})

t.test('10.2: a new admin of the form stays in the room that it makes members-only', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1', [ADMINS]: [juliet.bare] })
  await romeo.receives(
    becomes('juliet', 'admin', 'moderator'),
    CHANGED,
    `<presence type='unavailable' from='${room}/mercutio'><x><status code='322'/></x></presence>`,
  )
  await romeo.receivesNothing()
  await mercutio.receives(`<presence type='unavailable' from='${room}/mercutio'/>`)
})

t.test('10.2: lists over the limits of the room change nothing', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: { maxMembers: 2 } })
  const form = { 'muc#roomconfig_roomname': 'Crowd', [ADMINS]: [juliet.bare, mercutio.bare] }
  assertRefused(await romeo.configures(room, form), ['resource-constraint', 'wait'])
  t.match(await romeo.readsConfiguration(room), { 'muc#roomconfig_roomname': [], [ADMINS]: [] })
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
})

t.test('10.1.3: the first form may hand the room over', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives("<presence><x><status code='201'/></x></presence>")
  assertLike(await romeo.configures(room, { [OWNERS]: [juliet.bare] }), DONE)
  t.match((await juliet.enters(room)).toString(), 'affiliation="owner"')
  assertRefused(await romeo.configures(room, {}), ['forbidden', 'auth'])
  t.same(itemsOf(await juliet.lists(room, "<item affiliation='admin'/>")), [{ affiliation: 'admin', jid: romeo.bare }])
})

t.test('10.2: lists that fail to commit have no effect', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  const before = await romeo.readsConfiguration(room)
  store.failNextCommit()
  const reply = await romeo.configures(room, { [ADMINS]: [TYBALT], [OWNERS]: [juliet.bare] })
  assertRefused(reply, ['internal-server-error', 'wait'])
  for (const actor of [romeo, juliet]) await actor.receivesNothing()
  t.same(await romeo.readsConfiguration(room), before)
})
