/** Something of a room that is not taken in as it was. */
export type Note = {
  /** What it is, the same for all rooms that it concerns. */
  readonly what: string
  /** Its value in this room; empty if there is none to tell. */
  readonly value: string
}

/** A note; `value` is a text of the other service, of which the beginning is enough. */
export function note(what: string, value = ''): Note {
  return { what, value: value.length > 200 ? `${value.slice(0, 200)}…` : value }
}
