import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { romeoAndJuliet } from './gathered.js'

const SID = 'urn:xmpp:sid:0'

function idsOf(message: Element): (string | undefined)[] {
  return message.getChildren('stanza-id', SID).map(child => attr(child, 'id'))
}

t.test('XEP-0359: each message has one id by the room, the same for all recipients and unique', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  const ids: (string | undefined)[] = []
  for (const body of ['a', 'b']) {
    romeo.sends(`<message to='${room}' type='groupchat'><body>${body}</body></message>`)
    const wanted = `<message><body>${body}</body><stanza-id xmlns='${SID}' by='${room}'/></message>`
    const [own, theirs] = [await romeo.receives(wanted), await juliet.receives(wanted)]
    t.same(idsOf(own), idsOf(theirs))
    ids.push(...idsOf(own))
  }
  t.equal(new Set(ids).size, 2)
})

t.test('XEP-0359: a message in the history has the id of its live copy', async t => {
  const { romeo, mercutio, room, restart } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>a</body></message>`)
  const live = await romeo.receives(`<message><body>a</body></message>`)
  await restart()
  mercutio.sends(`<presence to='${room}/mercutio'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const kept = await mercutio.receives(`<message><body>a</body><delay from='${room}'/></message>`)
  t.same(idsOf(kept), idsOf(live))
})

t.test('XEP-0359: an id forged in the name of the room is removed; ids by others pass', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>a</body><origin-id xmlns='${SID}' id='o1'/>
    <stanza-id xmlns='${SID}' by='${room}' id='forged'/><stanza-id xmlns='${SID}' by='other@example.org' id='kept'/></message>`)
  const received = await juliet.receives(`<message><body>a</body><origin-id id='o1'/></message>`)
  const ids = idsOf(received)
  t.equal(ids.length, 2)
  t.ok(ids.includes('kept') && !ids.includes('forged'))
})
