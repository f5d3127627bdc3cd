import t from 'tap'
import { assertLike, assertRefused, codesOf, itemOf } from '../../scenario/index.js'
import { gathered, romeoAndJuliet } from './gathered.js'
import { itemsOf } from './items.js'
import { withReservedNick } from './with-reserved-nick.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`
const CONFLICT = ['conflict', 'cancel'] as const
const REFUSED = `<presence type='error'><error type='cancel'><conflict/></error></presence>`
const item = (jid: string, nick: string, affiliation = 'member') =>
  `<item affiliation='${affiliation}' jid='${jid}' nick='${nick}'/>`
const MEMBERS = "<item affiliation='member'/>"

t.test('Rule 9, 7.2.8: a nick reserved by an absent member is a conflict for all other users', async t => {
  const { romeo, juliet, mercutio, room, restart } = await withReservedNick(t)
  mercutio.sends(`<presence to='${room}/hag'>${X}</presence>`)
  await mercutio.receivesOnly(REFUSED)
  await restart()
  mercutio.sends(`<presence to='${room}/hag'>${X}</presence>`)
  await mercutio.receivesOnly(REFUSED)
  await romeo.receivesNothing()
  t.match(codesOf(await juliet.enters(room, { nick: 'hag' })), [110])
})

t.test('Rule 9, 7.12: entering by another nick keeps the reserved one reserved', async t => {
  const { juliet, mercutio, room } = await withReservedNick(t)
  t.match(itemOf(await juliet.enters(room)), { affiliation: 'member' })
  mercutio.sends(`<presence to='${room}/hag'>${X}</presence>`)
  await mercutio.receivesOnly(REFUSED)
})

t.test('Rule 22, 7.6: a change to a nick reserved by another is a conflict, and the old nick stays', async t => {
  const { romeo, mercutio, room } = await withReservedNick(t)
  await mercutio.enters(room)
  for (const actor of [romeo, mercutio]) await actor.receivedMeanwhile()
  mercutio.sends(`<presence to='${room}/hag' id='p1'/>`)
  await mercutio.receivesOnly(REFUSED)
  await romeo.receivesNothing()
  mercutio.sends(`<message to='${room}' type='groupchat'><body>Still Mercutio</body></message>`)
  await romeo.receives(`<message from='${room}/mercutio'><body>Still Mercutio</body></message>`)
})

for (const affiliation of ['outcast', 'none']) {
  t.test(
    `Rule 40, 9.1, 9.2: a user who becomes ${affiliation} loses the reserved nick, which is free again`,
    async t => {
      const { romeo, juliet, mercutio, room } = await withReservedNick(t)
      await romeo.administers(room, item(juliet.bare, 'hag', affiliation))
      t.match(itemOf(await mercutio.enters(room, { nick: 'hag' })), { affiliation: 'none' })
      await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
      t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare }])
    },
  )
}

t.test('9.3, 9.5: an admin reserves a nick with the membership, and the lists include it', async t => {
  const { romeo, juliet, room } = await withReservedNick(t)
  await romeo.administers(room, item(romeo.bare, 'bard', 'owner'))
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'hag' }])
  t.same(itemsOf(await romeo.lists(room, "<item affiliation='owner'/>")), [
    { affiliation: 'owner', jid: romeo.bare, nick: 'bard' },
  ])
})

t.test('9.5: an item without a nick keeps the reservation, one with an empty nick removes it', async t => {
  const { romeo, juliet, mercutio, room } = await withReservedNick(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'hag' }])
  await romeo.administers(room, item(juliet.bare, ''))
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare }])
  await mercutio.enters(room, { nick: 'hag' })
})

t.test('9.3: reserving another nick for a member frees the former one', async t => {
  const { romeo, juliet, mercutio, room } = await withReservedNick(t)
  assertLike(await romeo.administers(room, item(juliet.bare, 'witch')), "<iq type='result'/>")
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'witch' }])
  await mercutio.enters(room, { nick: 'hag' })
})

t.test('9.3: reserving a nick in use or reserved by another is a conflict and refuses the request', async t => {
  const { romeo, juliet, mercutio, actor, room } = await withReservedNick(t)
  await mercutio.enters(room)
  const tybalt = await actor('tybalt')
  for (const nick of ['hag', 'mercutio']) {
    const items = `<item affiliation='admin' jid='${juliet.bare}'/>${item(tybalt.bare, nick)}`
    assertRefused(await romeo.administers(room, items), CONFLICT, nick)
  }
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare, nick: 'hag' }])
})

t.test('9.3: an invisible nick cannot be reserved', async t => {
  const { romeo, juliet, room } = await withReservedNick(t)
  assertRefused(await romeo.administers(room, item(juliet.bare, '\u2003')), ['bad-request', 'modify'])
})

t.test('9.3: an item that names its user only by nick reserves nothing', async t => {
  const { romeo, juliet, mercutio, room } = await romeoAndJuliet(t)
  await romeo.administers(room, "<item affiliation='member' nick='juliet'/>")
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare }])
  await juliet.leaves(room)
  await mercutio.enters(room, { nick: 'juliet' })
})

t.test('9.3: a reservation that fails to commit leaves the nick free', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'hag'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  store.failNextCommit()
  assertRefused(await romeo.administers(room, item(juliet.bare, 'witch')), ['internal-server-error', 'wait'])
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  mercutio.sends(`<presence to='${room}/hag'/>`)
  await mercutio.receivesOnly(REFUSED)
  mercutio.sends(`<presence to='${room}/witch'/>`)
  await mercutio.receives(`<presence from='${room}/witch'/>`)
})
