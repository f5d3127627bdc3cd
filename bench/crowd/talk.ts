import type { RealServer } from '../../test/servers/server.js'
import { fillRoom, openRoom, signInEach } from './fill.js'

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
export async function measureCrowd({ clientPort }: RealServer, size: Crowd): Promise<Rates> {
  const { domain, round } = size
  const room = `bench${round}@${domain}`
  const clients = await signInEach(clientPort, size.occupants, n => `u${n}-${round}-${domain}`)
  const [first, ...others] = clients
  if (!first) throw new Error('the room needs an occupant')
  await openRoom(first, room)
  const entriesFrom = performance.now()
  await fillRoom(others, room)
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
