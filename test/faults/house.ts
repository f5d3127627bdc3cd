import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../random/chance.js'
import { WARDEN } from './component.js'
import { Guest } from './guest.js'
import { Person } from './person.js'
import { RestCaller } from './rest-caller.js'
import type { Rig } from './rig.js'
import { until } from './until.js'
import { type Invitation, invitationIn } from './wire.js'
import { ABSENT } from './xmpp-server.js'

const SERVICE = 'rooms.localhost'
const PING = `<ping xmlns='urn:xmpp:ping'/>`
const HALLS = 4
const GUESTS = 5
const MOVERS = 2
const COLLECTORS = 6
const PERSISTENT = `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>
<field var='muc#roomconfig_persistentroom'><value>1</value></field>
<field var='muc#roomconfig_whois'><value>anyone</value></field></x></query>`

/** The rooms that are there throughout, and the people with whom the load is made. */
export interface House {
  /** Bare JIDs. */
  readonly halls: readonly string[]
  /** Owns the halls and is in each of them. */
  readonly host: Guest
  /** They are in each hall, and only a lost connection makes them enter again. */
  readonly guests: readonly Guest[]
  /** They come and go. */
  readonly movers: readonly Guest[]
  /** They are online to get invitations. */
  readonly collectors: readonly Person[]
  /** Bare JIDs of people who come at the end to see what waits for them. */
  readonly absent: readonly string[]
  /** Sees everything, in order to look for it afterwards. */
  readonly warden: Person
  readonly rest: RestCaller
  /** The invitations that people have received. */
  readonly received: readonly Invitation[]
  /** Who is absent signs in, takes what waits for them, and goes again. */
  visits(): Promise<void>
  /** Resolves when all are online and those who stay are in all halls. Rejects after some time. */
  gathered(): Promise<void>
  /** Resolves when it is known of those who come and go where they are: who got no answer enters again. */
  moversAreKnown(): Promise<void>
  /** Resolves when the service has handled all that anybody has sent, which it does in the order in which it comes. */
  settled(): Promise<void>
  close(): void
}

/** Everybody signs in and enters; the halls are made. */
export async function openHouse(rig: Rig, chance: Chance): Promise<House> {
  const port = rig.server.clientPort
  const halls = Array.from({ length: HALLS }, (_, n) => `hall${n}@${SERVICE}`)
  // Half of those who were cut off come back by another name: what they were before must go.
  const guest = (name: string) => new Guest({ port, name, resource: resources(chance) }, { stays: true })
  const host = guest('host')
  const guests = names('guest', GUESTS).map(guest)
  const movers = names('mover', MOVERS).map(name => new Guest({ port, name }, { stays: false }))
  const collectors = names('collector', COLLECTORS).map(name => new Person({ port, name }))
  const warden = new Person({ port, name: WARDEN })
  const received: Invitation[] = []
  for (const person of collectors) collect(person, received)
  const stayers = [host, ...guests]
  const people = [...stayers.map(({ person }) => person), ...movers.map(({ person }) => person), ...collectors, warden]
  for (const person of people) await person.signIn()
  await makeHalls(host, halls)
  for (const guest of guests) for (const hall of halls) guest.enter(hall)
  const isGathered = () =>
    people.every(({ isOnline }) => isOnline) && stayers.every(it => halls.every(hall => it.placeIn(hall) === 'in'))
  const gathered = () =>
    until(isGathered, {
      what: 'everybody is online and in the halls',
      meanwhile: () => stayers.forEach(guest => void guest.tend()),
    })
  await gathered()
  return {
    ...{ halls, host, guests, movers, collectors, warden, received, gathered },
    absent: ABSENT.map(name => `${name}@localhost`),
    rest: new RestCaller(rig.component),
    visits: () => visits(port, received),
    moversAreKnown: () => areKnown(movers, halls),
    settled: async () => {
      await Promise.all(people.map(person => person.ask('get', SERVICE, { payload: PING })))
    },
    close: () => people.forEach(person => void person.leave()),
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

function collect(person: Person, received: Invitation[]): void {
  person.hears(stanza => {
    const invitation = stanza.name === 'message' ? invitationIn(stanza) : undefined
    if (invitation) received.push({ ...invitation, user: person.bare })
  })
}

async function makeHalls(host: Guest, halls: readonly string[]): Promise<void> {
  for (const hall of halls) {
    host.enter(hall)
    await until(() => host.placeIn(hall) === 'in', { what: `${hall} is there` })
    await host.person.ask('set', hall, { payload: PERSISTENT })
  }
}

function areKnown(movers: readonly Guest[], halls: readonly string[]): Promise<void> {
  for (const mover of movers) {
    for (const hall of halls) if (mover.placeIn(hall) === 'leaving') mover.enter(hall)
  }
  return until(() => movers.every(mover => halls.every(hall => ['in', 'out'].includes(mover.placeIn(hall)))), {
    what: 'it is known where the movers are',
    meanwhile: () => movers.forEach(mover => void mover.tend()),
  })
}

async function visits(port: number, received: Invitation[]): Promise<void> {
  for (const name of ABSENT) {
    const person = new Person({ port, name })
    collect(person, received)
    await person.signIn()
    // What has waited comes before the answer.
    await person.ask('get', 'localhost', { payload: PING })
    await pause(50)
    // What comes after the next answer is kept for them again: a connection that only ends may swallow it.
    person.send(`<presence type='unavailable'/>`)
    await person.ask('get', 'localhost', { payload: PING })
    person.leave()
  }
}
