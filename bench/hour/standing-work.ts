import type { Chance } from '../../test/random/chance.js'
import type { Account } from './account.js'
import { enter, type House, leave, type Person, type Seat } from './house.js'
import { LoadClient } from './load-client.js'

/** In milliseconds: how long who has left stays away. */
const AWAY = 1000

export type Floor = { readonly house: House; readonly account: Account; readonly chance: Chance; readonly port: number }

let ids = 0
const newId = () => `w${++ids}`

/** What people do in the rooms that stay. Each piece of work takes a free seat, or does nothing where there is none. */
export const standingWork: Readonly<Record<string, (floor: Floor) => Promise<void>>> = {
  message: floor =>
    withSeat(floor, async ({ person, room }) => {
      const id = newId()
      const body = 'm'.repeat(20 + floor.chance.below(200))
      const message = `<message to='${room.jid}' type='groupchat' id='${id}'><body>${body}</body></message>`
      await floor.account.of('message', () => person.client.asks(message, `id:${id}`))
    }),

  'private message': floor =>
    withSeat(floor, async ({ person, room }) => {
      const other = freeSeat(floor, seat => seat.room === room && seat.person !== person)
      if (!other) return
      await holding(other, async () => {
        const id = newId()
        const arrived = floor.account.of('private message', () => other.person.client.waitFor(`id:${id}`))
        person.client.send(
          `<message to='${room.jid}/${other.nick}' type='chat' id='${id}'><body>psst</body>` +
            `<x xmlns='http://jabber.org/protocol/muc#user'/></message>`,
        )
        await arrived
      })
    }),

  'presence change': floor =>
    withSeat(floor, async ({ person, room, nick }) => {
      const text = newId()
      const presence = `<presence to='${room.jid}/${nick}' id='says:${text}'><show>away</show><status>${text}</status></presence>`
      await floor.account.of('presence change', () => person.client.asks(presence, `says:${text}`))
    }),

  'nick change': floor =>
    withSeat(floor, async seat => {
      const nick = `${seat.person.name}${newId()}`
      const here = `here:${seat.room.jid}/${nick}`
      const presence = `<presence to='${seat.room.jid}/${nick}' id='${here}'/>`
      const done = await floor.account.of('nick change', () => seat.person.client.asks(presence, here))
      if (done) seat.nick = nick
    }),

  'leave and enter': floor =>
    withSeat(floor, async seat => {
      await floor.account.of('leave', () => leave(seat))
      await new Promise(resolve => setTimeout(resolve, floor.chance.below(AWAY)))
      await floor.account.of('enter', () => enter(seat))
    }),

  'vanish and return': floor => vanishAndReturn(floor),

  'archive query': floor =>
    asks(floor, 'archive query', (to, id) => {
      const page = `<set xmlns='http://jabber.org/protocol/rsm'><max>20</max><before/></set>`
      return `<iq type='set' id='${id}' to='${to}'><query xmlns='urn:xmpp:mam:2'>${page}</query></iq>`
    }),

  'disco query': floor =>
    asks(floor, 'disco query', (to, id) => {
      const what = floor.chance.one('info', 'items')
      return `<iq type='get' id='${id}' to='${to}'><query xmlns='http://jabber.org/protocol/disco#${what}'/></iq>`
    }),
}

/** The connection breaks off; the person signs in again and enters their rooms again. */
async function vanishAndReturn({ house, account, chance, port }: Floor): Promise<void> {
  const person = house.people[chance.below(house.people.length)]
  if (!person || person.seats.some(seat => seat.busy)) return
  for (const seat of person.seats) seat.busy = true
  person.client.vanish()
  await new Promise(resolve => setTimeout(resolve, chance.below(AWAY)))
  await account.of('sign in', () => signInAgain(person, port))
  for (const seat of person.seats) {
    await account.of('enter', () => enter(seat))
    seat.busy = false
  }
}

async function signInAgain(person: Person, port: number): Promise<void> {
  person.client = await LoadClient.signIn(port, person.name)
}

async function asks(floor: Floor, kind: string, iq: (to: string, id: string) => string): Promise<void> {
  await withSeat(floor, async ({ person, room }) => {
    const id = newId()
    await floor.account.of(kind, () => person.client.asks(iq(room.jid, id), `id:${id}`))
  })
}

async function withSeat(floor: Floor, work: (seat: Seat) => Promise<void>): Promise<void> {
  const seat = freeSeat(floor, () => true)
  if (seat) await holding(seat, () => work(seat))
}

async function holding(seat: Seat, work: () => Promise<void>): Promise<void> {
  seat.busy = true
  try {
    await work()
  } finally {
    seat.busy = false
  }
}

function freeSeat({ house, chance }: Floor, fits: (seat: Seat) => boolean): Seat | undefined {
  const seats = house.rooms.flatMap(room => room.seats).filter(seat => seat.isIn && !seat.busy && fits(seat))
  return seats[chance.below(seats.length)]
}
