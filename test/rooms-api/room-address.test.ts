import t from 'tap'
import { API, textAt } from '../../src/demo/rest.js'
import { readableLocal } from '../../src/rooms-api/room-address.js'
import { parseJid } from '../../src/stanza/jid.js'
import { type Actor, type SceneOptions, scenario } from '../scenario/index.js'

const READABLE: SceneOptions = { rooms: { addresses: 'readable' } }

const makesRoom = async (owner: Actor, name: string) => {
  const { body } = await owner.calls('POST', `${API}/rooms`, { name, visibility: 'private' })
  return { id: textAt(body, 'data', 'id') ?? '', jid: textAt(body, 'data', 'jid') ?? '' }
}

t.test('a readable address is of a-z, digits and hyphens, within bounds, and never one of a guest', async t => {
  const random = '00112233445566778899aabbccddeeff'
  for (const [name, local] of [
    ['The balcony', 'the-balcony'],
    ['  Café «Größe» №1! ', 'cafe-grosse-no1'],
    ['Ёлка и щука', 'elka-i-shchuka'],
    ['Ωμέγα', 'omega'],
    ['陽台', 'room'],
    ['', 'room'],
    ['x'.repeat(300), 'x'.repeat(40)],
    ['guest', 'guest'],
    ['Guest 0123456789abcdef', 'guest-0123456789abcdef'],
    ['../../a@b/c?d', 'a-b-c-d'],
  ] as const) {
    const made = readableLocal(name, random)
    t.match(made, new RegExp(`^${local}-[2-9a-hjkmnp-z]{8}$`), name)
    t.notMatch(made, /^guest-[0-9a-f]{16}$/)
    t.equal(parseJid(`${made}@rooms.example.org`)?.local, made)
  }
})

t.test('with rooms.addresses: readable, a room made over REST has its name in its address', async t => {
  const { juliet, romeo } = await scenario(t, READABLE)
  const [one, other] = [await makesRoom(juliet, 'The balcony'), await makesRoom(juliet, 'The balcony')]
  for (const { jid } of [one, other]) t.match(jid, /^the-balcony-[2-9a-z]{8}@rooms\.localhost$/)
  t.not(one.jid, other.jid)
  await juliet.enters(one.jid)
  t.equal((await romeo.calls('GET', `${API}/rooms/${one.id}`)).status, 404)
})

t.test('the members of a room at a readable address see each other, as in any room made over REST', async t => {
  const { juliet, romeo, mercutio, restart } = await scenario(t, READABLE)
  const { id } = await makesRoom(juliet, 'The balcony')
  for (const { bare: userId } of [romeo, mercutio]) {
    await juliet.calls('POST', `${API}/rooms/${id}/users`, { userId, status: 'accepted', reason: '' })
  }
  await restart()
  const { body } = await romeo.calls('GET', `${API}/rooms/${id}/users?format=full`)
  t.match(JSON.stringify(body), mercutio.bare)
  t.equal((await romeo.calls('GET', `${API}/users/jids/${mercutio.bare}`)).status, 200)
})
