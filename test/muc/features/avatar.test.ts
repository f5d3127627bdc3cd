import { createHash } from 'node:crypto'
import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused } from '../../scenario/index.js'
import { valuesOf } from './command.js'
import { gathered } from './gathered.js'

const image = (text: string) => Buffer.from(text).toString('base64')
const hashOf = (text: string) => createHash('sha1').update(text).digest('hex')
const photo = (type: string, encoded: string) => `<PHOTO><TYPE>${type}</TYPE><BINVAL>${encoded}</BINVAL></PHOTO>`
const GARDEN = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const AVATAR = photo('image/svg+xml', image(GARDEN))
const DONE = `<iq type='result'/>`
const SET_UP_ANEW = `<message type='groupchat'><x><status code='104'/></x></message>`
const NOT_FOUND = ['item-not-found', 'cancel'] as const
const announcement = (room: string, hash: string) =>
  `<presence from='${room}'><x xmlns='vcard-temp:x:update'><photo>${hash}</photo></x></presence>`

const sets = (actor: Actor, room: string, inside: string): Promise<Element> =>
  actor.asks(`<iq type='set' to='${room}'><vCard xmlns='vcard-temp'>${inside}</vCard></iq>`)
const gets = (actor: Actor, to: string): Promise<Element> =>
  actor.asks(`<iq type='get' to='${to}'><vCard xmlns='vcard-temp'/></iq>`)

async function announcedHashes(actor: Actor, room: string): Promise<string[] | undefined> {
  const query = (await actor.discovers('info', room)).getChild('query')
  return valuesOf(query?.getChild('x', 'jabber:x:data'))['muc#roominfo_avatarhash']
}

t.test('XEP-0486 3.1: service and room advertise vCards, and the service has one', async t => {
  const { juliet, room, domain } = await gathered(t)
  for (const to of [room, domain]) {
    assertLike(await juliet.discovers('info', to), `<iq><query><feature var='vcard-temp'/></query></iq>`)
  }
  assertLike(await gets(juliet, domain), `<iq type='result'><vCard><FN/></vCard></iq>`)
  assertRefused(await sets(juliet, domain, AVATAR), ['service-unavailable', 'cancel'])
})

t.test('XEP-0486 3.2, 3.3, 3.4: an owner sets the avatar; occupants are notified and everyone can get it', async t => {
  const { romeo, juliet, actor, room } = await gathered(t)
  assertLike(await sets(romeo, room, `<FN>The garden</FN>${AVATAR}`), DONE)
  await juliet.receivesOnly(SET_UP_ANEW, announcement(room, hashOf(GARDEN)))
  const tybalt = await actor('tybalt')
  assertLike(await gets(tybalt, room), `<iq type='result'><vCard><FN>The garden</FN>${AVATAR}</vCard></iq>`)
  t.same(await announcedHashes(tybalt, room), [hashOf(GARDEN)])
})

t.test('XEP-0486 3.2: an empty vCard removes the avatar', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await sets(romeo, room, AVATAR)
  await juliet.receivedMeanwhile()
  assertLike(await sets(romeo, room, ''), DONE)
  await juliet.receivesOnly(SET_UP_ANEW, announcement(room, ''))
  assertRefused(await gets(juliet, room), NOT_FOUND)
  t.equal(await announcedHashes(juliet, room), undefined)
})

t.test('XEP-0486 3.2: only an owner sets the avatar', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  for (const actor of [juliet, mercutio]) {
    assertRefused(await sets(actor, room, AVATAR), ['forbidden', 'auth'], 'owner')
  }
  assertRefused(await gets(juliet, room), NOT_FOUND)
})

t.test('XEP-0486 5.1: several photos are announced by their hashes; XEP-0153 announces the first', async t => {
  const { romeo, juliet, room } = await gathered(t)
  // XEP-0153 §4.6 ignores line breaks and spaces in base64.
  const broken = image('png').replace(/(..)/g, '$1\n ')
  await sets(romeo, room, AVATAR + photo('image/png', broken))
  await juliet.receives(announcement(room, hashOf(GARDEN)))
  t.same(await announcedHashes(juliet, room), [hashOf(GARDEN), hashOf('png')])
})

t.test("XEP-0153 4.1: a newcomer is sent the avatar's hash, or that there is none, also after a restart", async t => {
  const { romeo, room, actor, restart } = await gathered(t)
  const [tybalt, paris] = [await actor('tybalt'), await actor('paris')]
  const enters = (nick: string) =>
    `<presence to='${room}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
  tybalt.sends(enters('tybalt'))
  await tybalt.receives(announcement(room, ''))
  await sets(romeo, room, AVATAR)
  await restart()
  paris.sends(enters('paris'))
  await paris.receives(`<presence from='${room}/romeo'/>`, announcement(room, hashOf(GARDEN)))
  assertLike(await gets(paris, room), `<iq type='result'><vCard>${AVATAR}</vCard></iq>`)
})

t.test('a vCard without a photo is stored without an avatar; an unchanged vCard is not announced', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const vCard = '<FN>The garden</FN><PHOTO><EXTVAL>http://example.org/a.png</EXTVAL></PHOTO>'
  await sets(romeo, room, vCard)
  await juliet.receivesOnly(SET_UP_ANEW, announcement(room, ''))
  t.equal(await announcedHashes(juliet, room), undefined)
  assertLike(await sets(romeo, room, vCard), DONE)
  await juliet.receivesNothing()
  assertLike(await gets(juliet, room), `<iq type='result'><vCard>${vCard}</vCard></iq>`)
})

t.test('a photo that is no image, no base64 or too long is refused', async t => {
  const { romeo, juliet, room } = await gathered(t)
  for (const wrong of [photo('text/html', image('<p/>')), photo('image/png', 'AAA'), photo('image/png', 'A*==')]) {
    assertRefused(await sets(romeo, room, wrong), ['not-acceptable', 'modify'])
  }
  const long = photo('image/png', image('x'.repeat(50_000)))
  assertRefused(await sets(romeo, room, long), ['policy-violation', 'modify'], '65536')
  await juliet.receivesNothing()
  assertRefused(await gets(juliet, room), NOT_FOUND)
})

t.test('an avatar that fails to commit does not exist', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  await sets(romeo, room, AVATAR)
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  assertRefused(await sets(romeo, room, photo('image/png', image('png'))), ['internal-server-error', 'wait'])
  await juliet.receivesNothing()
  t.same(await announcedHashes(juliet, room), [hashOf(GARDEN)])
  assertLike(await gets(juliet, room), `<iq type='result'><vCard>${AVATAR}</vCard></iq>`)
})
