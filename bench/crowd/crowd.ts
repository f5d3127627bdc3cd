import { RawClient } from '../raw-client.js'

const AT_ONCE = 32
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

/** Does the work for each item, 32 at the same time. */
export async function forEach<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const left = items.entries()
  const worker = async () => {
    for (const [index, item] of left) await work(item, index)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** Signs in, and returns the client and the text that the server had stored for the person. */
export async function signInAndRead(port: number, name: string): Promise<{ client: RawClient; stored: string }> {
  const client = await RawClient.signIn(port, name)
  client.send(`<iq type='get' id='after-stored'><query xmlns='jabber:iq:roster'/></iq>`)
  const stored = await client.until(`after-stored`)
  await client.until('</iq>')
  return { client, stored }
}

/** Lets all clients enter the room, and resolves when each of them is in. */
export async function enterAll(clients: readonly RawClient[], room: string): Promise<void> {
  await forEach(clients, async (client, index) => {
    client.send(`<presence to='${room}/n${index}'>${MUC}</presence>`)
    await client.until('<subject')
  })
}

/**
 * Sends messages to the room at once in the name of the first client. Resolves with how many of them all clients have
 * received and how many were refused, when these are all or 120 s have passed.
 */
export async function sayAll(
  clients: readonly RawClient[],
  { room, messages }: { room: string; messages: number },
): Promise<{ received: number; refused: number }> {
  const [first] = clients
  if (!first) throw new Error('the room needs an occupant')
  const [others, until] = [clients.slice(1), performance.now() + 120_000]
  for (const client of others) client.counts('<body>m')
  first.counts("type='error'")
  for (let i = 0; i < messages; i++) first.send(`<message to='${room}' type='groupchat'><body>m${i}</body></message>`)
  const received = () => Math.min(...others.map(client => client.count))
  while (received() + first.count < messages && performance.now() < until) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return { received: received(), refused: first.count }
}
