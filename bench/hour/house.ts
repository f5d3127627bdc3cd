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
export type StandingRoom = { readonly id: string; readonly jid: string; readonly owner: string; readonly seats: Seat[] }

export type Size = {
  readonly rooms: number
  /** How many people sit in each room. */
  readonly occupants: number
  /** In how many rooms each of them sits. */
  readonly roomsEach: number
  /** How many people there are who come by links only. */
  readonly joiners: number
}

/** The people and rooms of the load. */
export type House = {
  readonly rooms: readonly StandingRoom[]
  readonly people: readonly Person[]
  readonly joiners: readonly Person[]
}

const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

export async function signIn(port: number, name: string): Promise<Person> {
  return { name, jid: `${name}@localhost`, client: await LoadClient.signIn(port, name), seats: [] }
}

/** Makes the rooms over REST, with their members; everybody signs in and enters. */
export async function furnish(rest: Rest, port: number, size: Size): Promise<House> {
  const people: Person[] = []
  for (let n = 0; n < (size.rooms * size.occupants) / size.roomsEach; n++) people.push(await signIn(port, `p${n}`))
  const joiners: Person[] = []
  for (let n = 0; n < size.joiners; n++) joiners.push(await signIn(port, `j${n}`))
  const rooms: StandingRoom[] = []
  for (let n = 0; n < size.rooms; n++) {
    const from = (n * size.occupants) % people.length
    rooms.push(await makeRoom(rest, people.slice(from, from + size.occupants)))
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
