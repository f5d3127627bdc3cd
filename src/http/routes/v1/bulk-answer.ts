import { type TSchema, Type } from '@sinclair/typebox'
import type { ServiceContext } from '../../../service/types.js'
import { answerTo } from '../../errors/error-answer.js'
import type { ErrorBody } from '../../errors/error-kinds.js'
import { itemError } from '../../schema/schemas.js'

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
