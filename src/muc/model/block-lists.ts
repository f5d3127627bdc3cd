import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import type { Rooms } from './rooms.js'

/** A list of people that all rooms keep out, kept by a node of a publish-subscribe service (XEP-0060). */
export type BlockList = {
  /** The address of the service. */
  readonly jid: string
  readonly node: string
  /** More items than this are not taken: a list must not fill memory. */
  readonly most: number
  readonly state: {
    /** SHA-256 of bare JIDs and domains, in hexadecimal digits. */
    readonly hashes: Set<string>
    /** When it was asked for last, in milliseconds since 1970. */
    askedAt: number
    /** It has been read since the link is up. */
    isComplete: boolean
  }
}

const MOST_ITEMS = 200_000

/** The block lists that the service follows. */
export class Blocked {
  readonly lists: readonly BlockList[]

  constructor(followed: readonly { readonly jid: string; readonly node: string }[]) {
    this.lists = followed.map(({ jid, node }) => {
      return { jid, node, most: MOST_ITEMS, state: { hashes: new Set(), askedAt: 0, isComplete: false } }
    })
  }
}

/** Throws `forbidden` where a person (a bare JID), or all of their domain, is on a list that is followed. */
export function refuseBlocked({ blocked, settings }: Rooms, user: string): void {
  if (blocked.lists.length === 0 || settings.admins.has(user)) return
  const hashes = [user, domainOf(user)].map(name => settings.digests.of(name, { hash: 'sha-256', as: 'hex' }))
  if (hashes.some(hash => blocked.lists.some(({ state }) => state.hashes.has(hash)))) {
    throw new StanzaError('forbidden', 'Your address is on a block list that this service uses.')
  }
}
