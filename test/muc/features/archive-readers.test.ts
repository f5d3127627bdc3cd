import t from 'tap'
import { assertRefused, type Scene } from '../../scenario/index.js'
import { reads, says, words } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const FORBIDDEN = ['forbidden', 'auth'] as const

/** Romeo has sent a message in the room; juliet is an occupant and mercutio is not. */
async function roomWithMessage(
  t: Parameters<typeof romeoAndJuliet>[0],
  fields: Record<string, string>,
): Promise<Scene> {
  const scene = await romeoAndJuliet(t)
  await scene.romeo.configures(scene.room, fields)
  await says(scene.romeo, scene.room, 'a')
  return scene
}

t.test('XEP-0313, MUC Archives: the archive of an open room is open to all but banned users', async t => {
  const { romeo, mercutio, room } = await roomWithMessage(t, { 'muc#roomconfig_publicroom': '0' })
  t.same(words(await reads(mercutio, room)), ['a'])
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  assertRefused((await reads(mercutio, room)).reply, FORBIDDEN)
})

t.test(
  'XEP-0313, MUC Archives: the archive of a members-only room is open to its members, also absent ones',
  async t => {
    const { romeo, juliet, mercutio, actor, room } = await romeoAndJuliet(t)
    await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
    await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
    await says(romeo, room, 'a')
    t.same(words(await reads(mercutio, room)), ['a'])
    const tybalt = await actor('tybalt')
    for (const stranger of [juliet, tybalt]) assertRefused((await reads(stranger, room)).reply, FORBIDDEN)
    const form = await tybalt.asks(`<iq type='get' to='${room}'><query xmlns='urn:xmpp:mam:2'/></iq>`)
    assertRefused(form, FORBIDDEN)
  },
)

t.test('the archive of a room with a password is open to all clients of its occupants, and to members', async t => {
  const { romeo, juliet, mercutio, actor, room } = await roomWithMessage(t, {
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'cauldron',
  })
  const garden = await actor('juliet', 'garden')
  for (const client of [juliet, garden]) t.same(words(await reads(client, room)), ['a'])
  assertRefused((await reads(mercutio, room)).reply, FORBIDDEN)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  t.same(words(await reads(mercutio, room)), ['a'])
})

t.test('XEP-0313: a room that does not exist has no archive', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  assertRefused((await reads(juliet, `nowhere@${domain}`)).reply, ['item-not-found', 'cancel'])
})
