import type { Chance } from '../../test/random/chance.js'
import { LoadClient } from './load-client.js'
import { enter, leave, type Membership, type Person, type Setup } from './setup.js'
import type { Tally } from './tally.js'

/** Longest time between leaving and entering again, in milliseconds. */
const LONGEST_ABSENCE = 1000

export type Workload = { readonly setup: Setup; readonly tally: Tally; readonly chance: Chance; readonly port: number }

let ids = 0
const newId = () => `w${++ids}`

/** Work in the permanent rooms, by kind. Each work item takes a free membership, or does nothing when none is free. */
export const roomWork: Readonly<Record<string, (workload: Workload) => Promise<void>>> = {
  message: workload =>
    withMembership(workload, async ({ person, room }) => {
      const id = newId()
      const body = 'm'.repeat(20 + workload.chance.below(200))
      const message = `<message to='${room.jid}' type='groupchat' id='${id}'><body>${body}</body></message>`
      await workload.tally.track('message', () => person.client.request(message, `id:${id}`))
    }),

  'private message': workload =>
    withMembership(workload, async ({ person, room }) => {
      const other = freeMembership(workload, membership => membership.room === room && membership.person !== person)
      if (!other) return
      await holding(other, async () => {
        const id = newId()
        const arrived = workload.tally.track('private message', () => other.person.client.waitFor(`id:${id}`))
        person.client.send(
          `<message to='${room.jid}/${other.nick}' type='chat' id='${id}'><body>psst</body>` +
            `<x xmlns='http://jabber.org/protocol/muc#user'/></message>`,
        )
        await arrived
      })
    }),

  'presence change': workload =>
    withMembership(workload, async ({ person, room, nick }) => {
      const text = newId()
      const presence = `<presence to='${room.jid}/${nick}' id='status:${text}'><show>away</show><status>${text}</status></presence>`
      await workload.tally.track('presence change', () => person.client.request(presence, `status:${text}`))
    }),

  'nick change': workload =>
    withMembership(workload, async membership => {
      const nick = `${membership.person.name}${newId()}`
      const here = `here:${membership.room.jid}/${nick}`
      const presence = `<presence to='${membership.room.jid}/${nick}' id='${here}'/>`
      const done = await workload.tally.track('nick change', () => membership.person.client.request(presence, here))
      if (done) membership.nick = nick
    }),

  'leave and enter': workload =>
    withMembership(workload, async membership => {
      await workload.tally.track('leave', () => leave(membership))
      await new Promise(resolve => setTimeout(resolve, workload.chance.below(LONGEST_ABSENCE)))
      await workload.tally.track('enter', () => enter(membership))
    }),

  'drop and reconnect': workload => dropAndReconnect(workload),

  'archive query': workload =>
    request(workload, 'archive query', (to, id) => {
      const page = `<set xmlns='http://jabber.org/protocol/rsm'><max>20</max><before/></set>`
      return `<iq type='set' id='${id}' to='${to}'><query xmlns='urn:xmpp:mam:2'>${page}</query></iq>`
    }),

  'disco query': workload =>
    request(workload, 'disco query', (to, id) => {
      const what = workload.chance.one('info', 'items')
      return `<iq type='get' id='${id}' to='${to}'><query xmlns='http://jabber.org/protocol/disco#${what}'/></iq>`
    }),
}

/** Destroys the connection of a person, signs them in again and enters their rooms again. */
async function dropAndReconnect({ setup, tally, chance, port }: Workload): Promise<void> {
  const person = setup.people[chance.below(setup.people.length)]
  if (!person || person.memberships.some(membership => membership.busy)) return
  for (const membership of person.memberships) membership.busy = true
  person.client.drop()
  await new Promise(resolve => setTimeout(resolve, chance.below(LONGEST_ABSENCE)))
  await tally.track('sign in', () => signInAgain(person, port))
  for (const membership of person.memberships) {
    await tally.track('enter', () => enter(membership))
    membership.busy = false
  }
}

async function signInAgain(person: Person, port: number): Promise<void> {
  person.client = await LoadClient.signIn(port, person.name)
}

async function request(workload: Workload, kind: string, iq: (to: string, id: string) => string): Promise<void> {
  await withMembership(workload, async ({ person, room }) => {
    const id = newId()
    await workload.tally.track(kind, () => person.client.request(iq(room.jid, id), `id:${id}`))
  })
}

async function withMembership(workload: Workload, work: (membership: Membership) => Promise<void>): Promise<void> {
  const membership = freeMembership(workload, () => true)
  if (membership) await holding(membership, () => work(membership))
}

async function holding(membership: Membership, work: () => Promise<void>): Promise<void> {
  membership.busy = true
  try {
    await work()
  } finally {
    membership.busy = false
  }
}

function freeMembership(
  { setup, chance }: Workload,
  fits: (membership: Membership) => boolean,
): Membership | undefined {
  const memberships = setup.rooms
    .flatMap(room => room.memberships)
    .filter(membership => membership.isPresent && !membership.busy && fits(membership))
  return memberships[chance.below(memberships.length)]
}
