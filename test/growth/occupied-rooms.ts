import { DOMAIN, stand } from './stand.js'

/** A database with many rooms, and a client in each. */
export async function occupiedRooms(path: string, clients: readonly string[]): Promise<void> {
  const before = stand({ path })
  for (const [n, from] of clients.entries()) {
    const enters = `<x xmlns='http://jabber.org/protocol/muc'/>`
    before.receives(`<presence from='${from}' to='room${n}@${DOMAIN}/n'>${enters}</presence>`)
  }
  await before.stop()
}
