import t from 'tap'
import { attr } from '../../src/stanza/element.js'
import { type Actor, itemOf, type Scene } from '../scenario/index.js'
import { linkedScene, makesLink, usesOf } from './plain-link.js'
import { by } from './token.js'

const USES = 100
const HALF = 250
/** The number of joins of each half that come first; all the others race for the remaining uses. */
const FIRST = 40
/** The number of clients that sign in at a time. */
const AT_ONCE = 25

/** Signs in the clients of the race. */
async function signInAll({ actor }: Scene): Promise<Actor[]> {
  const people: Actor[] = []
  while (people.length < HALF) {
    const names = Array.from({ length: AT_ONCE }, (_, i) => `person${people.length + i}`)
    people.push(...(await Promise.all(names.map(name => actor(name)))))
  }
  return people
}

/** Tries to enter by a link id; true when admitted. */
async function isAdmitted(person: Actor, room: string, id: string): Promise<boolean> {
  person.sends(
    `<presence to='${room}/${person.name}'><x xmlns='http://jabber.org/protocol/muc'>${by(id).inside}</x></presence>`,
  )
  const answer = await person.receives(`<presence from='${room}/${person.name}'/>`)
  return attr(answer, 'type') !== 'error' && itemOf(answer)['affiliation'] === 'member'
}

t.test('500 people race for 100 uses of a link, half over REST, half over XMPP: exactly 100 get in', async t => {
  const scene = await linkedScene(t, { limits: { joinsPerRoom: 0 } })
  const { romeo, room, calls } = scene
  const link = await makesLink(romeo, room, { maxUses: USES })
  const people = await signInAll(scene)
  const path = '/api/rainbow/enduser/v1.0/rooms/open-invites'
  const joins = async (user: string) =>
    (await calls(user, { method: 'POST', path, body: { openInviteId: link.id } })).status === 200
  const domain = romeo.bare.replace(/.*@/, '')
  const race = (from: number, to: number) =>
    people
      .slice(from, to)
      .flatMap((person, i) => [joins(`app${from + i}@${domain}`), isAdmitted(person, room, link.id)])
  t.ok((await Promise.all(race(0, FIRST))).every(Boolean))
  const late = await Promise.all(race(FIRST, HALF))
  t.equal(late.length, 2 * (HALF - FIRST))
  t.equal(late.filter(Boolean).length, USES - 2 * FIRST)
  t.equal(await usesOf(romeo, link), USES)
  const members = await romeo.lists(room, `<item affiliation='member'/>`)
  t.equal(members.getChild('query')?.getChildren('item').length, USES)
})
