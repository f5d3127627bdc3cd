import t from 'tap'
import { assertLike, assertRefused, codesOf, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const MEMBERS_ONLY = { rooms: { defaults: { membersOnly: true } } }
const enter = (address: string) => `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`
const REFUSED = `<presence type='error'><error type='auth'><registration-required/></error></presence>`
const INVITATION = '<message><x><invite/></x></message>'
const gone = (nick: string, code: string) => `<presence type='unavailable' from='verona@rooms.localhost/${nick}'>
  <x><item affiliation='none' role='none'/><status code='${code}'/></x></presence>`

t.test('7.2.6: only members, admins and owners enter a members-only room', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(REFUSED)
  await romeo.receivesNothing()
  await romeo.administers(room, item(juliet.bare, 'member') + item(mercutio.bare, 'admin'))
  await juliet.enters(room)
  await mercutio.enters(room)
})

t.test('Rule 44, §9.4: revoking membership in a members-only room removes with 321 and no other presence', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member') + item(mercutio.bare, 'member'))
  for (const actor of [juliet, mercutio]) await actor.enters(room)
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  await romeo.administers(room, item(juliet.bare, 'none'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesOnly(gone('juliet', '321'))
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(REFUSED)
})

t.test('9.4: an admin whose affiliation becomes none also leaves a members-only room', async t => {
  const { romeo, juliet, room } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.bare, 'admin'))
  await juliet.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member'))
  await juliet.receives(`<presence><x><item affiliation='member' role='participant'/></x></presence>`)
  await romeo.administers(room, item(juliet.bare, 'none'))
  await juliet.receivesOnly(gone('juliet', '321'))
})

t.test('Rule 51, §10.2: making a room members-only removes occupants who are not members with 322', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  await tybalt.enters(room)
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const person of [romeo, juliet, mercutio, tybalt]) await person.receivedMeanwhile()
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  const changed = "<message type='groupchat'><x><status code='104'/></x></message>"
  for (const stays of [romeo, juliet]) await stays.receivesOnly(changed, gone('mercutio', '322'), gone('tybalt', '322'))
  await mercutio.receivesOnly(changed, gone('mercutio', '322'))
  await tybalt.receivesOnly(changed, gone('tybalt', '322'))
  mercutio.sends(enter(`${room}/mercutio`))
  await mercutio.receives(REFUSED)
})

t.test('Rule 51, §10.2: removed occupants are broadcast even if the same form hides their role', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const person of [romeo, juliet, mercutio]) await person.receivedMeanwhile()
  const hidden = { 'muc#roomconfig_membersonly': '1', 'muc#roomconfig_presencebroadcast': ['moderator'] }
  await romeo.configures(room, hidden)
  const changed = "<message type='groupchat'><x><status code='104'/></x></message>"
  const [, left] = await romeo.receivesOnly(changed, gone('mercutio', '322'), "<presence type='unavailable'/>")
  t.same(left && codesOf(left), [322])
  await juliet.receivesOnly(changed, gone('mercutio', '322'))
  await mercutio.receivesOnly(changed, gone('mercutio', '322'))
})

t.test('9.5: a user added to the members of a members-only room is invited to it', async t => {
  const { romeo, juliet, room } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_roomsecret': 'cauldron' })
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.jid}'><reason>Come</reason></item>`)
  await juliet.receivesOnly(`<message from='${room}' to='${juliet.bare}'><x>
    <invite from='${room}/romeo'><reason>Come</reason></invite><password>cauldron</password></x></message>`)
})

t.test('9.5: a user already affiliated, or added in an open room, is not invited', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(mercutio.bare, 'member'))
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  await romeo.administers(room, item(mercutio.bare, 'admin') + item(juliet.bare, 'outcast'))
  await romeo.administers(room, item(mercutio.bare, 'member') + item(juliet.bare, 'none'))
  for (const actor of [juliet, mercutio]) await actor.receivesNothing(INVITATION)
})

t.test('9.5: a refused or failed change sends no invitation', async t => {
  const { romeo, juliet, room, store } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  const refused = await romeo.administers(room, item(juliet.bare, 'member') + item(romeo.bare, 'outcast'))
  assertRefused(refused, ['conflict', 'cancel'])
  store.failNextCommit()
  assertRefused(await romeo.administers(room, item(juliet.bare, 'member')), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='member'/>")), [])
})

t.test('10.2: a room made open admits everyone', async t => {
  const { romeo, juliet, room } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '0' })
  await juliet.enters(room)
})

t.test('6.4: a room advertises whether it is members-only or open', async t => {
  const { romeo, juliet, room, restart } = await scenario(t, MEMBERS_ONLY)
  await romeo.enters(room)
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_membersonly'/></query></iq>")
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '0' })
  await restart()
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_open'/></query></iq>")
})

t.test('10.2: a failed change to members-only removes no occupant', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  store.failNextCommit()
  const reply = await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  assertRefused(reply, ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  juliet.sends(`<message to='${room}' type='groupchat'><body>Still here</body></message>`)
  await juliet.receives('<message><body>Still here</body></message>')
})

t.test('10.2: a temporary room ends when becoming members-only removes its last occupant', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.leaves(room)
  await juliet.leaves(room)
  await mercutio.receivedMeanwhile()
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1', 'muc#roomconfig_roomname': 'Tomb' })
  await mercutio.receives(`<presence type='unavailable'><x><status code='322'/></x></presence>`)
  t.match((await juliet.enters(room)).toString(), 'affiliation="owner"')
})
