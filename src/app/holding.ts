import type { Placement } from '../cluster/placement.js'

/** What only the instance does that holds the link. They are called one after the other, but for `cut`. */
export type Duties = {
  /** Forgets what is in memory, as others may have served, restores the outbox, and begins the periodic work. */
  takeUp(): Promise<void>
  /** Opens the link. Settles as its `start`. */
  connect(): Promise<void>
  /** Ends the link at once: nothing more is read or written. */
  cut(): Promise<void>
  /** Ends the periodic work and the connections of guests, and drops the work that waits. */
  layDown(): Promise<void>
}

/** The part of this instance in the life of the one link that all instances share. */
export interface Holding extends Placement {
  /** Calls `listen`, and begins. Resolves when the link is up here or elsewhere; rejects if it cannot be. */
  start(listen: () => Promise<void>): Promise<void>
  /** Whether this instance may still read from the link and write to the store. */
  mayAct(): boolean
  /** Whether the link that was lost may be opened again. */
  mayConnect(): Promise<boolean>
  /** Is told about the link. */
  linkUp(): void
  linkDown(): void
  /** Whether no other instance could take the rooms over. */
  readonly isAlone: boolean
  /** Says to the others that this instance stops. Resolves when they are waiting for the link. */
  stopping(): Promise<void>
  /** Gives the link back; it is closed by now. */
  release(): Promise<void>
}

/** The life of the link where there is one process: it always holds it. */
export function aloneHolding({ takeUp, connect }: Pick<Duties, 'takeUp' | 'connect'>): Holding {
  return {
    place: 'here',
    placed: async () => 'here',
    async start(listen) {
      await takeUp()
      await listen()
      await connect()
    },
    mayAct: () => true,
    mayConnect: async () => true,
    linkUp: () => undefined,
    linkDown: () => undefined,
    isAlone: true,
    stopping: async () => undefined,
    release: async () => undefined,
  }
}
