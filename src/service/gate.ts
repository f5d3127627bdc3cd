import { type Needs, payerOf } from './working-set.js'

/**
 * The stanzas that wait to be sent, as copies of up to 1024 characters: a longer one counts as several. A causer is the
 * bare JID of the room that sends them or of the user who requested the work.
 */
export interface Backlog {
  of(causer: string): number
  /** The copies that the server takes in a fraction of a second: as many may wait for one causer. */
  readonly pace: number
  /** Whether the stanzas of all causers together fill the memory that is meant for them. */
  readonly isFull: boolean
}

/** A piece of work as the gate sees it. `fansOut`: it is a message or a presence, which goes to a whole room. */
export type Gated = { readonly needs: Needs; readonly fansOut?: boolean | undefined }

/** The copies that the batch under way will send, by causer. */
type Underway = { copiesOf(causer: string): number }

/** The copies that may wait for one causer while the memory is full: others than the largest causers still go on. */
const FEW = 25

const NOTHING: Underway = { copiesOf: () => 0 }

/**
 * Holds work whose causer has much waiting to be sent, so that all others go on. A user with too much waits with all
 * work. Into a room with too much, messages and presences wait, but its queries do not: they are answered to one user.
 */
export class Gate {
  readonly #backlog: Backlog
  #isOpen = false

  constructor(backlog: Backlog) {
    this.#backlog = backlog
  }

  /** Whether this work waits until less is to be sent. Work of the service itself never waits. */
  holds({ needs: { requester, room }, fansOut }: Gated, underway = NOTHING): boolean {
    if (this.#isOpen || !requester) return false
    const { pace, isFull } = this.#backlog
    const most = isFull ? FEW : pace
    const hasMuch = (causer: string) => this.#backlog.of(causer) + underway.copiesOf(causer) > most
    return hasMuch(payerOf(requester)) || (fansOut === true && room !== undefined && hasMuch(room))
  }

  /** Holds nothing from now on: the service stops. */
  open(): void {
    this.#isOpen = true
  }
}
