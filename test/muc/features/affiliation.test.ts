import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const DONE = "<iq type='result'/>"
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`
const MEMBERS = "<item affiliation='member'/>"

t.test('5.2: an affiliation survives the departure of its user and a restart', async t => {
  const { romeo, juliet, room, restart } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin'))
  await juliet.leaves(room)
  await restart()
  assertLike(await juliet.enters(room), `<presence><x><item affiliation='admin' role='moderator'/></x></presence>`)
})

t.test('9.3, 10.3: a non-anonymous room announces a change for an absent user by a message', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: { defaults: { whois: 'anyone' } } })
  await juliet.leaves(room)
  for (const actor of [romeo, mercutio]) await actor.receivedMeanwhile()
  for (const affiliation of ['member', 'admin', 'outcast', 'none', 'owner']) {
    const reason = '<reason>So it is</reason>'
    await romeo.administers(room, `<item affiliation='${affiliation}' jid='${juliet.jid}'>${reason}</item>`)
    for (const actor of [romeo, mercutio]) {
      const changedItem = `<item affiliation='${affiliation}' role='none' jid='${juliet.bare}'>${reason}</item>`
      await actor.receivesOnly(
        `<message from='${room}'><x xmlns='http://jabber.org/protocol/muc#user'>${changedItem}</x></message>`,
      )
    }
  }
  await juliet.receivesNothing(`<message><x><item jid='${juliet.bare}'/></x></message>`)
})

t.test('9.3: a semi-anonymous room announces a change for an absent user only to its owner', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await juliet.leaves(room)
  for (const actor of [romeo, mercutio]) await actor.receivedMeanwhile()
  for (const affiliation of ['member', 'admin', 'owner', 'outcast', 'none']) {
    assertLike(await romeo.administers(room, item(juliet.bare, affiliation)), DONE)
    await romeo.receivesOnly(`<message from='${room}'><x>${item(juliet.bare, affiliation)}</x></message>`)
  }
  await mercutio.receivesNothing()
})

t.test('5.1.2: in a moderated room a visitor who becomes a member gets voice', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: { defaults: { moderated: true } } })
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const actor of [juliet, mercutio]) {
    await actor.receivesOnly(
      `<presence from='${room}/juliet'><x><item affiliation='member' role='participant'/></x></presence>`,
    )
  }
})

t.test('10.7: a former admin gets the default role of the new affiliation', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: { defaults: { moderated: true } } })
  for (const [affiliation, role] of [
    ['member', 'participant'],
    ['none', 'visitor'],
  ] as const) {
    await romeo.administers(room, item(juliet.bare, 'admin'))
    await mercutio.receivedMeanwhile()
    await romeo.administers(room, item(juliet.bare, affiliation))
    await mercutio.receivesOnly(
      `<presence from='${room}/juliet'><x><item affiliation='${affiliation}' role='${role}'/></x></presence>`,
    )
  }
})

t.test('5.1.3: an affiliation never lowers the role: a moderator who becomes a member stays moderator', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, "<item nick='juliet' role='moderator'/>")
  await mercutio.receivedMeanwhile()
  await romeo.administers(room, item(juliet.bare, 'member'))
  await mercutio.receivesOnly(`<presence><x><item affiliation='member' role='moderator'/></x></presence>`)
})

t.test('5.2: an affiliation applies to all nicks and clients of a user', async t => {
  const { romeo, mercutio, actor, room } = await gathered(t)
  const garden = await actor('juliet', 'garden')
  await garden.enters(room, { nick: 'capulet' })
  await mercutio.receivedMeanwhile()
  await romeo.administers(room, item(garden.jid, 'admin'))
  const admin = "<x><item affiliation='admin' role='moderator'/></x>"
  await mercutio.receivesOnly(
    `<presence from='${room}/juliet'>${admin}</presence>`,
    `<presence from='${room}/capulet'>${admin}</presence>`,
  )
})

t.test('7.2.4: a new admin of a semi-anonymous room sees the real JIDs from then on', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin'))
  await juliet.receives(
    `<presence from='${room}/juliet'><x><item role='moderator'/><status code='110'/></x></presence>`,
    `<presence from='${room}/romeo'><x><item jid='${romeo.jid}'/></x></presence>`,
    `<presence from='${room}/mercutio'><x><item jid='${mercutio.jid}'/></x></presence>`,
  )
})

t.test('rooms.maxMembers: an admin cannot add members beyond the limit', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t, { rooms: { maxMembers: 2 } })
  const tooMany = item(juliet.bare, 'member') + item(mercutio.bare, 'member')
  assertRefused(await romeo.administers(room, tooMany), ['resource-constraint', 'wait'], '2')
  for (const actor of [juliet, mercutio]) await actor.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [])
  assertLike(await romeo.administers(room, item(juliet.bare, 'member')), DONE)
  for (const affiliation of ['member', 'admin', 'owner']) {
    assertRefused(await romeo.administers(room, item(mercutio.bare, affiliation)), ['resource-constraint', 'wait'])
  }
  for (const change of [item(juliet.bare, 'admin'), item('tybalt@capulet.example', 'outcast')]) {
    assertLike(await romeo.administers(room, change), DONE)
  }
  assertLike(await romeo.administers(room, item(juliet.bare, 'none') + item(mercutio.bare, 'member')), DONE)
})

t.test('an affiliation that fails to commit has no effect', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t, { rooms: { defaults: { whois: 'anyone' } } })
  await romeo.administers(room, item(juliet.bare, 'member'))
  for (const actor of [romeo, juliet, mercutio]) await actor.receivedMeanwhile()
  const changes = [item(juliet.bare, 'admin'), item(juliet.bare, 'none'), item('tybalt@capulet.example', 'member')]
  for (const change of changes) {
    store.failNextCommit()
    assertRefused(await romeo.administers(room, change), ['internal-server-error', 'wait'])
  }
  for (const actor of [romeo, juliet, mercutio]) await actor.receivesNothing()
  t.same(itemsOf(await romeo.lists(room, MEMBERS)), [{ affiliation: 'member', jid: juliet.bare }])
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  await mercutio.receives(
    `<presence from='${room}/juliet'><x><item affiliation='member' role='participant'/></x></presence>`,
  )
})

t.test('9.3: membership can be granted to users who have never entered', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.administers(room, item(juliet.jid, 'member'))
  assertLike(await juliet.enters(room), `<presence><x><item affiliation='member'/></x></presence>`)
})
