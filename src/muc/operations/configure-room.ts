import { xml } from '../../stanza/element.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { ChangeCodes, RoomContext } from '../context.js'
import { changedKeys } from '../model/changed-keys.js'
import { allSessions, type RoomRecord } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'

const OTHER = 104

/**
 * Replaces the room's record: notifies the occupants and runs `onConfigured` of each capability. `listsChanged` says
 * that the owners or admins have changed too.
 */
export function configureRoom(context: RoomContext, change: { now: RoomRecord; listsChanged?: boolean }): void {
  const { room, rooms, batch, capabilities } = context
  const { now, listsChanged = false } = change
  const was = room.record
  batch.change({ kind: 'record', room: was.jid, was, now })
  if (!was.locked) announceChange(context, { was: was.config, listsChanged })
  for (const capability of capabilities) {
    // A capability may have removed the last occupant, which ends a temporary room.
    if (rooms.get(was.jid) !== room) break
    capability.onConfigured?.({ ...context, was: was.config })
  }
}

/**
 * Notifies the occupants of a changed configuration by a status code (XEP-0045 §10.2.1); 104 is a change that does not
 * concern privacy.
 */
export function sendConfigStatus({ room, batch }: RoomContext, code = OTHER): void {
  const attributes = { from: room.record.jid, id: batch.newId(), type: 'groupchat' }
  batch.send(xml('message', attributes, xml('x', NS.mucUser, statusCode(code))), allSessions(room))
}

/**
 * Sends each code in its own message (XEP-0045 §10.2.1). A key without a code of its own, and the lists of owners and
 * admins, are 104.
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
