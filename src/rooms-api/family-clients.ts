import { type AffiliationEntry, isAtLeast } from '../muc/model/affiliation.js'
import type { Room } from '../muc/model/room.js'
import { domainOf } from '../stanza/jid.js'
import type { NewsSettings } from './facts.js'

/** In milliseconds: how long a person counts after a request of a family client. */
const COUNTED = 30 * 24 * 60 * 60 * 1000
/** Rooms learn of at most so many new people one by one; beyond that they find their readers again. */
const MOST_ARRIVALS = 1000

/** The readers of one room, and how many of the arrivals it has seen since the `epoch`. */
type Index = { readonly users: Set<string>; epoch: number; seen: number }

/**
 * The people who use a client of the Rainbow family, all of them in memory, and those of each room. Only
 * `apply-change.ts` and the service write to it.
 */
export class FamilyClients {
  readonly #settings: NewsSettings & { readonly userDomain: string }
  /** When each person was noted, in milliseconds since 1970, oldest first. */
  readonly #notedAt = new Map<string, number>()
  /** The people who were noted for the first time in this epoch, so that rooms in memory find them. */
  readonly #arrivals: string[] = []
  #epoch = 0
  /** By room in memory, made when a room first needs it. An evicted room takes its index along. */
  readonly #ofRoom = new WeakMap<Room, Index>()

  constructor(settings: NewsSettings & { readonly userDomain: string }) {
    this.#settings = settings
  }

  /** When this person (a bare JID) was noted last; undefined if never, or too long ago. */
  notedAt(user: string): number | undefined {
    return this.#notedAt.get(user)
  }

  /** Notes a person, or forgets the person if `at` is undefined, as a reverted batch does. */
  put(user: string, at: number | undefined): void {
    const isNew = !this.#notedAt.delete(user)
    if (at === undefined) return
    this.#notedAt.set(user, at)
    if (isNew) this.#arrive(user)
    for (const [oldest, notedAt] of this.#notedAt) {
      if (notedAt + COUNTED > at) break
      this.#notedAt.delete(oldest)
    }
  }

  clear(): void {
    this.#notedAt.clear()
    this.#startEpoch()
  }

  /**
   * Whether the person (a bare JID) gets what only the family's clients get. With `everyone` these are the users of the
   * server's own domain, since a change of a room must not cause messages to strangers.
   */
  includes(user: string, at: number): boolean {
    if (this.#settings.news !== 'clients') return this.#isCandidate(user)
    const notedAt = this.#notedAt.get(user)
    return notedAt !== undefined && at < notedAt + COUNTED
  }

  /** The members, admins and owners of a room who are included. The cost is theirs, not that of all members. */
  membersOf(room: Room, at: number): string[] {
    return [...this.#indexOf(room).users].filter(user => this.includes(user, at))
  }

  /** The admins and owners of a room who are included. */
  moderatorsOf({ byAffiliation }: Room, at: number): string[] {
    return [...byAffiliation.owner, ...byAffiliation.admin].filter(user => this.includes(user, at))
  }

  /** Keeps the index of a room when an affiliation has changed or a change was reverted. */
  affiliationSet(room: Room, user: string, entry: AffiliationEntry | undefined): void {
    const index = this.#ofRoom.get(room)
    if (!index) return
    if (isMember(entry) && this.#isCandidate(user)) index.users.add(user)
    else index.users.delete(user)
  }

  #isCandidate(user: string): boolean {
    const { news, userDomain } = this.#settings
    if (news === 'clients') return this.#notedAt.has(user)
    return news === 'everyone' && domainOf(user) === userDomain
  }

  #indexOf(room: Room): Index {
    const known = this.#ofRoom.get(room)
    if (known?.epoch === this.#epoch) return this.#withArrivals(room, known)
    const users = [...room.affiliations].filter(([user, entry]) => isMember(entry) && this.#isCandidate(user))
    const index = { users: new Set(users.map(([user]) => user)), epoch: this.#epoch, seen: this.#arrivals.length }
    this.#ofRoom.set(room, index)
    return index
  }

  #withArrivals(room: Room, index: Index): Index {
    for (const user of this.#arrivals.slice(index.seen)) {
      if (isMember(room.affiliations.get(user))) index.users.add(user)
    }
    index.seen = this.#arrivals.length
    return index
  }

  #arrive(user: string): void {
    if (this.#arrivals.length >= MOST_ARRIVALS) this.#startEpoch()
    this.#arrivals.push(user)
  }

  #startEpoch(): void {
    this.#arrivals.length = 0
    this.#epoch++
  }
}

function isMember(entry: AffiliationEntry | undefined): boolean {
  return entry !== undefined && isAtLeast(entry.affiliation, 'member')
}
