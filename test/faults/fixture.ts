import { setTimeout as pause } from 'node:timers/promises'
import { localOf } from '../../src/stanza/jid.js'
import type { Chance } from '../random/chance.js'
import { makeAccounts } from '../scenario/accounts.js'
import { Client, userClient } from './client.js'
import { AUDITOR } from './component.js'
import { newGuests } from './guests.js'
import type { Harness } from './harness.js'
import { ROOM_CREATOR } from './joins.js'
import { Occupant } from './occupant.js'
import { type Invitation, invitationIn } from './recording-proxy.js'
import { RestCaller } from './rest-caller.js'
import { until } from './until.js'
import { OFFLINE_USERS } from './xmpp-server.js'

const SERVICE = 'rooms.localhost'
const PING = `<ping xmlns='urn:xmpp:ping'/>`
const INFO = `<query xmlns='http://jabber.org/protocol/disco#info'/>`
const ROOMS = 4
const OCCUPANTS = 5
const CHURNERS = 2
const INVITEES = 6
const SIGN_INS_AT_ONCE = 8
const TELLS = ['x-muc#roomconfig_messageevents', 'x-muc#roomconfig_occupantevents']

/** The permanent rooms, and the users that put load on them. */
export interface Fixture {
  /** Bare JIDs. */
  readonly rooms: readonly string[]
  /** The room that tells apps of its messages and occupants, in which the owner speaks. */
  readonly toldRoom: string
  /** Owns all rooms. */
  readonly owner: Occupant
  /** Guests without an account, each in one room. */
  readonly guests: readonly Occupant[]
  /** Users who are in every room, and the guests. */
  readonly speakers: readonly Occupant[]
  /** The owner and the speakers. They enter again only after a lost connection. */
  readonly stayers: readonly Occupant[]
  /** They enter and leave all the time. */
  readonly churners: readonly Occupant[]
  /** They are online to receive invitations. */
  readonly invitees: readonly Client[]
  /** Bare JIDs of users that sign in only to receive what the server has stored for them. */
  readonly offlineUsers: readonly string[]
  /** The service admin that inspects the rooms and takes no part in the load. */
  readonly auditor: Client
  readonly rest: RestCaller
  /** All invitations that users have received. */
  readonly received: readonly Invitation[]
  /** Signs in these offline users, given by their bare JIDs, receives the stored messages, and signs out. */
  offlineUsersSignIn(users: readonly string[]): Promise<void>
  /**
   * Resolves when all users are online and those who stay are in their rooms; guests may be on their way. Rejects after
   * 60 seconds.
   */
  allPresent(): Promise<void>
  /** Resolves when each churner is known to be in or out of each room; a churner without an answer enters again. */
  churnersSettled(): Promise<void>
  /** Resolves when the service has processed all stanzas sent so far: it answers a ping in the order of arrival. */
  allProcessed(): Promise<void>
  /** The same for the stanzas of one client. */
  allProcessedFor(occupant: Occupant): Promise<void>
  close(): void
}

