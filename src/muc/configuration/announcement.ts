import type { ChangeCodes, RoomContext } from '../capability.js'
import { tellConfigured } from '../configuration-change.js'
import type { RoomConfig } from '../room.js'

const OTHER = 104

/**
 * XEP-0045 §10.2.1: tells the occupants what has changed, each code in a message of its own. What touches privacy has a
 * code; everything else is 104, as are the lists of owners and admins.
 */
export function announceChange(
  context: RoomContext,
  { was, listsChanged }: { readonly was: RoomConfig; readonly listsChanged: boolean },
): void {
  const { room, capabilities } = context
  const now = room.record.config
  const known: Readonly<Record<string, ChangeCodes[keyof RoomConfig]>> = codesOfAll(capabilities)
  const codes = changedKeys(was, now).flatMap(key => known[key]?.(now, was) ?? [OTHER])
  const distinct = new Set([...codes, ...(listsChanged ? [OTHER] : [])])
  for (const code of [...distinct].sort((a, b) => b - a)) tellConfigured(context, code)
}

function codesOfAll(capabilities: RoomContext['capabilities']): ChangeCodes {
  return Object.assign({}, ...capabilities.map(({ changeCodes }) => changeCodes))
}

function changedKeys(was: Readonly<Record<string, unknown>>, now: RoomConfig): string[] {
  const changed = Object.entries(now).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key]))
  return changed.map(([key]) => key)
}
