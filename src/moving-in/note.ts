/** Something of a room that is not taken in as it was. */
export type Note = {
  /** What it is, the same for all rooms that it concerns. */
  readonly what: string
  /** Its value in this room; empty if there is none to tell. */
  readonly value: string
  /** How often it was met in this room. */
  readonly times: number
  /** Something of the room is not known, and would be lost with the old room. */
  readonly isLoss?: true
}

/** In characters. */
const LONGEST_VALUE = 200

/** A note; `value` is a text of the other service, of which the beginning is enough. */
export function note(what: string, value = ''): Note {
  const isLong = value.length > LONGEST_VALUE
  return { what, value: isLong ? `${value.slice(0, LONGEST_VALUE)}…` : value, times: 1 }
}

/** A note on what could not be read: the old room must stay. */
export function lossNote(what: string, value: string): Note {
  return { ...note(what, value), isLoss: true }
}

/** The notes with equal ones joined. */
export function joined(notes: readonly Note[]): Note[] {
  const all = new Map<string, Note>()
  for (const one of notes) {
    const key = `${one.what}\0${one.value}`
    all.set(key, { ...one, times: one.times + (all.get(key)?.times ?? 0) })
  }
  return [...all.values()]
}
