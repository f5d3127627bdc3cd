/** In milliseconds. */
const MINUTE = 60_000
/** People whose rates are remembered: at most twice as many. */
const MOST_PEOPLE = 5000

/** How many invitations a person may send at `at`, in milliseconds since 1970. */
type Left = { readonly count: number; readonly at: number }

/** How many strangers each person (a bare JID) has invited lately. Only in memory. */
export class InvitationRates {
  /** When `#recent` is full, it becomes `#earlier`, and the people who have not invited since are forgotten. */
  #recent = new Map<string, Left>()
  #earlier = new Map<string, Left>()

  /**
   * Takes `count` invitations of `most` a minute, and returns 0; or takes none and returns the seconds until they may be
   * sent. `at` is now, in milliseconds since 1970.
   */
  take(user: string, { count, most, at }: { count: number; most: number; at: number }): number {
    const was = this.#recent.get(user) ?? this.#earlier.get(user) ?? { count: most, at }
    const left = Math.min(most, was.count + (Math.max(0, at - was.at) * most) / MINUTE)
    // More than the limit would never fit: they take all of it.
    const taken = Math.min(count, most)
    if (left < taken) return Math.ceil(((taken - left) * MINUTE) / most / 1000)
    this.#remember(user, { count: left - taken, at })
    return 0
  }

  /** Gives back invitations that were taken and are not sent. */
  giveBack(user: string, count: number): void {
    const left = this.#recent.get(user) ?? this.#earlier.get(user)
    if (left) this.#remember(user, { ...left, count: left.count + count })
  }

  #remember(user: string, left: Left): void {
    if (this.#recent.size >= MOST_PEOPLE) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(user, left)
  }
}
