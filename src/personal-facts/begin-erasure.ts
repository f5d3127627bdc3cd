import type { Context } from '../muc/context.js'
import type { Lookup } from '../muc/model/lookup.js'
import { ReasonedRefusal, StanzaError } from '../stanza/error.js'
import type { Erasure, ErasureTerms } from './facts.js'

/** The most rooms that a refusal names. */
const MOST_ROOMS = 100

/** A request to erase what the service keeps of a person; `user` and `by` are bare JIDs. */
export type ErasureRequest = Partial<ErasureTerms> & { readonly user: string; readonly by: string }

/** The person is the only owner of rooms (bare JIDs), and the request does not say what becomes of them. */
export class OwnsRooms extends ReasonedRefusal<'owns-rooms'> {
  readonly rooms: readonly string[]

  constructor(rooms: readonly string[]) {
    super('owns-rooms', 'conflict', 'The person is the only owner of rooms; say whether to keep or to destroy them.')
    this.rooms = rooms
  }
}

/** Throws `forbidden` if a person is neither the one whose facts are asked for nor an admin of the service. */
export function refuseOthers(
  { settings }: Pick<Context, 'settings'>,
  { user, by }: { user: string; by: string },
): void {
  if (user === by || settings.admins.has(by)) return
  throw new StanzaError('forbidden', 'Only the person and the admins of the service may do this.')
}

/** The look-up that `beginErasure` needs. */
export function erasureRequestLookup(user: string): Lookup {
  return { erasureOf: user, ownedAlone: { user, most: MOST_ROOMS } }
}

/**
 * Begins to erase what the service keeps of a person; `eraseNext` does it. The same request again changes nothing, and one
 * with other terms begins again. Throws as `refuseOthers` does, or `OwnsRooms`.
 */
export function beginErasure(
  context: Pick<Context, 'batch' | 'found' | 'settings'>,
  { user, by, ...terms }: ErasureRequest,
): Erasure {
  const { batch, found } = context
  refuseOthers(context, { user, by })
  const { erasureOf: was, ownedAlone = [] } = found
  const { rooms = was?.rooms, messages = was?.messages ?? 'keep' } = terms
  if (rooms === undefined && ownedAlone.length > 0) throw new OwnsRooms(ownedAlone)
  const now: Erasure = { user, by, at: was?.at ?? batch.at, rooms: rooms ?? 'keep', messages, after: undefined }
  if (was && was.rooms === now.rooms && was.messages === now.messages) return was
  batch.change({ kind: 'erasure', was, now })
  return now
}
