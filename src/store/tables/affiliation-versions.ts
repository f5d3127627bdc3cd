import type { AffiliationStep } from '../../muc/model/affiliation-versions.js'
import type { AffiliationVersionChange } from '../../muc/model/change.js'
import type { AffiliationStepsLookup } from '../../muc/model/lookup.js'
import { everyNth } from './every-nth.js'
import { type Reading, type Step, statement } from './statement.js'

/** Versions kept per room (XEP-0463). A client with an older version gets the whole list. Our own decision. */
const MAX_KEPT = 1000
/** Old versions are deleted after this number of insertions. */
const PRUNE_EVERY = 64

/** The table `affiliation_version` (XEP-0463): a row per change of an affiliation, with the version after it. */
export function affiliationVersionStatements() {
  const add = statement<{ room: string; version: string } & AffiliationStep>(
    'insert into affiliation_version (room, version, user, before) values (@room, @version, @user, @before)',
  )
  const prune = statement<{ room: string; kept: number }>(`
    delete from affiliation_version where room = @room and position <= (
      select position from affiliation_version where room = @room order by position desc limit 1 offset @kept
    )`)
  const latest = statement<[string], { version: string }>(
    'select version from affiliation_version where room = ? order by position desc limit 1',
  )
  const positionOf = statement<AffiliationStepsLookup, { position: number }>(
    'select position from affiliation_version where room = @room and version = @since',
  )
  const after = statement<{ room: string; position: number }, AffiliationStep>(`
    select user, before from affiliation_version where room = @room and position > @position order by position`)
  const isPruning = everyNth(PRUNE_EVERY)
  return {
    write: {
      *'affiliation-version'({ room, user, before, now }: AffiliationVersionChange): Iterable<Step> {
        yield add.with({ room, version: now, user, before })
        if (isPruning()) yield prune.with({ room, kept: MAX_KEPT })
      },
    },
    answers: {
      /** Undefined where the version is not known, or a person after it was erased: the client gets the whole list. */
      *affiliationSteps(lookup: AffiliationStepsLookup): Reading<AffiliationStep[] | undefined> {
        const row = yield* positionOf.get(lookup)
        const steps = row && (yield* after.all({ room: lookup.room, position: row.position }))
        return steps?.some(({ user }) => user === '') ? undefined : steps
      },
    },
    *latest(room: string): Reading<string> {
      return (yield* latest.get(room))?.version ?? ''
    },
  }
}
