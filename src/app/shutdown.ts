import type { GuestAccess } from '../guest-access/guest-access.js'
import type { TypedApp } from '../http/schema/typed-app.js'
import type { Lookup } from '../muc/model/lookup.js'
import { removeForShutdown } from '../muc/operations/remove-occupant.js'
import type { Monitor } from '../observability/monitor.js'
import type { Gate } from '../service/gate.js'
import type { OccupantCheck } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Store } from '../store/store.js'
import type { WebhookSender } from '../webhook-delivery/webhook-sender.js'
import { settleAllRouted, settleRouted } from '../xmpp/outbox-upkeep.js'
import type { ServerConnection } from '../xmpp/server-connection.js'
import type { Holding } from './holding.js'
import { tellRoomNews } from './room-news.js'
import type { Ticking } from './ticking.js'

/** In milliseconds: the longest waits for requests under way, and for the last stanzas to be sent. */
const MAX_REQUEST_WAIT = 3000
const MAX_SEND_WAIT = 3000
/** In milliseconds from the start of the shutdown: the longest wait for a database that another process has locked. */
const MAX_LOCK_WAIT = 2000
/** The number of rooms that are read and emptied at a time: the stanzas for all of them would fill memory. */
const ROOMS_AT_A_TIME = 500

export type ShutdownParts = {
  readonly store: Store
  readonly connection: ServerConnection
  readonly service: Service
  readonly guests: GuestAccess | undefined
  readonly webhooks: WebhookSender
  readonly gate: Gate
  readonly occupantCheck: OccupantCheck
  readonly http: TypedApp
  readonly ticking: Pick<Ticking, 'stop'>
  readonly holding: Holding
  readonly monitor: Pick<Monitor, 'stopping' | 'stopped'>
  /** Whether all occupants are removed from the rooms, if no other instance serves them on. */
  readonly emptiesRooms: boolean
}

/**
 * Makes the function that stops the service: it accepts no new requests, answers those under way, sends what is queued,
 * and closes the link and the store. It is idempotent: each call gives the promise of the first.
 */
export function createShutdown(parts: ShutdownParts): () => Promise<void> {
  let stopped: Promise<void> | undefined
  return () => {
    stopped ??= stop(parts)
    return stopped
  }
}

async function stop(parts: ShutdownParts): Promise<void> {
  const { store, service, guests, webhooks, gate, occupantCheck, http, ticking, monitor, holding } = parts
  monitor.stopping()
  store.hurry(MAX_LOCK_WAIT)
  // Rooms are served until another instance is ready to go on with them.
  await holding.stopping()
  ticking.stop()
  gate.open()
  service.resume()
  occupantCheck.stop()
  await guests?.stop()
  await webhooks.stop()
  await closeHttp(http)
  if (holding.mayAct()) await endRooms(parts)
  await holding.release()
  await store.close()
  monitor.stopped()
}

/** Says and sends what is left, and closes the link. The service logs a failure, and the shutdown goes on. */
async function endRooms({ connection, service, emptiesRooms, holding }: ShutdownParts): Promise<void> {
  await tellRoomNews(service, { isStopping: true }).catch(() => undefined)
  if (emptiesRooms && holding.isAlone) await emptyRooms(service).catch(() => undefined)
  await service.idle()
  await connection.outbound.drained(MAX_SEND_WAIT)
  await connection.stop()
  // If the link was lost meanwhile, the latest deliveries wait again and must stay in the store.
  const settle = connection.outbound.state().deliveries === 0 ? settleAllRouted : settleRouted
  await service.run({}, settle).catch(() => undefined)
  await service.idle()
}

/** Waits for requests under way, but cuts clients that are slow to send a request or to read its answer. */
async function closeHttp(http: TypedApp): Promise<void> {
  const timer = setTimeout(() => http.server.closeAllConnections(), MAX_REQUEST_WAIT)
  await http.close()
  clearTimeout(timer)
}

/** Removes all occupants of all rooms (XEP-0045 §11.2). Rejects at the first rooms for which that cannot be stored. */
async function emptyRooms(service: Service): Promise<void> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const lookup: Lookup = { occupied: { after, most: ROOMS_AT_A_TIME } }
    const occupied: readonly string[] = await service.run({ lookup }, ({ found }) => found.occupied ?? [])
    await Promise.all(occupied.map(jid => emptyRoom(service, jid)))
    after = occupied.at(-1)
  }
}

function emptyRoom(service: Service, jid: string): Promise<void> {
  return service.run({ room: jid }, context => {
    const room = context.rooms.get(jid)
    if (room) removeForShutdown({ ...context, room })
  })
}
