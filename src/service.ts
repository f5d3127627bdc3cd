import type { Delivery, Outgoing } from './batch.js'
import { OpenInvites } from './invites/open-invites.js'
import type { Turn } from './invites/turn.js'
import type { Capability, PublicRoom } from './muc/capability.js'
import { Rooms, type RoomsSettings } from './muc/rooms.js'
import { OpenBatch } from './open-batch.js'
import { StanzaError } from './stanza/error.js'
import type { Store, Wanted } from './store/store.js'

/** What a piece of work reads: it is in memory when the work is handled, as far as it exists. */
export type Touches = {
  /** Bare JID. */
  readonly room?: string | undefined
  readonly roomId?: string | undefined
  /** Its id in the form in which it is kept. */
  readonly openInvite?: string | undefined
  readonly publicRooms?: boolean
}

/** What a piece of work may use, and the service's list of rooms where it asked for that. */
export type ServiceTurn = Turn & { readonly batch: OpenBatch; readonly publicRooms: readonly PublicRoom[] }

/** How a stanza is handled, and how its refusal is told. */
export type StanzaWork = {
  readonly touches: Touches
  handle(turn: ServiceTurn): void
  /** May only send. */
  refuse(turn: ServiceTurn, error: StanzaError): void
}

export interface Service {
  /**
   * Handles a request in the next batch. Resolves with its result when all of the batch is durable; rejects with what
   * the work threw, or with `internal-server-error` when the batch could not be read or committed.
   */
  run<T>(touches: Touches, work: (turn: ServiceTurn) => T): Promise<T>
  /** Handles a stanza in the next batch. */
  receive(work: StanzaWork): void
  /** The server has these deliveries; they will not be sent again. */
  confirm(deliveries: readonly string[]): void
  /** Resolves when no work is waiting or under way. */
  idle(): Promise<void>
}

export type ServiceOptions = {
  readonly store: Store
  readonly rooms: RoomsSettings
  readonly capabilities: readonly Capability[]
  /** Hands over what a committed batch has to say. */
  readonly write: (outgoing: readonly Outgoing[], deliveries: readonly Delivery[]) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A UUIDv4 as 32 hexadecimal digits. */
  readonly newId: () => string
  /** Hears of a fault of ours or of the storage; no input brings one about. */
  readonly onFault: (fault: unknown) => void
}

type Work = {
  readonly touches: Touches
  readonly handle: (turn: ServiceTurn) => unknown
  readonly refuse?: (turn: ServiceTurn, error: StanzaError) => void
  readonly settle: (outcome: Outcome) => void
}
type Outcome = { readonly value: unknown } | { readonly refusal: StanzaError }

/** Bounds the time for which others wait, and the size of one transaction. */
const MOST_WORK_IN_A_BATCH = 2000
const IDLE_ROOMS_KEPT = 1000

