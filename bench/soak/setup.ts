import { textAt } from '../../src/demo/rest.js'
import { LoadClient } from './load-client.js'
import { API, type Rest } from './rest.js'

/** A user with a client. */
export type Person = {
  readonly name: string
  readonly jid: string
  client: LoadClient
  readonly memberships: Membership[]
}

/** A person's membership in a room; `busy` while a work item uses it. */
export type Membership = {
  readonly person: Person
  readonly room: PermanentRoom
  nick: string
  isPresent: boolean
  busy: boolean
}

/** A room that exists for the whole run. */
type PermanentRoom = {
  readonly id: string
  readonly jid: string
  readonly owner: string
  readonly memberships: Membership[]
}

/** The users and rooms of the load. */
export type Setup = {
  readonly rooms: readonly PermanentRoom[]
  readonly people: readonly Person[]
  readonly joiners: readonly Person[]
}

const ROOMS = 10
const OCCUPANTS = 12
/** Rooms per person. */
const ROOMS_EACH = 2
/** Users who join by links only. */
const JOINERS = 20
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

async function signIn(port: number, name: string): Promise<Person> {
  return { name, jid: `${name}@localhost`, client: await LoadClient.signIn(port, name), memberships: [] }
}

/** Makes the rooms and memberships over REST; all users sign in, and all members enter. */
export async function populate(rest: Rest, port: number): Promise<Setup> {
  const people: Person[] = []
  for (let n = 0; n < (ROOMS * OCCUPANTS) / ROOMS_EACH; n++) people.push(await signIn(port, `p${n}`))
  const joiners: Person[] = []
  for (let n = 0; n < JOINERS; n++) joiners.push(await signIn(port, `j${n}`))
  const rooms: PermanentRoom[] = []
  for (let n = 0; n < ROOMS; n++) {
    const from = (n * OCCUPANTS) % people.length
    rooms.push(await makeRoom(rest, people.slice(from, from + OCCUPANTS)))
  }
  return { rooms, people, joiners }
}

async function makeRoom(rest: Rest, members: readonly Person[]): Promise<PermanentRoom> {
  const [owner] = members
  if (!owner) throw new Error('a room needs an owner')
  const made = await rest.calls({ by: owner.jid, call: `POST ${API}/rooms`, body: { name: 'Permanent', topic: 'x' } })
  const [id = '', jid = ''] = [textAt(made, 'data', 'id'), textAt(made, 'data', 'jid')]
  const room: PermanentRoom = { id, jid, owner: owner.jid, memberships: [] }
  for (const person of members) {
    if (person !== owner) {
      const body = { userId: person.jid, reason: '', status: 'accepted', privilege: 'user' }
      await rest.calls({ by: owner.jid, call: `POST ${API}/rooms/${id}/users`, body })
    }
    const membership: Membership = { person, room, nick: person.name, isPresent: false, busy: false }
    room.memberships.push(membership)
    person.memberships.push(membership)
    await enter(membership)
  }
  return room
}

/** Enters a room; resolves at the self-presence (XEP-0045 §7.2.2). */
export async function enter(membership: Membership): Promise<void> {
  const { person, room, nick } = membership
  const here = `here:${room.jid}/${nick}`
  await person.client.request(`<presence to='${room.jid}/${nick}' id='${here}'>${MUC}</presence>`, here)
  membership.isPresent = true
}

export async function leave(membership: Membership): Promise<void> {
  const { person, room, nick } = membership
  membership.isPresent = false
  await person.client.request(`<presence to='${room.jid}/${nick}' type='unavailable'/>`, `gone:${room.jid}/${nick}`)
}
