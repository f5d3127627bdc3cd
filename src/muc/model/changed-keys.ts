import type { RoomConfig } from './room-config.js'

/** The keys of a room's configuration whose values differ. */
export function changedKeys(was: RoomConfig, now: RoomConfig): string[] {
  const before = new Map<string, unknown>(Object.entries(was))
  const changed = Object.entries(now).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before.get(key)),
  )
  return changed.map(([key]) => key)
}
