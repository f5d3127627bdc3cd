import type { KeptAnswer, KeptAnswerChange, KeptAnswerExpiryChange } from '../../kept-answers/facts.js'
import { KEPT_FOR } from '../../kept-answers/facts.js'
import { type Reading, type Step, statement } from './statement.js'
import { trimmed } from './trimmed.js'

/** The latest answers that are kept of each caller. Our own decision. */
const MAX_KEPT = 1000
/** The most expired answers that a tick deletes. */
const MAX_EXPIRED = 2000
/** Those that a new one deletes: more than one, so that expired ones get fewer whatever the rate. */
const EXPIRED_BY_NEW = 2

/** The table `kept_answer`. */
export function keptAnswerStatements() {
  const remove = statement<[string]>('delete from kept_answer where id = ?')
  const add = statement<KeptAnswer>(
    'insert into kept_answer (id, caller, request, at, sealed) values (@id, @caller, @request, @at, @sealed)',
  )
  const trim = trimmed({ table: 'kept_answer', key: 'caller', most: MAX_KEPT })
  const expire = statement<{ before: number; most: number }>(`
    delete from kept_answer where position in (
      select position from kept_answer where at < @before order by at limit @most)`)
  const byId = statement<[string], KeptAnswer>('select id, caller, request, at, sealed from kept_answer where id = ?')
  return {
    write: {
      *'kept-answer'({ now }: KeptAnswerChange): Iterable<Step> {
        yield expire.with({ before: now.at - KEPT_FOR, most: EXPIRED_BY_NEW })
        // It becomes the latest of its caller.
        yield remove.with(now.id)
        yield add.with(now)
        yield* trim(now.caller)
      },
      'kept-answer-expiry': ({ now }: KeptAnswerExpiryChange): Step => expire.with({ before: now, most: MAX_EXPIRED }),
    },
    answers: { keptAnswer: (id: string): Reading<KeptAnswer | undefined> => byId.get(id) },
  }
}
