import type { FastifyRequest } from 'fastify'
import { ownRoom } from '../../../invites/links.js'
import type { Room, RoomRecord } from '../../../muc/model/room.js'
import { requireModerator } from '../../../rooms-api/room-users/room.js'
import { unknownRoom } from '../../../rooms-api/rooms.js'
import type { ServiceContext } from '../../../service/types.js'
import { Overload, StanzaError } from '../../../stanza/error.js'
import { payerOf } from '../../auth/acting.js'
import type { HttpLimits } from '../../limits.js'
import { answerOf, type BulkAnswer, type ItemAnswer } from './bulk-answer.js'
import type { Part } from './keep-answers.js'
import { roomOf } from './parameters.js'

/** The most items that a batch handles, some 10 ms of work, as for the people of a link. Our own decision. */
const PORTION = 10

/** One item of a list. */
export type BulkItem<Result> = {
  /** The names of people that the look-up `users` has to find. */
  readonly users: readonly string[]
  /** Checks all rights itself: others may have changed since the first item. */
  readonly act: (turn: ServiceContext, room: Room) => Result
}

/** Reads an item, when its portion comes: to prepare 500 names takes up to 50 ms. */
export type ReadItem<Result> = () => BulkItem<Result>

type Bulk<Result> = {
  /** The id or the bare JID of a room of the caller. */
  readonly room: string
  readonly limits: HttpLimits
  /** The items, for a caller who may read the room. Throws what refuses the whole list. */
  readonly items: (turn: ServiceContext, room: Room) => readonly ReadItem<Result>[]
}

/**
 * Does a list of items in portions, each in a batch of its own; the answer has all of them in their order. Each item counts
 * as one request of the caller. If the service ends between two portions, the first are done and there is no answer:
 * therefore an item that is done already must succeed again. Throws `unknown-room`, or what `items` throws.
 */
export async function inBulk<Result>(
  request: Pick<FastifyRequest, 'user' | 'runParts'>,
  { room, limits, items }: Bulk<Result>,
): Promise<BulkAnswer<Result>> {
  const { user } = request
  const named = roomOf(room)
  const list = new Portions<Result>()
  const first: Part<BulkAnswer<Result>> = {
    needs: named.touches,
    work: turn => {
      const own = ownRoom(turn, { room: named.room, by: user.jid })
      return list.begin(own.record, items(turn, own))
    },
  }
  try {
    return await request.runParts(() => {
      if (!list.hasBegun) return first
      list.stored()
      if (list.done === 0) limits.countUser(payerOf(user), list.length)
      return list.next()
    })
  } catch (thrown) {
    throw partly(thrown, list.done)
  }
}

/** The items of a list that moderators alone may send: throws `not-a-moderator` for the whole list. */
export function forModerators<Result>(by: string, items: readonly ReadItem<Result>[]): Bulk<Result>['items'] {
  return (_turn, room) => {
    requireModerator(room, by)
    return items
  }
}

/** The items of a list, and the answers to those that are done. */
class Portions<Result> {
  #room: Pick<RoomRecord, 'id' | 'jid'> = { id: '', jid: '' }
  #items: readonly ReadItem<Result>[] | undefined
  readonly #answers: ItemAnswer<Result>[] = []
  /** Those of the last portion, which may not be stored yet. */
  #latest: ItemAnswer<Result>[] = []

  get hasBegun(): boolean {
    return this.#items !== undefined
  }

  get length(): number {
    return this.#items?.length ?? 0
  }

  /** The number of items that are stored. */
  get done(): number {
    return this.#answers.length
  }

  begin(room: RoomRecord, items: readonly ReadItem<Result>[]): BulkAnswer<Result> | undefined {
    this.#room = room
    this.#items = items
    return items.length === 0 ? { data: [] } : undefined
  }

  stored(): void {
    this.#answers.push(...this.#latest)
    this.#latest = []
  }

  next(): Part<BulkAnswer<Result>> {
    const portion = (this.#items ?? []).slice(this.done, this.done + PORTION).map(read => read())
    const users = portion.flatMap(item => item.users)
    const lookup = users.length === 0 ? undefined : { users }
    return { needs: { room: this.#room.jid, lookup }, work: turn => this.#goOn(turn, portion) }
  }

  /** Does a portion, which ends when the batch is full. Returns the answer to the list if it was the last one. */
  #goOn(turn: ServiceContext, portion: readonly BulkItem<Result>[]): BulkAnswer<Result> | undefined {
    this.#latest = []
    for (const item of portion) {
      if (this.#latest.length > 0 && turn.batch.isFull) break
      this.#latest.push(answerOf(turn, () => item.act(turn, roomAt(turn, this.#room))))
    }
    const data = [...this.#answers, ...this.#latest]
    return data.length === this.length ? { data } : undefined
  }
}

/** Throws `unknown-room` if the room was destroyed meanwhile, also if there is another one at its address. */
function roomAt({ rooms }: ServiceContext, { id, jid }: Pick<RoomRecord, 'id' | 'jid'>): Room {
  const room = rooms.get(jid)
  if (room?.record.id === id) return room
  throw unknownRoom(jid)
}

/** A failure after some portions must not say that nothing was done. */
function partly(thrown: unknown, done: number): unknown {
  if (done === 0 || !(thrown instanceof StanzaError)) return thrown
  if (!(thrown instanceof Overload) && thrown.condition !== 'internal-server-error') return thrown
  const text = `The first ${done} items are done, the others are not. Repeat the request: what is done already succeeds again.`
  return thrown instanceof Overload ? new Overload(text) : new StanzaError(thrown.condition, text)
}
