import t, { type Test } from 'tap'
import { createOccupantCheck } from '../../src/service/occupant-check.js'
import { createHarness, DOMAIN, type Harness } from './harness.js'

const OCCUPANTS = 10_000
const ROOM = `verona@${DOMAIN}`
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

const enter = (n: number) => `<presence from='u${n}@localhost/a' to='${ROOM}/n${n}'>${MUC}</presence>`
const says = (n: number, text: string) =>
  `<message from='u${n}@localhost/a' to='${ROOM}' type='groupchat'><body>${text}</body></message>`

const role = (nick: string, role: string) => `<iq type='set' id='r' from='u0@localhost/a' to='${ROOM}'>
  <query xmlns='http://jabber.org/protocol/muc#admin'><item nick='${nick}' role='${role}'/></query></iq>`

/** A configured room that shows moderators only; its owner is u0. */
async function newRoom(t: Test): Promise<Harness> {
  const room = createHarness({ configuration: { presenceBroadcast: ['moderator'], historyLength: 3 } })
  t.teardown(() => room.stop())
  room.receives(enter(0))
  room.receives(`<iq type='set' id='c' from='u0@localhost/a' to='${ROOM}'>
    <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`)
  return room
}

/** Counts the stanzas sent when a client enters, changes its status and nick, and leaves. */
async function costOfVisit({ sentBy, receives }: Harness): Promise<Record<string, number>> {
  const from = `from='u${OCCUPANTS}@localhost/a'`
  return {
    entry: await sentBy(() => receives(enter(OCCUPANTS))),
    status: await sentBy(() => receives(`<presence ${from} to='${ROOM}/n${OCCUPANTS}'><show>away</show></presence>`)),
    nick: await sentBy(() => receives(`<presence ${from} to='${ROOM}/visitor'/>`)),
    leaving: await sentBy(() => receives(`<presence ${from} to='${ROOM}/visitor' type='unavailable'/>`)),
  }
}

/** The error that the server returns for an undeliverable message. */
const bounce = (session: string) => `<message type='error' from='${session}' to='${ROOM}'><error type='cancel'>
  <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`

/** Runs the occupant check that follows a lost link, and returns the stanzas sent. */
async function lookForAll({ service, receives, during }: Harness, isThere: (session: string) => boolean) {
  const sent: { presence: string | undefined; to: readonly string[] }[] = []
  const bounces: string[] = []
  const drained = async () => {
    bounces.splice(0).forEach(receives)
    // On a busy machine the removals would begin before the last bounces are handled.
    await service.idle()
  }
  const checks = () => new Promise<void>(done => createOccupantCheck({ service, drained, done: () => done() }).start())
  await during(checks, outgoing => {
    for (const { stanza, to } of outgoing) {
      sent.push({ presence: stanza.name === 'presence' ? stanza.toString() : undefined, to })
      if (stanza.name === 'message') bounces.push(...to.filter(session => !isThere(session)).map(bounce))
    }
  })
  return sent
}

t.test('a room with ten thousand occupants that shows only moderators', async t => {
  const room = await newRoom(t)
  const visitToOne = await costOfVisit(room)
  for (let n = 1; n < OCCUPANTS; n++) room.receives(enter(n))
  await room.service.idle()
  t.equal(await room.service.run({ room: ROOM }, ({ rooms }) => rooms.get(ROOM)?.occupants.size), OCCUPANTS)

  await t.test(
    'an entry, a new status, a new nick and a leave cost as much as in a room with one occupant',
    async t => {
      t.same(await costOfVisit(room), visitToOne)
      // Entry: presence to the owner and to the client itself, the history, the subject. New nick: two presences.
      t.match(visitToOne, { status: 1, nick: 2, leaving: 1 })
      t.ok(Number(visitToOne['entry']) <= 8)
    },
  )

  await t.test('a message reaches each occupant once', async t => {
    t.equal(await room.sentBy(() => room.receives(says(5, 'Good night'))), OCCUPANTS)
    const [message, ...more] = await room.receivedBy('u9999@localhost/a', () => room.receives(says(5, 'Good night')))
    t.match(message, /Good night/)
    t.same(more, [])
  })

  await t.test('a new moderator appears to all occupants, and disappears with the role', async t => {
    const appearing = await room.sentBy(() => room.receives(role('n5', 'moderator')))
    const disappearing = await room.sentBy(() => room.receives(role('n5', 'participant')))
    // In addition: the result, and the other moderator's presence with the real JID, to the new moderator.
    t.same([appearing, disappearing], [OCCUPANTS + 2, OCCUPANTS + 1])
  })

  await t.test(
    'showing all roles sends a configuration change, not ten thousand presences to each occupant',
    async t => {
      const roles = ['moderator', 'participant', 'visitor'].map(one => `<value>${one}</value>`).join('')
      const field = `<field var='muc#roomconfig_presencebroadcast'>${roles}</field>`
      const form = `<iq type='set' id='f' from='u0@localhost/a' to='${ROOM}'>
      <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>${field}</x></query></iq>`
      t.equal(await room.sentBy(() => room.receives(form)), OCCUPANTS + 1)
    },
  )

  await t.test(
    '18.1.2: when all but a hundred are unreachable, the hundred get one presence for each, and the others get none',
    async t => {
      const sent = await lookForAll(room, session => /^u\d?\d@/.test(session))
      const gone = OCCUPANTS - 100
      // One probe to each occupant, and one notice to each removed occupant.
      t.equal(
        sent.reduce((count, { to }) => count + to.length, 0),
        OCCUPANTS + gone * (100 + 1),
      )
      const heard = sent.flatMap(({ presence, to }) => (presence && to.includes('u7@localhost/a') ? presence : []))
      t.equal(new Set(heard).size, gone)
      t.equal(heard.filter(presence => /type="unavailable".*code="333"/.test(presence)).length, gone)
    },
  )
})
