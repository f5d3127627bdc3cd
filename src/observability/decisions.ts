import type { AffiliationChange, InviteEventChange, OccupantChange, RecordChange, RoomChange } from '../muc/change.js'
import type { RoomConfig } from '../muc/room.js'
import type { WorkOutcome } from '../service.js'
import type { ApiTokenChange } from '../tokens/api-token.js'
import type { Fields } from './rate-limited-log.js'

/** One line of the log: what was decided, about whom, by whom. */
export type Decision = { readonly fields: Fields; readonly text: string }

type JidOf = (roomId: string) => string | undefined

/**
 * What an admin may ask about later, of a piece of work that is on the disk. A link is named by its `linkId`, which is no
 * secret; what a room is set to is not told, for a password may be among it, nor why somebody did something.
 */
export function decisionsOf({ origin, changes }: WorkOutcome, jidOf: JidOf): Decision[] {
  const ranked = new Set(changes.flatMap(change => (change.kind === 'affiliation' ? [change.user] : [])))
  return changes
    .flatMap((change): readonly (Decision | undefined)[] => {
      switch (change.kind) {
        case 'room':
          return [roomDecision(change)]
        case 'record':
          return [archiveDecision(change), configurationDecision(change)]
        case 'affiliation':
          return [affiliationDecision(change)]
        case 'occupant':
          return [removalDecision(change, origin?.by, ranked)]
        case 'invite-event':
          return [linkDecision(change, jidOf)]
        case 'api-token':
          return [tokenDecision(change)]
        default:
          return []
      }
    })
    .filter(isThere)
    .map(({ fields, text }) => ({ fields: { by: origin?.by, way: origin?.way, ...fields }, text }))
}

function roomDecision({ jid, was, now }: RoomChange): Decision | undefined {
  const persistent = (now ?? was)?.record.config.persistent
  if (now && !was) return { fields: { event: 'room-made', room: jid, persistent }, text: 'A room was made' }
  if (!now) return { fields: { event: 'room-ended', room: jid, persistent }, text: 'A room has ended' }
  return undefined
}

function archiveDecision({ room, was, now }: RecordChange): Decision | undefined {
  if (was.archived === now.archived) return undefined
  const [event, text] = now.archived
    ? (['room-archived', 'A room is out of use'] as const)
    : (['room-reopened', 'A room is in use again'] as const)
  return { fields: { event, room }, text }
}

function configurationDecision({ room, was, now }: RecordChange): Decision | undefined {
  const keys = changedKeys(was.config, now.config)
  if (keys.length === 0) return undefined
  return { fields: { event: 'room-configured', room, keys }, text: 'A room was configured' }
}

function changedKeys(was: RoomConfig, now: RoomConfig): string[] {
  const before = new Map<string, unknown>(Object.entries(was))
  const changed = Object.entries(now).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before.get(key)),
  )
  return changed.map(([key]) => key)
}

function affiliationDecision({ room, user, was, now }: AffiliationChange): Decision | undefined {
  const [from, to] = [was?.affiliation ?? 'none', now?.affiliation ?? 'none']
  if (from === to) return undefined
  return { fields: { event: 'affiliation', room, user, from, to }, text: 'An affiliation was changed' }
}

/** A kick. Who leaves does so by themselves, and whose affiliation is changed has a line already. */
function removalDecision(
  { room, was, now }: OccupantChange,
  by: string | undefined,
  ranked: ReadonlySet<string>,
): Decision | undefined {
  if (!was || now || by === undefined || by === was.user || ranked.has(was.user)) return undefined
  return { fields: { event: 'removed', room, user: was.user }, text: 'An occupant was removed' }
}

const LINK_TEXT = {
  made: 'A link was made',
  changed: 'A link was changed',
  reset: 'A link got a new id',
  bound: 'A link was bound to a room',
  unbound: 'A link was unbound from its room',
  revoked: 'A link was revoked',
  asked: 'Somebody asks to be let in by a link',
  used: 'Somebody was let in by a link',
  declined: 'Somebody who came by a link was turned down',
  removed: 'Somebody who had come by a link was removed with it',
  bounced: 'The invitation of somebody who came by a link has come back',
} as const

function linkDecision({ now }: InviteEventChange, jidOf: JidOf): Decision {
  const { linkId: link, roomId, event, user, by, condition } = now
  const whom = user === '' ? {} : { user }
  const why = condition === '' ? {} : { condition }
  const where = roomId === '' ? {} : { room: jidOf(roomId), roomId }
  return { fields: { event: `link-${event}`, ...where, link, ...whom, by, ...why }, text: LINK_TEXT[event] }
}

/** Renewing is nobody's decision, but what clients do every day. */
function tokenDecision({ was, now }: ApiTokenChange): Decision | undefined {
  if (now && !was) {
    const { id: token, user, scopes, expiresAt } = now
    const until = new Date(expiresAt).toISOString()
    return { fields: { event: 'token-made', token, user, scopes, until }, text: 'A token was made' }
  }
  if (was && !now) {
    return { fields: { event: 'token-revoked', token: was.id, user: was.user }, text: 'A token was revoked' }
  }
  return undefined
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
