import type { RealServer } from '../../test/servers/server.js'
import { RawClient } from '../raw-client.js'

/** What a second brings. */
export type Rates = { readonly deliveries: number; readonly entries: number }

/** The place of a measurement, and the work in it; `watch` is called before and after the messages. */
export type Crowd = {
  readonly domain: string
  readonly round: number | string
  readonly occupants: number
  readonly messages: number
  watch?(): void
}

/** Fills a room with raw clients that sign in for it; one of them speaks. */
export async function measureCrowd(server: RealServer, size: Crowd): Promise<Rates> {
  const { domain, round } = size
  const room = `bench${round}@${domain}`
  const clients: RawClient[] = []
  // One client at a time: a server queues only a few connections that it has not accepted yet.
  for (let i = 0; i < size.occupants; i++) {
    clients.push(await RawClient.signIn(server.clientPort, `u${i}-${round}-${domain}`))
  }
  const [first] = clients
  if (!first) throw new Error('the room needs an occupant')
  enter(first, `${room}/n0`)
  await first.until('<subject')
  await unlock(first, room)
  const others = clients.slice(1)
  const entriesFrom = performance.now()
  for (const [i, client] of others.entries()) enter(client, `${room}/n${i + 1}`)
  await Promise.all(others.map(client => client.until('<subject')))
  const entries = others.length / ((performance.now() - entriesFrom) / 1000)
  for (const client of clients) client.counts('<body>m')
  size.watch?.()
  const from = performance.now()
  for (let i = 0; i < size.messages; i++) {
    first.send(`<message to='${room}' type='groupchat'><body>m${'x'.repeat(100)}</body></message>`)
  }
  await Promise.all(clients.map(client => client.counted(size.messages)))
  const deliveries = (size.occupants * size.messages) / ((performance.now() - from) / 1000)
  size.watch?.()
  for (const client of clients) client.end()
  return { deliveries, entries }
}

function enter(client: RawClient, occupant: string): void {
  client.send(`<presence to='${occupant}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
}

async function unlock(client: RawClient, room: string): Promise<void> {
  const form = `<x xmlns='jabber:x:data' type='submit'/>`
  client.send(
    `<iq type='set' id='u' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query></iq>`,
  )
  await client.until('<iq')
}

/** The middle one; 0 of none. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
