import t, { type Test } from 'tap'
import { createHarness, DOMAIN, type Harness } from './harness.js'

const OCCUPANTS = 800
/** Limit of the presences that one stanza may broadcast to bystanders, and of the other stanzas per occupant. */
const MOST_TOLD = 250_000
const EACH = 4
const ROOM = `verona@${DOMAIN}`
const OWNER = 'juliet@localhost/a'
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

/**
 * A room whose owner has another domain than the other occupants; these are visitors with a status text. They enter
 * while no role is shown, which is cheap; then all roles are shown.
 */
async function crowdedRoom(t: Test): Promise<Harness> {
  const quiet = { moderated: true, newcomersHaveVoice: false, whois: 'anyone', presenceBroadcast: [] } as const
  const room = createHarness({ configuration: quiet })
  t.teardown(() => room.stop())
  room.receives(`<presence from='${OWNER}' to='${ROOM}/owner'>${MUC}</presence>`)
  configure(room, {})
  for (let n = 1; n < OCCUPANTS; n++) {
    room.receives(`<presence from='u${n}@example.org/a' to='${ROOM}/n${n}'><status>Here</status>${MUC}</presence>`)
  }
  configure(room, { 'muc#roomconfig_presencebroadcast': ['moderator', 'participant', 'visitor'] })
  await room.service.idle()
  return room
}

function configure(room: Harness, fields: Readonly<Record<string, string | readonly string[]>>): void {
  const form = { FORM_TYPE: 'http://jabber.org/protocol/muc#roomconfig', ...fields }
  const filled = Object.entries(form).map(([name, value]) => {
    const values = [value].flat().map(one => `<value>${one}</value>`)
    return `<field var='${name}'>${values.join('')}</field>`
  })
  room.receives(`<iq type='set' id='c' from='${OWNER}' to='${ROOM}'><query xmlns='http://jabber.org/protocol/muc#owner'>
    <x xmlns='jabber:x:data' type='submit'>${filled.join('')}</x></query></iq>`)
}

function administer(room: Harness, items: string): void {
  const query = `<query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query>`
  room.receives(`<iq type='set' id='a' from='${OWNER}' to='${ROOM}'>${query}</iq>`)
}

t.test('the presences broadcast for one stanza in a large room are bounded', async t => {
  const room = await crowdedRoom(t)
  const size = () => room.service.run({ room: ROOM }, ({ rooms }) => rooms.get(ROOM)?.occupants.size)
  t.equal(await size(), OCCUPANTS)
  const costs = async (title: string, work: () => void) => {
    const sent = await room.sentBy(work)
    t.ok(sent >= OCCUPANTS, `${title}: each occupant is notified (${sent})`)
    t.ok(sent <= MOST_TOLD + EACH * OCCUPANTS, `${title}: within the bound (${sent})`)
  }
  await costs('hiding the status of visitors', () => configure(room, { 'muc#roomconfig_allowvisitorstatus': '0' }))
  await costs('an unmoderated room', () => configure(room, { 'muc#roomconfig_moderatedroom': '0' }))
  const members = Array.from({ length: 1000 }, (_, n) => `<item affiliation='member' jid='v${n}@example.net'/>`)
  await costs('a list of a thousand new members', () => administer(room, members.join('')))
  await costs('the ban of a whole domain', () => administer(room, `<item affiliation='outcast' jid='example.org'/>`))
  t.equal(await size(), 1, 'all occupants of the domain are removed')
})

t.test('what one list changes for present occupants is told to all others, in batches of 10,000 copies', async t => {
  const room = await crowdedRoom(t)
  const items = Array.from({ length: 100 }, (_, n) => `<item affiliation='member' jid='u${n + 1}@example.org'/>`)
  const batches: number[] = []
  const heard = new Set<string>()
  await room.during(
    () => administer(room, items.join('')),
    outgoing => {
      batches.push(outgoing.reduce((sum, { to }) => sum + to.length, 0))
      for (const { stanza, to } of outgoing) if (to.includes('u700@example.org/a')) heard.add(stanza.attrs['from'])
    },
  )
  t.equal(heard.size, 100, 'an occupant is told of all')
  t.ok(Math.max(...batches) < 12_000)
})

t.test('a list that would be compared with too many occupants is refused, and can be sent in parts', async t => {
  const room = await crowdedRoom(t)
  const items = Array.from({ length: 1300 }, (_, n) => `<item affiliation='none' jid='v${n}@example.net'/>`)
  const answer = async (part: readonly string[]) => {
    const received = await room.receivedBy(OWNER, () => administer(room, part.join('')))
    return received.find(stanza => stanza.startsWith('<iq'))
  }
  t.match(await answer(items), /policy-violation.*change at most 1250 affiliations at once/s)
  t.match(await answer(items.slice(0, 1000)), /type="result"/)
})