/** Makes the rooms, signs all users in and lets the occupants enter. */
export async function openFixture(harness: Harness, chance: Chance): Promise<Fixture> {
  const port = harness.server.clientPort
  const rooms = Array.from({ length: ROOMS }, (_, n) => `room${n}@${SERVICE}`)
  // Half of the reconnects use another resource: the room must remove the occupant of the old one.
  const occupant = (name: string) =>
    new Occupant({ ...userClient(port, name), resource: resources(chance) }, { stays: true, rooms })
  const toldRoom = `told@${SERVICE}`
  const owner = new Occupant(
    { ...userClient(port, 'owner'), resource: resources(chance) },
    { stays: true, rooms: [...rooms, toldRoom] },
  )
  const occupants = names('occupant', OCCUPANTS).map(occupant)
  const churners = names('churner', CHURNERS).map(name => new Occupant(userClient(port, name), { stays: false }))
  const invitees = names('invitee', INVITEES).map(name => new Client(userClient(port, name)))
  const auditor = new Client(userClient(port, AUDITOR))
  const received: Invitation[] = []
  for (const client of invitees) collect(client, received)
  const users = [owner, ...occupants]
  const people = [...users.map(({ client }) => client), ...churners.map(({ client }) => client), ...invitees, auditor]
  await makeAccounts(harness.server, [...people.map(({ name }) => name), localOf(ROOM_CREATOR), ...OFFLINE_USERS])
  for (const client of people) await client.signIn()
  await makeRooms(owner, rooms)
  await makeRooms(owner, [toldRoom], TELLS)
  const rest = new RestCaller(harness.instances)
  const guests = await newGuests({ rest, rooms, web: harness.web.port })
  const stayers = [...users, ...guests]
  for (const occupant of stayers) for (const room of occupant.rooms) occupant.enter(room)
  const everybody = [...people, ...guests.map(({ client }) => client)]
  const isGathered = () =>
    people.every(({ isOnline }) => isOnline) && users.every(it => it.rooms.every(room => it.stateIn(room) === 'in'))
  const allPresent = () =>
    until(isGathered, {
      what: 'all clients are online and all occupants are in the rooms',
      meanwhile: () => stayers.forEach(occupant => void occupant.repeatEntries()),
    })
  await allPresent()
  return {
    ...{
      rooms,
      toldRoom,
      owner,
      guests,
      speakers: [...occupants, ...guests],
      stayers,
      churners,
      invitees,
      auditor,
      received,
      rest,
      allPresent,
    },
    offlineUsers: OFFLINE_USERS.map(name => `${name}@localhost`),
    offlineUsersSignIn: users => offlineUsersSignIn(port, users, received),
    churnersSettled: () => areKnown(churners, rooms),
    allProcessed: async () => {
      await Promise.all(everybody.map(client => client.ask('get', SERVICE, { payload: PING })))
      // A subject may wait for its room while other work goes on.
      await Promise.all(owner.rooms.map(room => owner.client.ask('get', room, { payload: INFO })))
    },
    allProcessedFor: async ({ client }) => {
      await client.ask('get', SERVICE, { payload: PING })
    },
    close: () => everybody.forEach(client => void client.leave()),
  }
}

function names(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${name}${n}`)
}

function resources(chance: Chance): (signIn: number) => string {
  const known = ['', 'c1']
  return n => {
    known[n] ??= chance.some(0.5) ? `c${n}` : (known[n - 1] ?? 'c1')
    return known[n]
  }
}

function collect(client: Client, received: Invitation[]): void {
  client.onStanza(stanza => {
    const invitation = stanza.name === 'message' ? invitationIn(stanza) : undefined
    if (invitation) received.push({ ...invitation, user: client.bare })
  })
}

/** Makes persistent rooms; `also` has further fields to turn on. */
async function makeRooms(owner: Occupant, rooms: readonly string[], also: readonly string[] = []): Promise<void> {
  for (const room of rooms) {
    owner.enter(room)
    await until(() => owner.stateIn(room) === 'in', { what: `${room} exists` })
    await owner.client.ask('set', room, { payload: configuration(also) })
  }
}

function configuration(turnedOn: readonly string[]): string {
  const on = ['muc#roomconfig_persistentroom', ...turnedOn].map(name => `<field var='${name}'><value>1</value></field>`)
  return `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>
    ${on.join('')}<field var='muc#roomconfig_whois'><value>anyone</value></field></x></query>`
}

function areKnown(churners: readonly Occupant[], rooms: readonly string[]): Promise<void> {
  for (const churner of churners) {
    for (const room of rooms) if (churner.stateIn(room) === 'leaving') churner.enter(room)
  }
  return until(() => churners.every(churner => rooms.every(room => ['in', 'out'].includes(churner.stateIn(room)))), {
    what: 'each churner is in or out of each room',
    meanwhile: () => churners.forEach(churner => void churner.repeatEntries()),
  })
}

async function offlineUsersSignIn(port: number, users: readonly string[], received: Invitation[]): Promise<void> {
  const waiting = [...users]
  const signInNext = async () => {
    for (let user = waiting.pop(); user !== undefined; user = waiting.pop()) {
      await fetchStored(new Client(userClient(port, localOf(user))), received)
    }
  }
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signInNext))
}

async function fetchStored(client: Client, received: Invitation[]): Promise<void> {
  collect(client, received)
  await client.signIn()
  // The server delivers stored messages before the answer.
  await client.ask('get', 'localhost', { payload: PING })
  await pause(50)
  // Unavailable presence makes the server store later messages again; a closing connection could swallow them.
  client.send(`<presence type='unavailable'/>`)
  await client.ask('get', 'localhost', { payload: PING })
  client.leave()
}
