import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { configureRoom } from '../muc/operations/configure-room.js'

/** Changes keys of the configuration, as the form does (XEP-0045 §10.2). The same values cause no notification. */
export function configure(context: Context, room: Room, changes: Partial<RoomConfig>): void {
  const was = room.record
  const config = { ...was.config, ...changes }
  if (JSON.stringify(config) === JSON.stringify(was.config)) return
  configureRoom({ ...context, room }, { now: { ...was, config } })
}
