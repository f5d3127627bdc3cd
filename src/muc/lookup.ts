/** What a stanza needs from the store beyond its room. It is read when all that came before it is committed. */
export type Lookup = {
  /** The rooms that the service lists (XEP-0045 §6.3). */
  readonly rooms?: RoomsLookup
  /** The rooms in which somebody is. */
  readonly occupied?: true
  /** The id of a message that may still wait for its delivery. */
  readonly delivery?: string
  /** How many rooms there are, and those with the most occupants; hidden ones, too. */
  readonly census?: { readonly most: number }
  /** Who is in any room. */
  readonly sessions?: true
  /** The bare JIDs of rooms that are to be in memory. */
  readonly load?: readonly string[]
  /** Nothing is looked up for anybody but admins of the service: the bare JID of who asks. */
  readonly onlyForAdmin?: string
}

/** What was found of it; undefined what was not asked for. */
export type Found = {
  readonly rooms?: readonly PublicRoom[]
  /** Their bare JIDs. */
  readonly occupied?: readonly string[]
  /** The whole message as text. */
  readonly delivery?: string | undefined
  readonly census?: Census
  /** Full JIDs, each once. */
  readonly sessions?: readonly string[]
}

export type RoomsLookup = { readonly listed: true }

/** A line of the service's list of rooms. */
export type PublicRoom = { readonly jid: string; readonly name: string }

export type Census = {
  readonly total: number
  readonly rooms: readonly { readonly jid: string; readonly name: string; readonly occupants: number }[]
}
