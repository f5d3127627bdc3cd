import { createHarness, DOMAIN } from './harness.js'

/** Writes a database with one room for each client, which is in the room. */
export async function occupiedRooms(path: string, clients: readonly string[]): Promise<void> {
  const before = createHarness({ path })
  for (const [n, from] of clients.entries()) {
    const enters = `<x xmlns='http://jabber.org/protocol/muc'/>`
    before.receives(`<presence from='${from}' to='room${n}@${DOMAIN}/n'>${enters}</presence>`)
  }
  await before.stop()
}
