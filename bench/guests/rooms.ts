import type { RealServer } from '../../test/servers/server.js'
import { makeRoom } from '../crowd/bystander.js'
import { forEach } from '../crowd/crowd.js'
import { RawClient } from '../raw-client.js'
import type { Rest } from '../soak/rest.js'
import type { WebAccount } from './web-client.js'

const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`
const OWNER = 'http://jabber.org/protocol/muc#owner'
const FORM_TYPE = `<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>`

/** A room, and how its next guest comes in. */
export type Meeting = { readonly room: string; readonly newGuest: () => Promise<WebAccount> }

/** Where guests come in: Latchstring's rooms by links, or the server's own rooms by SASL ANONYMOUS. */
export interface Venue {
  /** Makes the room number `n` with the client of its owner, who has entered no room yet. */
  opens(owner: RawClient, n: number): Promise<Meeting>
}

/** Rooms of the XMPP server itself, with people whom it lets sign in without an account. */
export function ownRooms(account: WebAccount): Venue {
  return {
    async opens(owner, n) {
      const room = `bench${n}@conference.localhost`
      owner.send(`<presence to='${room}/owner'>${MUC}</presence>`)
      await owner.until('<subject')
      await configures(owner, room)
      return { room, newGuest: async () => account }
    },
  }
}

/** Rooms of Latchstring, each with a link that lets guests in. */
export function roomsWithLinks({ rest, url, host }: { rest: Rest; url: string; host: string }): Venue {
  return {
    async opens(owner, n) {
      const by = `person${n}@localhost`
      const { id, jid: room } = await makeRoom(rest, by)
      await configures(owner, room)
      owner.send(`<presence to='${room}/owner'>${MUC}</presence>`)
      await owner.until('<subject')
      const made = await rest.calls({ by, call: `POST /api/v1/rooms/${id}/links`, body: {} })
      const { openInviteId } = (made as { data: { openInviteId: string } }).data
      return { room, newGuest: () => newGuest({ url, host, openInviteId }) }
    },
  }
}

async function newGuest({ url, host, openInviteId }: { url: string; host: string; openInviteId: string }) {
  const response = await fetch(`${url}/api/v1/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openInviteId, name: 'Guest' }),
  })
  if (response.status !== 201) throw new Error(`no guest: ${response.status} ${await response.text()}`)
  const { data } = (await response.json()) as { data: { jid: string; password: string } }
  const guest = { local: data.jid.split('@')[0] ?? '', password: data.password }
  return { url: `${url.replace(/^http/, 'ws')}/xmpp-websocket`, host, guest }
}

/** Opens the room for everybody (XEP-0045 §10.1). */
async function configures(owner: RawClient, room: string): Promise<void> {
  const open = `<field var='muc#roomconfig_membersonly'><value>0</value></field>`
  const form = `<x xmlns='jabber:x:data' type='submit'>${FORM_TYPE}${open}</x>`
  owner.send(`<iq type='set' id='set-up' to='${room}'><query xmlns='${OWNER}'>${form}</query></iq>`)
  await owner.until(/<iq[^>]*set-up[^>]*>/)
}

/** Signs in the people of the server, `each` in a room, and lets them enter; the first of each room owns it. */
export async function peopleIn(
  server: RealServer,
  { venue, rooms, each }: { venue: Venue; rooms: number; each: number },
): Promise<{ meetings: Meeting[]; people: RawClient[] }> {
  const [meetings, people] = [[] as Meeting[], [] as RawClient[]]
  await forEach(Array.from({ length: rooms }), async (_, n) => {
    const owner = await RawClient.signIn(server.clientPort, `person${n}`)
    const meeting = await venue.opens(owner, n)
    meetings[n] = meeting
    people.push(owner)
    for (let i = 1; i < each; i++) {
      const person = await RawClient.signIn(server.clientPort, `person${n}-${i}`)
      person.send(`<presence to='${meeting.room}/person${i}'>${MUC}</presence>`)
      await person.until('<subject')
      people.push(person)
    }
  })
  // From here on the people only read; what they have read is not kept.
  for (const person of people) person.counts('nothing of this kind')
  return { meetings, people }
}
