import t from 'tap'
import { assertRefused, type Scene } from '../../scenario/index.js'
import { reads, says, words } from './archived.js'
import { romeoAndJuliet } from './gathered.js'

const FORBIDDEN = ['forbidden', 'auth'] as const

/** romeo has said something in his room; juliet is in it, mercutio is not. */
async function afterWords(t: Parameters<typeof romeoAndJuliet>[0], fields: Record<string, string>): Promise<Scene> {
  const scene = await romeoAndJuliet(t)
  await scene.romeo.configures(scene.room, fields)
  await says(scene.romeo, scene.room, 'a')
  return scene
}

t.test('XEP-0313, MUC Archives: the archive of an open room is for everybody, but not for the banned', async t => {
  const { romeo, mercutio, room } = await afterWords(t, { 'muc#roomconfig_publicroom': '0' })
  t.same(words(await reads(mercutio, room)), ['a'])
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  assertRefused((await reads(mercutio, room)).reply, FORBIDDEN)
})

t.test('XEP-0313, MUC Archives: that of a members-only room is for its members, inside or not', async t => {
  const { romeo, juliet, mercutio, actor, room } = await romeoAndJuliet(t)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  await says(romeo, room, 'a')
  t.same(words(await reads(mercutio, room)), ['a'])
  const tybalt = await actor('tybalt')
  for (const stranger of [juliet, tybalt]) assertRefused((await reads(stranger, room)).reply, FORBIDDEN)
  const form = await tybalt.asks(`<iq type='get' to='${room}'><query xmlns='urn:xmpp:mam:2'/></iq>`)
  assertRefused(form, FORBIDDEN)
})

t.test('the archive of a room with a password is for who is inside, by any client, and for members', async t => {
  const { romeo, juliet, mercutio, actor, room } = await afterWords(t, {
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': 'cauldron',
  })
  const garden = await actor('juliet', 'garden')
  for (const client of [juliet, garden]) t.same(words(await reads(client, room)), ['a'])
  assertRefused((await reads(mercutio, room)).reply, FORBIDDEN)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  t.same(words(await reads(mercutio, room)), ['a'])
})

t.test('XEP-0313: a room that is not there has no archive', async t => {
  const { juliet, domain } = await romeoAndJuliet(t)
  assertRefused((await reads(juliet, `nowhere@${domain}`)).reply, ['item-not-found', 'cancel'])
})
