/**
 * A client of the REST API, with types made from its OpenAPI document. It needs `fetch`, and nothing of Node.js.
 *
 *     import { createClient } from 'latchstring/client'
 *
 *     const api = createClient({ url: 'https://rooms.example.org', token })
 *     const { data: link } = await api.POST('/api/v1/rooms/{room}/links', {
 *       params: { path: { room: 'verona@rooms.example.org' } },
 *       body: { maxUses: 20 },
 *     })
 *     for await (const event of api.events({ kind: ['member.joined'] })) console.log(event.details.user)
 */
export { ApiError } from './api-error.js'
export { type Client, type ClientOptions, createClient } from './client.js'
export type { Answer, Init, Item, ListPath, Method, ReadTagged, Tagged } from './operations.js'
export type { components, operations, paths } from './rest-api.js'
export type { Following, RoomEvent } from './room-events.js'
export { readWebhook, type WebhookRequest } from './webhook.js'
