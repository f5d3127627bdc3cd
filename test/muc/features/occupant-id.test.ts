import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, type Scene } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const OID = 'urn:xmpp:occupant-id:0'

/** The occupant id of a stanza, which must be the only one. */
function idOf(stanza: Element): string {
  const [mark, ...more] = stanza.getChildren('occupant-id', OID)
  const id = mark && attr(mark, 'id')
  if (!id || more.length > 0) throw new Error(`there should be one occupant id in ${stanza.toString()}`)
  return id
}

async function idIn(room: string, actor: Actor): Promise<string> {
  return idOf(await actor.enters(room))
}

/** Sends a message as juliet. Gives it as romeo receives it. */
async function messageOfJuliet({ romeo, juliet, room }: Scene): Promise<Element> {
  juliet.sends(`<message to='${room}' type='groupchat'><body>Hist!</body></message>`)
  return romeo.receives(`<message from='${room}/juliet'><body>Hist!</body></message>`)
}

t.test(
  "XEP-0421 §3: an occupant's messages and presence have one id for all recipients, unique in the room",
  async t => {
    const scene = await romeoAndJuliet(t)
    const { romeo, juliet, room } = scene
    const id = idOf(await messageOfJuliet(scene))
    t.equal(idOf(await juliet.receives(`<message from='${room}/juliet'><body>Hist!</body></message>`)), id)
    juliet.sends(`<message to='${room}/romeo' type='chat'><body>Romeo!</body></message>`)
    t.equal(idOf(await romeo.receives(`<message type='chat'/>`)), id)
    juliet.sends(`<presence to='${room}/juliet'><show>away</show></presence>`)
    t.equal(idOf(await romeo.receives(`<presence from='${room}/juliet'><show>away</show></presence>`)), id)
    romeo.sends(`<message to='${room}' type='groupchat'><subject>Love</subject></message>`)
    t.not(idOf(await juliet.receives(`<message><subject>Love</subject></message>`)), id)
  },
)

t.test('XEP-0421 §4.1: the id survives a change of nick, a departure and a restart', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room, restart } = scene
  const id = idOf(await messageOfJuliet(scene))
  juliet.sends(`<presence to='${room}/capulet'/>`)
  t.equal(idOf(await romeo.receives(`<presence type='unavailable' from='${room}/juliet'/>`)), id)
  t.equal(idOf(await romeo.receives(`<presence from='${room}/capulet'/>`)), id)
  await juliet.leaves(room)
  await restart()
  t.equal(await idIn(room, juliet), id)
})

t.test('XEP-0421 §4.1: the id differs in another room and does not reveal the account', async t => {
  const scene = await romeoAndJuliet(t)
  const { juliet, domain } = scene
  const id = idOf(await messageOfJuliet(scene))
  t.not(await idIn(`mantua@${domain}`, juliet), id)
  t.match(id, /^[0-9a-f]{32}$/)
})

t.test('XEP-0421 §4: history and subject have the ids of their authors', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, mercutio, room } = scene
  const theirs = idOf(await messageOfJuliet(scene))
  romeo.sends(`<message to='${room}' type='groupchat'><subject>Love</subject></message>`)
  const own = idOf(await juliet.receives(`<message><subject>Love</subject></message>`))
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  t.equal(idOf(await mercutio.receives(`<message><body>Hist!</body><delay/></message>`)), theirs)
  t.equal(idOf(await mercutio.receives(`<message><subject>Love</subject><delay/></message>`)), own)
})

t.test('XEP-0421 §4: an id claimed by a client is replaced by the true one', async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const id = idOf(await messageOfJuliet(scene))
  const forged = `<occupant-id xmlns='${OID}' id='forged'/>`
  juliet.sends(`<message to='${room}' type='groupchat'><body>a</body>${forged}</message>`)
  t.equal(idOf(await romeo.receives(`<message><body>a</body></message>`)), id)
  juliet.sends(`<presence to='${room}/juliet'><show>dnd</show>${forged}</presence>`)
  t.equal(idOf(await romeo.receives(`<presence><show>dnd</show></presence>`)), id)
})

t.test("XEP-0421 §4: the presence of a destruction carries the occupant's id", async t => {
  const scene = await romeoAndJuliet(t)
  const { romeo, juliet, room } = scene
  const id = idOf(await messageOfJuliet(scene))
  await romeo.destroys(room)
  t.equal(idOf(await juliet.receives(`<presence type='unavailable'><x><destroy/></x></presence>`)), id)
})

t.test('XEP-0421 §2, §4: the room and the service advertise occupant ids', async t => {
  const { juliet, room, domain } = await romeoAndJuliet(t)
  for (const place of [room, domain]) {
    assertLike(await juliet.discovers('info', place), `<iq><query><feature var='${OID}'/></query></iq>`)
  }
})
