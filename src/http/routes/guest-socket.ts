import type { FastifySchema } from 'fastify'
import type { DoorRefusal } from '../../guest-access/door.js'
import type { GuestAccess } from '../../guest-access/guest-access.js'
import { Overload } from '../../stanza/error.js'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'
import { addressName } from '../server/address-name.js'
import { takeUpgrade } from '../server/upgrades.js'
import { SOCKET_NAME } from '../web/socket-url.js'

const hidden: FastifySchema = { hide: true }

/** Seconds after which a client that was one too many of its address may try again. */
const RETRY_AFTER = 60

/** The paths of a name below the public URL: with its path, and without, as a proxy may strip it. */
export function belowPublicUrl(publicUrl: string, name: string): readonly string[] {
  const path = new URL(publicUrl).pathname.replace(/\/+$/, '')
  return [...new Set([`/${name}`, `${path}/${name}`])]
}

/** Serves the WebSocket of guests (RFC 7395). */
export function serveGuestSocket(
  app: TypedApp,
  { guests, publicUrl }: { guests?: GuestAccess | undefined; publicUrl: string },
): void {
  if (!guests) return
  for (const path of belowPublicUrl(publicUrl, SOCKET_NAME)) {
    app.get(path, { schema: hidden }, async ({ ip, raw }, reply) => {
      if (raw.headers.upgrade?.toLowerCase() !== 'websocket') throw badRequest('upgrade', 'must be a WebSocket')
      const address = addressName(ip)
      const refusal = guests.refusalOf(raw, address)
      if (refusal) throw errorOf(refusal)
      const upgrade = takeUpgrade(raw)
      if (!upgrade) throw badRequest('connection', 'must be Upgrade')
      reply.hijack()
      guests.accept(upgrade, address)
    })
  }
}

function badRequest(param: string, msg: string): RequestError {
  return new RequestError('bad-request', { details: [{ param, msg }] })
}

function errorOf(refusal: DoorRefusal): Error {
  switch (refusal) {
    case 'no-subprotocol':
      return badRequest('sec-websocket-protocol', 'must be xmpp')
    case 'other-origin':
      return new RequestError('not-allowed', { details: 'Pages of other sites may not connect here.' })
    case 'full-for-address':
      return new RequestError('too-many-requests', { retryAfter: RETRY_AFTER })
    default:
      return new Overload()
  }
}
