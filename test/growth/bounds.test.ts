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