export function createService(options: ServiceOptions): Service {
  const { store, capabilities, onFault } = options
  const rooms = new Rooms(options.rooms)
  const openInvites = new OpenInvites()
  const waiting: Work[] = []
  let running: Promise<void> | undefined
  let forgetAbove = IDLE_ROOMS_KEPT

  function enqueue(work: Work): void {
    waiting.push(work)
    running ??= drain()
  }

  /** What arrives in one tick, or while a batch is committing, is the next batch. */
  async function drain(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) await runBatch(waiting.splice(0, MOST_WORK_IN_A_BATCH))
    running = undefined
  }

  async function runBatch(works: readonly Work[]): Promise<void> {
    const batch = openBatch()
    let outcomes: Outcome[]
    try {
      const publicRooms = await prepare(works)
      const turn = { batch, rooms, openInvites, capabilities, publicRooms }
      outcomes = works.map(work => handle(work, turn))
      if (batch.changes.length > 0) await store.commit(batch.changes)
    } catch (fault) {
      onFault(fault)
      batch.revert()
      return refuseAll(works)
    }
    write(batch)
    for (const [index, outcome] of outcomes.entries()) works[index]?.settle(outcome)
    forgetIdleRooms()
  }

  async function prepare(works: readonly Work[]): Promise<readonly PublicRoom[]> {
    const wanted = missing(works.map(work => work.touches))
    if (wanted.jids.length + wanted.roomIds.length + wanted.openInviteIds.length > 0) {
      const loaded = await store.load(wanted)
      for (const room of loaded.rooms) if (!rooms.get(room.record.jid)) rooms.put(room)
      for (const invite of loaded.openInvites) if (!openInvites.get(invite.id)) openInvites.put(invite)
    }
    return works.some(work => work.touches.publicRooms) ? store.publicRooms() : []
  }

  function missing(touched: readonly Touches[]): Wanted {
    return {
      jids: distinct(touched.map(touches => touches.room)).filter(jid => !rooms.get(jid)),
      roomIds: distinct(touched.map(touches => touches.roomId)).filter(id => !rooms.byId(id)),
      openInviteIds: distinct(touched.map(touches => touches.openInvite)).filter(id => !isInMemory(id)),
    }
  }

  function isInMemory(openInviteId: string): boolean {
    const invite = openInvites.get(openInviteId)
    return invite !== undefined && rooms.byId(invite.roomId) !== undefined
  }

  function handle(work: Work, turn: ServiceTurn): Outcome {
    try {
      return { value: turn.batch.attempt(() => work.handle(turn)) }
    } catch (thrown) {
      const refusal = asRefusal(thrown, onFault)
      work.refuse?.(turn, refusal)
      return { refusal }
    }
  }

  /** Nothing of the batch has happened: whoever waits hears so, and may try again. */
  function refuseAll(works: readonly Work[]): void {
    const batch = openBatch()
    const turn = { batch, rooms, openInvites, capabilities, publicRooms: [] }
    const refusal = storageFailed()
    for (const work of works) {
      work.refuse?.(turn, refusal)
      work.settle({ refusal })
    }
    write(batch)
  }

  /** The facts are on the disk by now, whatever becomes of the stanzas. */
  function write({ outgoing, deliveries }: OpenBatch): void {
    try {
      options.write(outgoing, deliveries)
    } catch (fault) {
      onFault(fault)
    }
  }

  function openBatch(): OpenBatch {
    return new OpenBatch({ rooms, openInvites }, { at: options.now(), newId: options.newId })
  }

  /** Now and then, for it looks at all that is in memory. */
  function forgetIdleRooms(): void {
    if (rooms.size + openInvites.size <= forgetAbove) return
    rooms.forgetIdle(IDLE_ROOMS_KEPT)
    openInvites.forgetExcept(roomId => rooms.byId(roomId) !== undefined)
    forgetAbove = rooms.size + openInvites.size + IDLE_ROOMS_KEPT
  }

  return {
    run: (touches, work) =>
      new Promise((resolve, reject) => {
        let result: ReturnType<typeof work>
        enqueue({
          touches,
          handle: turn => {
            result = work(turn)
          },
          settle: outcome => ('refusal' in outcome ? reject(outcome.refusal) : resolve(result)),
        })
      }),
    receive: work => enqueue({ ...work, settle: () => {} }),
    confirm: deliveries =>
      enqueue({
        touches: {},
        handle: ({ batch }) => {
          for (const id of deliveries) batch.change({ kind: 'delivery', id, was: 'waiting', now: 'confirmed' })
        },
        settle: () => {},
      }),
    idle: async () => {
      while (running) await running
    },
  }
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].filter(name => name !== undefined)
}

function asRefusal(thrown: unknown, onFault: (fault: unknown) => void): StanzaError {
  if (thrown instanceof StanzaError) return thrown
  onFault(thrown)
  return new StanzaError('internal-server-error', 'The service made a mistake; its log says more. Nothing was changed.')
}

function storageFailed(): StanzaError {
  return new StanzaError(
    'internal-server-error',
    'The change could not be stored, so it was not made. Try again later.',
  )
}
