import { xml } from '../../stanza/element.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { ChangeCodes, RoomContext } from '../context.js'
import { allSessions, type RoomRecord } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'

const OTHER = 104

/**
 * Sets a room up otherwise, by whatever way that was asked for: the occupants hear of it, and every capability does what
 * follows from it. `listsChanged`: so are its owners or admins.
 */
export function configureRoom(context: RoomContext, change: { now: RoomRecord; listsChanged?: boolean }): void {
  const { room, rooms, batch, capabilities } = context
  const { now, listsChanged = false } = change
  const was = room.record
  batch.change({ kind: 'record', room: was.jid, was, now })
  if (!was.locked) announceChange(context, { was: was.config, listsChanged })
  for (const capability of capabilities) {
    // One of them may have emptied a temporary room, and so ended it.
    if (rooms.get(was.jid) !== room) break
    capability.onConfigured?.({ ...context, was: was.config })
  }
}

/**
 * XEP-0045 §10.2.1: tells the occupants by a status code that the room is set up otherwise than before; 104 is what
 * does not touch privacy.
 */
export function sendConfigStatus({ room, batch }: RoomContext, code = OTHER): void {
  const attributes = { from: room.record.jid, id: batch.newId(), type: 'groupchat' }
  batch.send(xml('message', attributes, xml('x', NS.mucUser, statusCode(code))), allSessions(room))
}

/**
 * §10.2.1: each code comes in a message of its own. What touches privacy has a code; everything else is 104, as are the
 * lists of owners and admins.
 */
function announceChange(context: RoomContext, change: { was: RoomConfig; listsChanged: boolean }): void {
  const { room, capabilities } = context
  const { was, listsChanged } = change
  const now = room.record.config
  const known: Readonly<Record<string, ChangeCodes[keyof RoomConfig]>> = codesOfAll(capabilities)
  const codes = changedKeys(was, now).flatMap(key => known[key]?.(now, was) ?? [OTHER])
  const distinct = new Set([...codes, ...(listsChanged ? [OTHER] : [])])
  for (const code of [...distinct].sort((a, b) => b - a)) sendConfigStatus(context, code)
}

function codesOfAll(capabilities: RoomContext['capabilities']): ChangeCodes {
  return Object.assign({}, ...capabilities.map(({ changeCodes }) => changeCodes))
}

function changedKeys(was: RoomConfig, now: RoomConfig): string[] {
  const before: Readonly<Record<string, unknown>> = { ...was }
  const changed = Object.entries(now).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
  return changed.map(([key]) => key)
}
