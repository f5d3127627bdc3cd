import t from 'tap'
import { destroyRoom } from '../../src/muc/operations/destroy-room.js'
import { setAffiliation } from '../../src/muc/operations/set-affiliation.js'
import { isConflicting } from '../scenario/conflicting-store.js'
import { DAY, members, newsService, owner, type Sent } from './news-service.js'

const SECOND = 1000
const romeo = 'romeo@localhost'
const admin = 'admin@localhost'

/** A room of 152 people who use clients of the family: the owner, an admin and 150 members. */
async function largeRoom(...[t]: Parameters<typeof newsService>) {
  const scene = await newsService(t)
  await scene.use(owner, admin, ...members(150))
  await scene.add('admin', admin)
  await scene.add('member', ...members(150))
  await scene.settles()
  return scene
}

const sorted = (sent: readonly Sent[]) => sent.map(({ to, what }) => `${to}: ${what}`).sort()
const receivers = (sent: readonly Sent[]) => sent.map(({ to }) => to).sort()

t.test('above 100 people, a join by a link is told to the moderators and the person alone', async t => {
  const { use, join, sentBy } = await largeRoom(t)
  await use(romeo)
  t.same(sorted(await sentBy(() => join(romeo))), [
    `${admin}: news userjid=${romeo} status=accepted`,
    `${owner}: news userjid=${romeo} status=accepted`,
    `${romeo}: invitation chat`,
    `${romeo}: news userjid=${romeo} status=accepted`,
  ])
})

t.test('above 100 people, a person with another client who joins by a link gets the invitation alone', async t => {
  const { join, sentBy } = await largeRoom(t)
  const sent = await sentBy(() => join(romeo))
  t.same(sorted(sent.filter(({ to }) => to === romeo)), [`${romeo}: invitation without a type`])
  t.same(receivers(sent), [admin, owner, romeo])
})

t.test('above 100 people, a change by a list of affiliations costs the same as one by a link', async t => {
  const { use, inRoom, sentBy } = await largeRoom(t)
  await use(romeo)
  const changes = (affiliation: 'member' | 'none') =>
    sentBy(() => inRoom(context => setAffiliation(context, { user: romeo, affiliation, skipNotification: true })))
  t.same(receivers(await changes('member')), [admin, owner, romeo])
})

t.test('up to 100 people, all members with clients of the family hear of a join', async t => {
  const { use, add, join, settles, sentBy } = await newsService(t)
  await use(owner, romeo, ...members(50))
  await add('member', ...members(98))
  await settles()
  const told = (await sentBy(() => join(romeo))).filter(({ what }) => what.startsWith('news'))
  t.same(receivers(told), [owner, romeo, ...members(50)].sort())
})

const isWatched = { skip: isConflicting && 'a conflict makes the watched room leave memory' }

t.test('a join and a leave do not walk through the members of the room', isWatched, async t => {
  const { use, add, inRoom, join, passes, settles } = await largeRoom(t)
  await use(romeo, 'mercutio@localhost')
  await join('mercutio@localhost')
  await settles()
  let walks = 0
  await inRoom(({ room: { affiliations } }) => {
    for (const name of ['entries', 'keys', 'values', 'forEach', Symbol.iterator] as const) {
      const walk = affiliations[name].bind(affiliations)
      Object.defineProperty(affiliations, name, {
        value: (...given: []) => {
          walks++
          return Reflect.apply(walk, affiliations, given)
        },
      })
    }
  })
  await join(romeo)
  await passes(SECOND)
  await add('none', romeo)
  t.equal(walks, 0)
  await inRoom(({ room }) => [...room.affiliations])
  t.equal(walks, 1)
})

t.test('changes of a room within a second are told in one notification per person', async t => {
  const { use, update, passes, sentBy } = await newsService(t)
  await use(owner)
  t.same(sorted(await sentBy(() => update({ name: 'Mantua' }))), [`${owner}: news name=Mantua`])
  const soon = await sentBy(async () => {
    await update({ topic: 'Exile' })
    await update({ customData: { a: 1 } })
    await update({ customData: { a: 2 } })
    await passes(SECOND - 1)
  })
  t.same(soon, [])
  t.same(sorted(await sentBy(() => passes(1))), [`${owner}: news topic=Exile customData={"a":2}`])
  t.same(await sentBy(() => passes(SECOND)), [])
})

t.test('of several users who change within a second the others hear the latest, and each user their own', async t => {
  const { use, add, passes, sentBy } = await newsService(t)
  await use(owner, ...members(3))
  const atOnce = await sentBy(() => add('member', ...members(3)))
  t.same(
    receivers(atOnce),
    [...members(3), owner],
    'the first change is told to the owner, and each change to its user',
  )
  const [, , last = ''] = members(3)
  t.same(sorted(await sentBy(() => passes(SECOND))), [
    `m0@localhost: news userjid=${last} status=accepted`,
    `m1@localhost: news userjid=${last} status=accepted`,
    `${owner}: news userjid=${last} status=accepted`,
  ])
})

t.test('what happens to one person within a second is told to that person as it ended', async t => {
  const { use, add, passes, sentBy } = await newsService(t)
  await use(romeo)
  const atOnce = await sentBy(async () => {
    await add('member', romeo)
    await add('none', romeo)
    await add('admin', romeo)
  })
  t.same(sorted(atOnce), [`${romeo}: news userjid=${romeo} status=accepted`])
  const later = await sentBy(() => passes(SECOND))
  t.same(sorted(later), [`${romeo}: news userjid=${romeo} status=accepted privilege=moderator`])
})

t.test('a change that fails to commit is not told later either', async t => {
  const { use, update, passes, sentBy, store } = await newsService(t)
  await use(owner)
  await update({ name: 'Mantua' })
  store.failNextCommit()
  await t.rejects(update({ topic: 'Exile' }))
  t.same(await sentBy(() => passes(SECOND)), [])
})

t.test('news that wait are told at a stop', async t => {
  const { use, update, stops, sentBy } = await newsService(t)
  await use(owner)
  await update({ name: 'Mantua' })
  await update({ topic: 'Exile' })
  t.same(sorted(await sentBy(stops)), [`${owner}: news topic=Exile`])
  t.same(await sentBy(stops), [])
})

t.test('the end of a room is told at once, and nothing that waited in it', async t => {
  const { use, update, inRoom, passes, sentBy } = await newsService(t)
  await use(owner)
  await update({ name: 'Mantua' })
  await update({ topic: 'Exile' })
  const told = await sentBy(() => inRoom(context => destroyRoom(context, {})))
  t.same(sorted(told), [`${owner}: news userjid=${owner} status=deleted`])
  t.same(await sentBy(() => passes(SECOND)), [])
})

t.test('a person counts for 30 days after the last note, which is written once a day', async t => {
  const { use, update, passes, sentBy, store } = await newsService(t)
  const noted = async () => (await store.familyClients()).map(({ user }) => user)
  const notedAt = async () => (await store.familyClients())[0]?.notedAt
  await use(owner)
  const first = await notedAt()
  await passes(DAY - 1)
  await use(owner)
  t.equal(await notedAt(), first)
  await passes(1)
  await use(owner)
  t.equal(await notedAt(), Number(first) + DAY)
  await passes(30 * DAY - 1)
  t.equal((await sentBy(() => update({ name: 'Mantua' }))).length, 1)
  await passes(SECOND)
  t.same(await sentBy(() => update({ name: 'Padua' })), [])
  await use(romeo)
  t.same(await noted(), [romeo], 'the store forgets whom memory has forgotten')
})
