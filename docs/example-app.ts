/*
 * A community app in one file. It makes a room and a link, approves the requests of people of one domain, greets in the
 * room those who have joined, and hears of the link by a webhook. It runs until SIGTERM:
 *
 *     LATCHSTRING_URL=https://rooms.example.org LATCHSTRING_TOKEN=... TRUSTED_DOMAIN=example.org \
 *       WEBHOOK_URL=https://app.example.org/latchstring WEBHOOK_PORT=8090 npx tsx example-app.ts
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { ApiError, createClient, type RoomEvent, readWebhook } from 'latchstring/client'

const { LATCHSTRING_URL: url = 'http://127.0.0.1:8080', LATCHSTRING_TOKEN: token = '' } = process.env
const { TRUSTED_DOMAIN: domain = 'localhost', WEBHOOK_URL, WEBHOOK_PORT = '0' } = process.env

const api = createClient({ url, token })
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())

// A room, and a link through which 100 people may ask to join it.
const { data: room } = await api.POST('/api/rainbow/enduser/v1.0/rooms', { body: { name: 'Neighbours' } })
const path = { room: room.jid }
const { data: link } = await api.POST('/api/v1/rooms/{room}/links', {
  params: { path },
  body: { label: 'For the street', maxUses: 100, admission: 'unlock_ack' },
})
console.log(`Share ${link.url}`)

// A webhook hears of the link. What does not have the right signature is refused.
const receiver = createServer(async (request, answer) => {
  const event = await posted(request)
  answer.writeHead(event ? 204 : 400).end()
  if (event) console.log(`The webhook says ${event.kind}`)
})
receiver.listen(Number(WEBHOOK_PORT))
await once(receiver, 'listening')
const { port } = receiver.address() as AddressInfo
const { data: webhook } = await api.POST('/api/v1/webhooks', {
  body: {
    url: WEBHOOK_URL ?? `http://127.0.0.1:${port}/`,
    rooms: [room.jid],
    kinds: ['link.changed', 'link.used-up', 'link.revoked'],
  },
})

// What happens in the room: from its creation on, so that nothing is missed.
try {
  for await (const event of api.events({ room: [room.jid], after: '0', signal: stop.signal })) await handle(event)
} finally {
  receiver.close()
  await api.DELETE('/api/v1/webhooks/{webhookId}', { params: { path: webhook } })
}

async function posted(request: IncomingMessage): Promise<RoomEvent | undefined> {
  try {
    return readWebhook({ secret: webhook.secret, headers: request.headers, body: await text(request) })
  } catch {
    return undefined
  }
}

async function handle({ kind, details: { user = '', link } }: RoomEvent): Promise<void> {
  if (kind === 'request.made' && user.endsWith(`@${domain}`)) await approve(user)
  if (kind === 'request.made' && !user.endsWith(`@${domain}`)) console.log(`${user} waits for a moderator`)
  if (kind === 'member.joined' && link) await greet(user)
}

async function approve(userId: string): Promise<void> {
  try {
    const body = { decision: 'approve' as const }
    await api.POST('/api/v1/rooms/{room}/requests/{userId}', { params: { path: { ...path, userId } }, body })
  } catch (refusal) {
    // A moderator has decided already.
    if (!(refusal instanceof ApiError && refusal.status === 404)) throw refusal
  }
}

/** By no name: the room hides addresses, and the person has no nick yet. */
async function greet(user: string): Promise<void> {
  try {
    const body = { body: 'Welcome to our new neighbour!' }
    await api.POST('/api/v1/rooms/{room}/messages', { params: { path }, body })
    console.log(`Greeted ${user}`)
  } catch (refusal) {
    // Such as the limit of messages, or another person with our nick.
    if (!(refusal instanceof ApiError)) throw refusal
    console.log(`No greeting for ${user}: ${refusal.text}`)
  }
}
