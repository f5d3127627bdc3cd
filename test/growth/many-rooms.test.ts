import t, { type Test } from 'tap'
import { bind } from '../../src/invites/bind.js'
import { requestRoom } from '../../src/rooms-api/rooms.js'
import { createHarness, DOMAIN, type Harness } from './harness.js'

/** Limit of empty rooms in memory. */
const MOST_IN_MEMORY = 1250
const OWNER = 'juliet@localhost'
const ROOM = `verona@${DOMAIN}`
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

/** A service with `count` permanent rooms, each with a link, and the ids of the rooms. */
async function manyRooms(t: Test, count = 2000): Promise<Harness & { readonly ids: readonly string[] }> {
  const service = createHarness()
  t.teardown(() => service.stop())
  const make = (n: number) =>
    service.service.run({}, turn => {
      const requested = { topic: '', visibility: 'public', autoRegister: 'unlock', creator: OWNER } as const
      const roomId = requestRoom(turn, { ...requested, name: `${n}` }).record.id
      return bind(turn, { roomId, owner: OWNER }).invite.roomId
    })
  const ids: string[] = []
  for (let n = 0; n < count; n += 100) {
    ids.push(...(await Promise.all(Array.from({ length: 100 }, (_, i) => make(n + i)))))
  }
  return { ...service, ids }
}

async function touch({ service }: Harness, ids: readonly string[]): Promise<void> {
  for (const roomId of ids) await service.run({ roomId }, ({ rooms }) => rooms.byId(roomId))
}

t.test('empty rooms and their links are evicted from memory, however many are used', async t => {
  const rooms = await manyRooms(t, 5000)
  for (const pass of ['made', 'touched']) {
    const inMemory = await rooms.service.run({}, turn => [turn.rooms.size, turn.openInvites.size])
    const [kept = 0, links = 0] = inMemory
    t.ok(kept > 0 && kept <= MOST_IN_MEMORY, `${kept} rooms, ${pass}`)
    t.ok(links > 0 && links <= 3 * MOST_IN_MEMORY, `${links} links, ${pass}`)
    await touch(rooms, rooms.ids)
  }
})

t.test('a room that is used regularly stays in memory while others are evicted', async t => {
  const rooms = await manyRooms(t)
  const [often = '', ...others] = rooms.ids
  await touch(rooms, [often])
  const before = rooms.roomsRead()
  for (let n = 0; n < 1500; n += 500) await touch(rooms, [...others.slice(n, n + 500), often])
  t.equal(rooms.roomsRead() - before, 1500, 'each of the others was read once, this one never')
})

t.test('an occupied room stays in memory, and is evicted some time after the last occupant has left', async t => {
  const rooms = await manyRooms(t)
  const seen = () => rooms.service.run({}, turn => turn.rooms.get(ROOM)?.occupants.size)
  rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j'>${MUC}</presence>`)
  await touch(rooms, rooms.ids)
  t.equal(await seen(), 1)
  rooms.receives(`<iq type='set' id='c' from='${OWNER}/a' to='${ROOM}'>
    <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`)
  rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j' type='unavailable'/>`)
  await rooms.service.idle()
  t.equal(await seen(), 0)
  await touch(rooms, rooms.ids)
  t.equal(await seen(), undefined)
})

/** What the owner receives on entering and asking for the configuration and the lists, and the room's link. */
async function shown(rooms: Harness): Promise<unknown> {
  const owner = (id: string, query: string) =>
    rooms.receives(`<iq type='get' id='${id}' from='${OWNER}/a' to='${ROOM}'>${query}</iq>`)
  const seen = await rooms.receivedBy(`${OWNER}/a`, () => {
    rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j'>${MUC}</presence>`)
    owner('form', `<query xmlns='http://jabber.org/protocol/muc#owner'/>`)
    for (const affiliation of ['owner', 'admin', 'member', 'outcast']) {
      owner(
        affiliation,
        `<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='${affiliation}'/></query>`,
      )
    }
    rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j' type='unavailable'/>`)
  })
  const link = await rooms.service.run({ room: ROOM }, turn => {
    return bind(turn, { roomId: turn.rooms.get(ROOM)?.record.id ?? '', owner: OWNER })
  })
  // The subject message gets a new id each time.
  return [seen.map(stanza => stanza.replace(/ id="0{0,8}\d{8}0*"/, '')), link]
}

t.test('a room read from the store again has its configuration, affiliations, history and link', async t => {
  const rooms = await manyRooms(t)
  const from = `from='${OWNER}/a' to='${ROOM}'`
  rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j'>${MUC}</presence>`)
  rooms.receives(`<iq type='set' id='c' ${from}><query xmlns='http://jabber.org/protocol/muc#owner'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
      <field var='muc#roomconfig_roomname'><value>A street</value></field>
      <field var='muc#roomconfig_membersonly'><value>1</value></field>
      <field var='muc#roomconfig_maxusers'><value>77</value></field></x></query></iq>`)
  rooms.receives(`<iq type='set' id='a' ${from}><query xmlns='http://jabber.org/protocol/muc#admin'>
    <item affiliation='member' jid='romeo@localhost'/><item affiliation='outcast' jid='tybalt@localhost'/></query></iq>`)
  rooms.receives(`<message ${from} type='groupchat'><subject>A feud</subject></message>`)
  rooms.receives(`<message ${from} type='groupchat' id='m'><body>Do you bite your thumb?</body></message>`)
  rooms.receives(`<presence from='${OWNER}/a' to='${ROOM}/j' type='unavailable'/>`)
  const before = await shown(rooms)
  await touch(rooms, rooms.ids)
  t.equal(await rooms.service.run({}, turn => turn.rooms.get(ROOM)), undefined, 'the room is not in memory')
  t.same(await shown(rooms), before)
  t.match(JSON.stringify(before), /A street.*77.*romeo@localhost.*tybalt@localhost/s)
  t.match(JSON.stringify(before), /bite your thumb.*A feud/s)
})
