import { type TSchema, Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { ownRoom } from '../../../invites/links.js'
import type { Room } from '../../../muc/model/room.js'
import { requireModerator } from '../../../rooms-api/room-users/room.js'
import { unknownRoom } from '../../../rooms-api/rooms.js'
import type { Needs, ServiceContext } from '../../../service/types.js'
import { Overload, StanzaError } from '../../../stanza/error.js'
import { answerTo } from '../../errors/error-answer.js'
import type { ErrorBody } from '../../errors/error-kinds.js'
import type { HttpLimits } from '../../limits.js'
import { itemError } from '../../schema/schemas.js'
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

/** The answer to one item: its result, or its refusal as an error of the API. */
export type ItemAnswer<Result> = { readonly result: Result } | { readonly error: ErrorBody }

export type BulkAnswer<Result> = { data: ItemAnswer<Result>[] }

/** The schema of the answer to a list: each item has a result or an error. */
export function bulkAnswer<Result extends TSchema>(result: Result) {
  return Type.Object({
    data: Type.Array(
      Type.Object({
        result: Type.Optional(result),
        error: Type.Optional(itemError),
      }),
    ),
  })
}

/** A list of items in a body, each of which is checked by itself. The document shows `item`. */
export function itemList(item: TSchema, { most, what }: { most: number; what: string }) {
  return Type.Array(Type.Unsafe<unknown>({ documentedAs: item }), {
    minItems: 1,
    maxItems: most,
    expected: `a list of 1 to ${most} ${what}`,
  })
}

type Bulk<Result> = {
  /** The id or the bare JID of a room of the caller. */
  readonly room: string
  readonly limits: HttpLimits
  /** The items, for a caller who may read the room. Throws what refuses the whole list. */
  readonly items: (turn: ServiceContext, room: Room) => readonly BulkItem<Result>[]
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
      return list.begin(own.record.jid, items(turn, own))
    },
  }
  try {
    return await request.runParts(() => {
      if (!list.hasBegun) return first
      list.stored()
      if (list.done === 0) limits.countUser(user.jid, list.length)
      return { needs: list.needs, work: turn => list.goOn(turn) }
    })
  } catch (thrown) {
    throw partly(thrown, list.done)
  }
}

/** The items of a list that moderators alone may send: throws `not-a-moderator` for the whole list. */
export function forModerators<Result>(by: string, items: readonly BulkItem<Result>[]): Bulk<Result>['items'] {
  return (_turn, room) => {
    requireModerator(room, by)
    return items
  }
}

/** The items of a list, and the answers to those that are done. */
class Portions<Result> {
  /** The bare JID of the room. */
  #room = ''
  #items: readonly BulkItem<Result>[] | undefined
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

  /** What the next portion has to look up. */
  get needs(): Needs {
    const users = this.#next.flatMap(item => item.users)
    return { room: this.#room, lookup: users.length === 0 ? undefined : { users } }
  }

  get #next(): readonly BulkItem<Result>[] {
    return this.#items?.slice(this.done, this.done + PORTION) ?? []
  }

  begin(room: string, items: readonly BulkItem<Result>[]): BulkAnswer<Result> | undefined {
    this.#room = room
    this.#items = items
    return items.length === 0 ? { data: [] } : undefined
  }

  stored(): void {
    this.#answers.push(...this.#latest)
    this.#latest = []
  }

  /** Does a portion, which ends when the batch is full. Returns the answer to the list if it was the last one. */
  goOn(turn: ServiceContext): BulkAnswer<Result> | undefined {
    this.#latest = []
    for (const item of this.#next) {
      if (this.#latest.length > 0 && turn.batch.isFull) break
      this.#latest.push(answerOf(turn, () => item.act(turn, roomAt(turn, this.#room))))
    }
    const data = [...this.#answers, ...this.#latest]
    return data.length === this.length ? { data } : undefined
  }
}

/** Does one item. A refusal reverts it alone. */
export function answerOf<Result>(turn: ServiceContext, act: () => Result): ItemAnswer<Result> {
  try {
    return { result: turn.batch.attempt(act) }
  } catch (thrown) {
    const { body, isUnloggedFault } = answerTo(thrown)
    if (isUnloggedFault) throw thrown
    return { error: body }
  }
}

/** Throws `unknown-room` if the room was destroyed meanwhile. */
function roomAt({ rooms }: ServiceContext, jid: string): Room {
  const room = rooms.get(jid)
  if (room) return room
  throw unknownRoom(jid)
}

/** A failure after some portions must not say that nothing was done. */
function partly(thrown: unknown, done: number): unknown {
  if (done === 0 || !(thrown instanceof StanzaError)) return thrown
  if (!(thrown instanceof Overload) && thrown.condition !== 'internal-server-error') return thrown
  const text = `The first ${done} items are done, the others are not. Repeat the request: what is done already succeeds again.`
  return thrown instanceof Overload ? new Overload(text) : new StanzaError(thrown.condition, text)
}
