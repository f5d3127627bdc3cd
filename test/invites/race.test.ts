import t from 'tap'
import { attr } from '../../src/stanza/element.js'
import { type Actor, itemOf, type Scene } from '../scenario/index.js'
import { linkedScene, makesLink, usesOf } from './plain-link.js'
import { by } from './token.js'

const USES = 100
const HALF = 250
/** The number of joins of each half that come first; all the others race for the remaining uses. */
const EARLY = 40
/** The number of clients that sign in at a time. */
const AT_ONCE = 25

/** Signs in the clients of the race. */
async function crowd({ actor }: Scene): Promise<Actor[]> {
  const people: Actor[] = []
  while (people.length < HALF) {
    const names = Array.from({ length: AT_ONCE }, (_, i) => `guest${people.length + i}`)
    people.push(...(await Promise.all(names.map(name => actor(name)))))
  }
  return people
}

/** Tries to enter by a link id; true when admitted. */
async function isIn(guest: Actor, room: string, id: string): Promise<boolean> {
  guest.sends(
    `<presence to='${room}/${guest.name}'><x xmlns='http://jabber.org/protocol/muc'>${by(id).inside}</x></presence>`,
  )
  const answer = await guest.receives(`<presence from='${room}/${guest.name}'/>`)
  return attr(answer, 'type') !== 'error' && itemOf(answer)['affiliation'] === 'member'
}

t.test('500 people race for 100 uses of a link, half over REST, half over XMPP: exactly 100 get in', async t => {
  const scene = await linkedScene(t, { limits: { joinsPerRoom: 0 } })
  const { romeo, room, calls } = scene
  const link = await makesLink(romeo, room, { maxUses: USES })
  const guests = await crowd(scene)
  const path = '/api/rainbow/enduser/v1.0/rooms/open-invites'
  const joins = async (user: string) =>
    (await calls(user, { method: 'POST', path, body: { openInviteId: link.id } })).status === 200
  const domain = romeo.bare.replace(/.*@/, '')
  const race = (from: number, to: number) =>
    guests.slice(from, to).flatMap((guest, i) => [joins(`app${from + i}@${domain}`), isIn(guest, room, link.id)])
  t.ok((await Promise.all(race(0, EARLY))).every(Boolean))
  const late = await Promise.all(race(EARLY, HALF))
  t.equal(late.length, 2 * (HALF - EARLY))
  t.equal(late.filter(Boolean).length, USES - 2 * EARLY)
  t.equal(await usesOf(romeo, link), USES)
  const members = await romeo.lists(room, `<item affiliation='member'/>`)
  t.equal(members.getChild('query')?.getChildren('item').length, USES)
})
