import { textAt } from '../../src/demo/rest.js'
import { LoadClient } from './load-client.js'
import { API, type Rest } from './rest.js'

/** Somebody with a client. */
export type Person = { readonly name: string; readonly jid: string; client: LoadClient; readonly seats: Seat[] }

/** A place of a person in a room; `busy` while something is under way there. */
export type Seat = {
  readonly person: Person
  readonly room: StandingRoom
  nick: string
  isIn: boolean
  busy: boolean
}

/** A room that stays for all of the load. */
type StandingRoom = { readonly id: string; readonly jid: string; readonly owner: string; readonly seats: Seat[] }

/** The people and rooms of the load. */
export type House = {
  readonly rooms: readonly StandingRoom[]
  readonly people: readonly Person[]
  readonly joiners: readonly Person[]
}

const ROOMS = 10
const OCCUPANTS = 12
/** In how many rooms each of them sits. */
const ROOMS_EACH = 2
/** How many people there are who come by links only. */
const JOINERS = 20
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

async function signIn(port: number, name: string): Promise<Person> {
  return { name, jid: `${name}@localhost`, client: await LoadClient.signIn(port, name), seats: [] }
}

/** Makes the rooms over REST, with their members; everybody signs in and enters. */
export async function furnish(rest: Rest, port: number): Promise<House> {
  const people: Person[] = []
  for (let n = 0; n < (ROOMS * OCCUPANTS) / ROOMS_EACH; n++) people.push(await signIn(port, `p${n}`))
  const joiners: Person[] = []
  for (let n = 0; n < JOINERS; n++) joiners.push(await signIn(port, `j${n}`))
  const rooms: StandingRoom[] = []
  for (let n = 0; n < ROOMS; n++) {
    const from = (n * OCCUPANTS) % people.length
    rooms.push(await makeRoom(rest, people.slice(from, from + OCCUPANTS)))
  }
  return { rooms, people, joiners }
}

async function makeRoom(rest: Rest, members: readonly Person[]): Promise<StandingRoom> {
  const [owner] = members
  if (!owner) throw new Error('a room needs an owner')
  const made = await rest.calls({ by: owner.jid, call: `POST ${API}/rooms`, body: { name: 'Standing', topic: 'x' } })
  const [id = '', jid = ''] = [textAt(made, 'data', 'id'), textAt(made, 'data', 'jid')]
  const room: StandingRoom = { id, jid, owner: owner.jid, seats: [] }
  for (const person of members) {
    if (person !== owner) {
      const body = { userId: person.jid, reason: '', status: 'accepted', privilege: 'user' }
      await rest.calls({ by: owner.jid, call: `POST ${API}/rooms/${id}/users`, body })
    }
    const seat: Seat = { person, room, nick: person.name, isIn: false, busy: false }
    room.seats.push(seat)
    person.seats.push(seat)
    await enter(seat)
  }
  return room
}

/** Enters a room; one's own presence there is the answer. */
export async function enter(seat: Seat): Promise<void> {
  const { person, room, nick } = seat
  const here = `here:${room.jid}/${nick}`
  await person.client.asks(`<presence to='${room.jid}/${nick}' id='${here}'>${MUC}</presence>`, here)
  seat.isIn = true
}

export async function leave(seat: Seat): Promise<void> {
  const { person, room, nick } = seat
  seat.isIn = false
  await person.client.asks(`<presence to='${room.jid}/${nick}' type='unavailable'/>`, `gone:${room.jid}/${nick}`)
}
