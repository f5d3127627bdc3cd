import { RawClient } from '../raw-client.js'

const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`
const OWNER = 'http://jabber.org/protocol/muc#owner'

/** Makes a room that all may enter: its owner enters it first and unlocks it (XEP-0045 §10.1). */
export async function openRoom(owner: RawClient, room: string): Promise<void> {
  enter(owner, `${room}/n0`)
  await owner.until('<subject')
  const form = `<x xmlns='jabber:x:data' type='submit'/>`
  owner.send(`<iq type='set' id='u' to='${room}'><query xmlns='${OWNER}'>${form}</query></iq>`)
  await owner.until('<iq')
}

/** Lets clients enter an open room at the same time; resolves when each of them has received the subject. */
export async function fillRoom(clients: readonly RawClient[], room: string): Promise<void> {
  for (const [i, client] of clients.entries()) enter(client, `${room}/n${i + 1}`)
  await Promise.all(clients.map(client => client.until('<subject')))
}

/** Lets clients enter several open rooms each; resolves when each of them has received all subjects. */
export async function fillRooms(clients: readonly RawClient[], rooms: readonly string[]): Promise<void> {
  for (const client of clients) client.counts('<subject')
  for (const [i, client] of clients.entries()) for (const room of rooms) enter(client, `${room}/n${i + 1}`)
  await Promise.all(clients.map(client => client.counted(rooms.length)))
}

function enter(client: RawClient, occupant: string): void {
  client.send(`<presence to='${occupant}'>${MUC}</presence>`)
}

/** Signs in one client at a time: a server queues only a few connections that it has not accepted yet. */
export async function signInEach(
  port: number,
  count: number,
  nameOf = (n: number) => `person${n}`,
): Promise<RawClient[]> {
  const clients: RawClient[] = []
  for (let n = 0; n < count; n++) clients.push(await RawClient.signIn(port, nameOf(n)))
  return clients
}
