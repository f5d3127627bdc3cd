import type { TypedApp } from '../http/schema/typed-app.js'
import type { Lookup } from '../muc/model/lookup.js'
import { removeForShutdown } from '../muc/operations/remove-occupant.js'
import type { Monitor } from '../observability/monitor.js'
import type { BackPressure } from '../service/back-pressure.js'
import type { Sweep } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Store } from '../store/store.js'
import { settleAllRouted } from '../xmpp/outbox-upkeep.js'
import type { ServerConnection } from '../xmpp/server-connection.js'

/** The longest that requests under way may take at the end, and then the last stanzas; in milliseconds. */
const LONGEST_ANSWER = 3000
const LONGEST_FAREWELL = 3000
/** From the signal on, what is to be stored may wait so long for another process that has the database locked. */
const LONGEST_LOCK = 2000
/** So many rooms are read and emptied at a time: what all of them have to say would fill memory. */
const ROOMS_AT_A_TIME = 500

export type Stopping = {
  readonly store: Store
  readonly connection: ServerConnection
  readonly service: Service
  readonly backPressure: BackPressure
  readonly sweep: Sweep
  readonly http: TypedApp
  readonly ticker: NodeJS.Timeout
  readonly watch: Pick<Monitor, 'stopping' | 'stopped'>
  /** Whether everybody leaves the rooms. */
  readonly empties: boolean
}

/** From the outside in: nothing new comes, what came is answered, what was answered is on its way. Again, it does nothing. */
export function stopper(parts: Stopping) {
  const { store, connection, service, backPressure, sweep, http, ticker, watch, empties } = parts
  let stopped: Promise<void> | undefined
  const stop = async () => {
    watch.stopping()
    store.hurry(LONGEST_LOCK)
    clearInterval(ticker)
    backPressure.end()
    sweep.stop()
    await closeHttp(http)
    // Where that fails, the log has it, and the rest ends all the same.
    if (empties) await emptyRooms(service).catch(() => undefined)
    await service.idle()
    await connection.outbound.drained(LONGEST_FAREWELL)
    await connection.stop()
    // A link that was lost meanwhile has made the latest wait again.
    if (connection.outbound.state().deliveries === 0) await service.run({}, settleAllRouted).catch(() => undefined)
    await service.idle()
    await store.close()
    watch.stopped()
  }
  return (): Promise<void> => {
    stopped ??= stop()
    return stopped
  }
}

/** Who is slow to send a request, or to read the answer, is not waited for. */
async function closeHttp(http: TypedApp): Promise<void> {
  const patience = setTimeout(() => http.server.closeAllConnections(), LONGEST_ANSWER)
  await http.close()
  clearTimeout(patience)
}

/** XEP-0045 §11.2: nobody is left in a room. It ends with the first rooms of which that cannot be stored. */
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
  return service.run({ room: jid }, turn => {
    const room = turn.rooms.get(jid)
    if (room) removeForShutdown({ ...turn, room })
  })
}
