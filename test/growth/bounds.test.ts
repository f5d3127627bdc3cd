import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createHarness, DOMAIN, type Harness } from './harness.js'

const ROOM = `verona@${DOMAIN}`
const OWNER = 'romeo@localhost/a'

const enter = (client: string, nick: string, room = ROOM) =>
  `<presence from='${client}' to='${room}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const asks = (payload: string) => `<iq type='set' id='q' from='${OWNER}' to='${ROOM}'>${payload}</iq>`
const bans = (first: number, count: number) => {
  const items = Array.from({ length: count }, (_, i) => `<item jid='u${first + i}@localhost' affiliation='outcast'/>`)
  return asks(`<query xmlns='http://jabber.org/protocol/muc#admin'>${items.join('')}</query>`)
}

/** The owner makes a persistent room and destroys it. */
const makesAndDestroys = ({ receives }: Harness, room: string) => {
  const owns = (payload: string) =>
    receives(`<iq type='set' id='q' from='${OWNER}' to='${room}'>
      <query xmlns='http://jabber.org/protocol/muc#owner'>${payload}</query></iq>`)
  receives(enter(OWNER, 'romeo', room))
  owns(`<x xmlns='jabber:x:data' type='submit'/>`)
  owns('<destroy/>')
}

/** A room with its owner in it. */
async function newRoom(t: Test): Promise<Harness> {
  const room = createHarness()
  t.teardown(() => room.stop())
  room.receives(enter(OWNER, 'romeo'))
  room.receives(
    asks(`<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>`),
  )
  await room.service.idle()
  return room
}

t.test('a user has at most twenty clients in a room, on one nick or on several', async t => {
  const { receives, receivedBy } = await newRoom(t)
  for (let n = 0; n < 20; n++) receives(enter(`juliet@localhost/${n}`, n < 10 ? 'juliet' : `juliet${n}`))
  const more = enter('juliet@localhost/more', 'juliet')
  const refused = await receivedBy('juliet@localhost/more', () => receives(more))
  t.match(refused[0], /resource-constraint/)
  const again = await receivedBy('juliet@localhost/0', () => receives(enter('juliet@localhost/0', 'juliet')))
  t.notMatch(again[0], /error/, 'a client in the room may enter again')
  receives(`<presence type='unavailable' from='juliet@localhost/0' to='${ROOM}/juliet'/>`)
  const entered = await receivedBy('juliet@localhost/more', () => receives(more))
  t.notMatch(entered[0], /error/)
})

t.test('a room has at most ten thousand outcasts', async t => {
  const { receives, receivedBy } = await newRoom(t)
  for (let first = 0; first < 10_000; first += 1000) receives(bans(first, 1000))
  const refused = await receivedBy(OWNER, () => receives(bans(10_000, 1)))
  t.match(refused[0], /resource-constraint/)
  const changed = await receivedBy(OWNER, () => receives(bans(0, 10)))
  t.match(changed[0], /type="result"/, 'existing outcasts may be listed again')
})

t.test(
  'the tombstones of the last thousand rooms that an owner destroyed are kept, and older addresses become free',
  async t => {
    const service = createHarness({ configuration: { persistent: true } })
    t.teardown(() => service.stop())
    const room = (n: number) => `room${String(n).padStart(4, '0')}@${DOMAIN}`
    const entersFirst = () =>
      service.receivedBy('juliet@localhost/a', () => service.receives(enter('juliet@localhost/a', 'juliet', room(0))))
    for (let n = 0; n < 1000; n++) makesAndDestroys(service, room(n))
    t.match(await entersFirst(), [/<gone/])
    makesAndDestroys(service, room(1000))
    t.match((await entersFirst()).join(''), /code="201"/)
  },
)

const presence = (room: string, payload: string) => `<presence from='${OWNER}' to='${room}/romeo'>${payload}</presence>`
const nth = (n: number) => `room${n}@${DOMAIN}`

t.test('the clients of a person are in rooms a limited number of times, also after a restart', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const options = { path, configuration: { persistent: true }, settings: { maxEntries: 3 } }
  const before = createHarness(options)
  for (let n = 0; n < 3; n++) before.receives(enter(OWNER, 'romeo', nth(n)))
  await before.stop()
  const service = createHarness(options)
  t.teardown(() => service.stop())
  const enters = (room: string) => service.receivedBy(OWNER, () => service.receives(enter(OWNER, 'romeo', room)))
  for (let n = 0; n < 3; n++) t.notMatch((await enters(nth(n))).join(''), /error/, 'the client may enter again')
  t.match((await enters(nth(3)))[0], /type="wait".*resource-constraint.*in rooms 3 times/)
  service.receives(`<presence type='unavailable' from='${OWNER}' to='${nth(1)}/romeo'/>`)
  t.notMatch((await enters(nth(3))).join(''), /error/)
})

t.test('the presences of a person in all rooms have a limited length together', async t => {
  const service = createHarness({ settings: { maxEntries: 3 } })
  t.teardown(() => service.stop())
  const shows = (room: string, length: number) =>
    service.receivedBy(OWNER, () => service.receives(presence(room, `<status>${'x'.repeat(length)}</status>`)))
  for (let n = 0; n < 2; n++) service.receives(enter(OWNER, 'romeo', nth(n)))
  t.notMatch((await shows(nth(0), 2900)).join(''), /error/)
  t.match((await shows(nth(1), 500))[0], /type="wait".*resource-constraint.*at most 3000 characters/)
  t.notMatch((await shows(nth(0), 2000)).join(''), /error/, 'a shorter one takes the place of a longer one')
  t.notMatch((await shows(nth(1), 500)).join(''), /error/)
})

t.test('7.2.2: a presence has a limited number of elements', async t => {
  const { receives, receivedBy } = await newRoom(t)
  const shows = (count: number) =>
    receivedBy(OWNER, () => receives(presence(ROOM, `<a xmlns='urn:x'>${'<b/>'.repeat(count)}</a>`)))
  t.match((await shows(499))[0], /policy-violation.*500 elements/)
  t.match((await shows(498))[0], /<b\/><b\/>/)
})

t.test('a stanza has a limited number of elements', async t => {
  const { receives, receivedBy } = await newRoom(t)
  const says = (count: number) =>
    receivedBy(OWNER, () =>
      receives(
        `<message type='groupchat' from='${OWNER}' to='${ROOM}'><body>x</body>${'<b/>'.repeat(count)}</message>`,
      ),
    )
  t.match((await says(2499))[0], /policy-violation.*2500 elements/)
  t.match((await says(2498))[0], /<body>x/)
})

t.test('9.5: of a list of new members, those beyond the limit of invitations are added without one', async t => {
  const service = createHarness({ configuration: { membersOnly: true }, settings: { maxInvitations: 2 } })
  t.teardown(() => service.stop())
  service.receives(enter(OWNER, 'romeo'))
  service.receives(
    asks(`<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>`),
  )
  const items = Array.from({ length: 5 }, (_, n) => `<item jid='u${n}@localhost' affiliation='member'/>`)
  service.receives(asks(`<query xmlns='http://jabber.org/protocol/muc#admin'>${items.join('')}</query>`))
  await service.service.idle()
  const list = `<iq type='get' id='l' from='${OWNER}' to='${ROOM}'>
    <query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='member'/></query></iq>`
  const [members = ''] = await service.receivedBy(OWNER, () => service.receives(list))
  t.equal(members.match(/<item/g)?.length, 5)
  const { deliveries } = await service.counts()
  t.equal(deliveries, 2)
})
