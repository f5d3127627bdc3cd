import t from 'tap'
import { assertLike, assertRefused } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const FORBIDDEN = ['forbidden', 'auth'] as const
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`
const listOf = (affiliation: string) => `<item affiliation='${affiliation}'/>`
const NON_ANONYMOUS = { rooms: { defaults: { whois: 'anyone' } } } as const

t.test('Rule 60, §17.4: a list has the affiliation and bare JID of each person, and no role', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.administers(room, item(juliet.jid, 'member') + item('tybalt@capulet.example', 'member'))
  t.same(itemsOf(await romeo.lists(room, listOf('member'))), [
    { affiliation: 'member', jid: juliet.bare },
    { affiliation: 'member', jid: 'tybalt@capulet.example' },
  ])
})

t.test('Rule 54, §10.5 and §10.8: a semi-anonymous room shows its owners and admins only to owners', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin') + item(mercutio.bare, 'member'))
  t.same(itemsOf(await romeo.lists(room, listOf('owner'))), [{ affiliation: 'owner', jid: romeo.bare }])
  t.same(itemsOf(await romeo.lists(room, listOf('admin'))), [{ affiliation: 'admin', jid: juliet.bare }])
  for (const actor of [juliet, mercutio]) {
    for (const affiliation of ['owner', 'admin']) {
      assertRefused(await actor.lists(room, listOf(affiliation)), FORBIDDEN)
    }
  }
})

t.test('9.5, 5.2.1: a semi-anonymous room shows its members to admins, not to members', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin') + item(mercutio.bare, 'member'))
  assertLike(await juliet.lists(room, listOf('member')), `<iq><query>${item(mercutio.bare, 'member')}</query></iq>`)
  assertRefused(await mercutio.lists(room, listOf('member')), FORBIDDEN)
})

t.test('9.5: a non-anonymous room shows its affiliations to occupants and to absent members', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t, NON_ANONYMOUS)
  const tybalt = await actor('tybalt')
  await romeo.administers(room, item(juliet.bare, 'member'))
  await juliet.leaves(room)
  for (const person of [juliet, mercutio]) {
    t.same(itemsOf(await person.lists(room, listOf('owner'))), [{ affiliation: 'owner', jid: romeo.bare }])
    t.same(itemsOf(await person.lists(room, listOf('admin'))), [])
    t.same(itemsOf(await person.lists(room, listOf('member'))), [{ affiliation: 'member', jid: juliet.bare }])
    assertRefused(await person.lists(room, listOf('outcast')), FORBIDDEN)
  }
  assertRefused(await tybalt.lists(room, listOf('member')), FORBIDDEN)
})

t.test('9.5: a request for several lists needs the permission for each', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.administers(room, item(juliet.bare, 'admin'))
  assertRefused(await juliet.lists(room, listOf('member') + listOf('admin')), FORBIDDEN)
  const reply = await romeo.lists(room, listOf('owner') + listOf('admin'))
  assertLike(reply, `<iq><query>${item(romeo.bare, 'owner')}${item(juliet.bare, 'admin')}</query></iq>`)
})

t.test('7.11: the configuration sets which roles may see the members of a non-anonymous room', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t, NON_ANONYMOUS)
  const paris = await actor('paris')
  await romeo.administers(room, item(paris.bare, 'member') + item('tybalt@capulet.example', 'admin'))
  await romeo.administers(room, "<item nick='mercutio' role='visitor'/>")
  await romeo.configures(room, { 'muc#roomconfig_getmemberlist': ['visitor'] })
  assertLike(await mercutio.lists(room, listOf('member')), `<iq><query>${item(paris.bare, 'member')}</query></iq>`)
  for (const person of [juliet, paris]) assertRefused(await person.lists(room, listOf('member')), FORBIDDEN)
  await romeo.configures(room, { 'muc#roomconfig_getmemberlist': [] })
  assertRefused(await mercutio.lists(room, listOf('member')), FORBIDDEN)
  assertLike(await romeo.lists(room, listOf('member')), `<iq><query>${item(paris.bare, 'member')}</query></iq>`)
  await romeo.configures(room, { 'muc#roomconfig_getmemberlist': ['participant'] })
  for (const person of [juliet, paris]) t.equal(itemsOf(await person.lists(room, listOf('member'))).length, 1)
})
