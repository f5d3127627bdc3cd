import { textAt } from '../../src/demo/rest.js'
import { guestClient } from './guest-stream.js'
import { Occupant } from './occupant.js'
import type { RestCaller } from './rest-caller.js'

const API = '/api/rainbow/enduser/v1.0'
/** The owner of the rooms of the fixture. */
const OWNER = 'owner@localhost'
/** Guests in each of the first rooms. */
const GUESTS = 2
const ROOMS_WITH_GUESTS = 2

type Hosts = { readonly rest: RestCaller; readonly rooms: readonly string[]; readonly web: number }

/** Makes a link to each of the first rooms, and guests by it, who are signed in. `web`: the port of their connections. */
export async function newGuests({ rest, rooms, web }: Hosts): Promise<Occupant[]> {
  const guests: Occupant[] = []
  for (const room of rooms.slice(0, ROOMS_WITH_GUESTS)) {
    const openInviteId = await linkTo(rest, room)
    for (let n = 0; n < GUESTS; n++) {
      const guest = await newGuest(rest, { openInviteId, room, web, name: `guest${guests.length}` })
      await guest.client.signIn()
      guests.push(guest)
    }
  }
  return guests
}

type Coming = { readonly openInviteId: string; readonly room: string; readonly web: number; readonly name: string }

/** Makes a guest, who is not signed in yet. Rejects if the service refuses. */
export async function newGuest(rest: RestCaller, { openInviteId, room, web, name }: Coming): Promise<Occupant> {
  const body = { openInviteId, name }
  const made = await rest.call(OWNER, { method: 'POST', path: '/api/v1/guests', body })
  const [jid, password] = [textAt(made?.body, 'data', 'jid'), textAt(made?.body, 'data', 'password')]
  if (!jid || !password) throw new Error(`no guest: ${JSON.stringify(made)}`)
  return new Occupant(guestClient({ port: web, jid, password }, name), { stays: true, rooms: [room] })
}

async function linkTo(rest: RestCaller, room: string): Promise<string> {
  const found = await rest.call(OWNER, { method: 'GET', path: `${API}/rooms?limit=100` })
  const listed: unknown = Object(found?.body).data
  const id = Array.isArray(listed)
    ? textAt(
        listed.find(one => textAt(one, 'jid') === room),
        'id',
      )
    : undefined
  const link = await rest.call(OWNER, { method: 'POST', path: `/api/v1/rooms/${id}/links`, body: {} })
  const openInviteId = textAt(link?.body, 'data', 'openInviteId')
  if (!openInviteId) throw new Error(`no link to ${room}: ${JSON.stringify(link)}`)
  return openInviteId
}
