import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, type Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const OID = 'urn:xmpp:occupant-id:0'

/** The one occupant id of a stanza. */
function idOf(stanza: Element): string {
  const [mark, ...more] = stanza.getChildren('occupant-id', OID)
  const id = mark && attr(mark, 'id')
  if (!id || more.length > 0) throw new Error(`there should be one occupant id in ${stanza.toString()}`)
  return id
}

async function idIn(room: string, actor: Actor): Promise<string> {
  return idOf(await actor.enters(room))
}

/** juliet says something to all, as romeo gets it. */
async function heard({ romeo, juliet, room }: Scene): Promise<Element> {
  juliet.sends(`<message to='${room}' type='groupchat'><body>Hist!</body></message>`)
  return romeo.receives(`<message from='${room}/juliet'><body>Hist!</body></message>`)
}

t.test('XEP-0421 §3: what an occupant says and shows has one id for everybody, each occupant their own', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const id = idOf(await heard(scene))
  t.equal(idOf(await juliet.receives(`<message from='${room}/juliet'><body>Hist!</body></message>`)), id)
  juliet.sends(`<message to='${room}/romeo' type='chat'><body>Romeo!</body></message>`)
  t.equal(idOf(await romeo.receives(`<message type='chat'/>`)), id)
  juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
  t.equal(idOf(await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)), id)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Love</subject></message>`)
  t.not(idOf(await juliet.receives(`<message><subject>Love</subject></message>`)), id)
})

t.test('XEP-0421 §4.1: the id outlives the nick, the visit and the service', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room, restart } = scene
  const id = idOf(await heard(scene))
  juliet.sends(`<presence to='${room}/capulet'/>`)
  t.equal(idOf(await romeo.receives(`<presence type='unavailable' from='${room}/juliet'/>`)), id)
  t.equal(idOf(await romeo.receives(`<presence from='${room}/capulet'/>`)), id)
  await juliet.leaves(room)
  await restart()
  t.equal(await idIn(room, juliet), id)
})

t.test('XEP-0421 §4.1: the id is another in another room, and says nothing of the account', async t => {
  const scene = await romeoAndJuliet(t)
  const { juliet, domain } = scene
  const id = idOf(await heard(scene))
  t.not(await idIn(`mantua@${domain}`, juliet), id)
  t.match(id, /^[0-9a-f]{32}$/)
})

t.test('XEP-0421 §4: a newcomer gets the history and the subject with the ids of those who wrote them', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, mercutio, room } = scene
  const theirs = idOf(await heard(scene))
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Love</subject></message>`)
  const own = idOf(await juliet.receives(`<message><subject>Love</subject></message>`))
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  t.equal(idOf(await mercutio.receives(`<message><body>Hist!</body><delay/></message>`)), theirs)
  t.equal(idOf(await mercutio.receives(`<message><subject>Love</subject><delay/></message>`)), own)
})

t.test('XEP-0421 §4: an id that a client made is replaced by the true one', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const id = idOf(await heard(scene))
  const forged = `<occupant-id xmlns='${OID}' id='forged'/>`
  juliet.sends(`<message to='${room}' type='groupchat'><body>a</body>${forged}</message>`)
  t.equal(idOf(await romeo.receives(`<message><body>a</body></message>`)), id)
  juliet.sends(`<presence to='${room}/juliet'><show>dnd</show>${forged}</presence>`)
  t.equal(idOf(await romeo.receives(`<presence><show>dnd</show></presence>`)), id)
})

t.test('XEP-0421 §4: who is told that the room is destroyed is told so under their id', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const id = idOf(await heard(scene))
  await romeo.destroys(room)
  t.equal(idOf(await juliet.receives(`<presence type='unavailable'><x><destroy/></x></presence>`)), id)
})

t.test('XEP-0421 §2, §4: the room and the service say that all rooms have these ids', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const place of [room, domain]) {
    assertLike(await juliet.discovers('info', place), `<iq><query><feature var='${OID}'/></query></iq>`)
  }
})
