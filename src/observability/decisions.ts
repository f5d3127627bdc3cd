import type { InviteEventChange } from '../invites/facts.js'
import type { AffiliationChange, OccupantChange, RecordChange, RoomChange } from '../muc/model/change.js'
import { changedKeys } from '../muc/model/changed-keys.js'
import type { WorkOutcome } from '../service/types.js'
import type { ApiTokenChange } from '../tokens/api-token.js'
import type { WebSessionChange } from '../web-sessions/web-session.js'
import type { Fields } from './rate-limited-log.js'

/** A log line about a change that a user made. */
export type Decision = { readonly fields: Fields; readonly text: string }

type JidOf = (roomId: string) => string | undefined

/**
 * The log lines for committed work. They contain no secret: a link is named by its `linkId`, a configuration change by its
 * keys without values (a value may be a password), and reasons that users gave are left out. `jidOf` finds the bare JID
 * of a room by its REST id.
 */
export function decisionsOf({ requester, changes }: WorkOutcome, jidOf: JidOf): Decision[] {
  const reaffiliated = new Set(changes.flatMap(change => (change.kind === 'affiliation' ? [change.user] : [])))
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
          return [removalDecision(change, requester?.by, reaffiliated)]
        case 'invite-event':
          return [linkDecision(change, jidOf)]
        case 'api-token':
          return [tokenDecision(change)]
        case 'web-session':
          return [webSessionDecision(change)]
        default:
          return []
      }
    })
    .filter(decision => decision !== undefined)
    .map(({ fields, text }) => ({
      fields: { by: requester?.by, through: requester?.through, way: requester?.way, ...fields },
      text,
    }))
}

function roomDecision({ jid, was, now }: RoomChange): Decision | undefined {
  const persistent = (now ?? was)?.record.config.persistent
  if (now && !was) return { fields: { event: 'room-made', room: jid, persistent }, text: 'A room was created' }
  if (!now) return { fields: { event: 'room-ended', room: jid, persistent }, text: 'A room was destroyed' }
  return undefined
}

function archiveDecision({ room, was, now }: RecordChange): Decision | undefined {
  if (was.archived === now.archived) return undefined
  const [event, text] = now.archived
    ? (['room-archived', 'A room was archived'] as const)
    : (['room-reopened', 'A room was reopened'] as const)
  return { fields: { event, room }, text }
}

function configurationDecision({ room, was, now }: RecordChange): Decision | undefined {
  const keys = changedKeys(was.config, now.config)
  if (keys.length === 0) return undefined
  return { fields: { event: 'room-configured', room, keys }, text: 'A room was configured' }
}

function affiliationDecision({ room, user, was, now }: AffiliationChange): Decision | undefined {
  const [from, to] = [was?.affiliation ?? 'none', now?.affiliation ?? 'none']
  if (from === to) return undefined
  return { fields: { event: 'affiliation', room, user, from, to }, text: 'An affiliation was changed' }
}

/** A kick. An occupant who leaves, or whose affiliation changed, is not logged (again). */
function removalDecision(
  { room, was, now }: OccupantChange,
  by: string | undefined,
  reaffiliated: ReadonlySet<string>,
): Decision | undefined {
  if (!was || now || by === undefined || by === was.user || reaffiliated.has(was.user)) return undefined
  return { fields: { event: 'removed', room, user: was.user }, text: 'An occupant was removed' }
}

const LINK_TEXT = {
  made: 'A link was created',
  changed: 'A link was changed',
  reset: 'A link got a new id',
  bound: 'A link was bound to a room',
  unbound: 'A link was unbound from its room',
  revoked: 'A link was revoked',
  asked: 'A user requested admission with a link',
  used: 'A user was admitted with a link',
  declined: 'A request for admission with a link was declined',
  removed: 'A user who had joined with a link was removed with it',
  bounced: 'The invitation for a user who joined with a link bounced',
  sent: 'An invitation was sent to an address that was entered on the page of a link',
} as const

function linkDecision({ now }: InviteEventChange, jidOf: JidOf): Decision {
  const { linkId: link, roomId, event, user, by, condition } = now
  const userField = user === '' ? {} : { user }
  const conditionField = condition === '' ? {} : { condition }
  const roomFields = roomId === '' ? {} : { room: jidOf(roomId), roomId }
  return {
    fields: { event: `link-${event}`, ...roomFields, link, ...userField, by, ...conditionField },
    text: LINK_TEXT[event],
  }
}

/** Renewals are not logged: clients renew tokens routinely. */
function tokenDecision({ was, now }: ApiTokenChange): Decision | undefined {
  if (now && !was) {
    const { id: token, user, scopes, expiresAt } = now
    const until = new Date(expiresAt).toISOString()
    return { fields: { event: 'token-made', token, user, scopes, until }, text: 'A token was issued' }
  }
  if (was && !now) {
    return { fields: { event: 'token-revoked', token: was.id, user: was.user }, text: 'A token was revoked' }
  }
  return undefined
}

/** One-time addresses are not logged: only the session that one of them begins gives power. */
function webSessionDecision({ was, now }: WebSessionChange): Decision | undefined {
  if (now?.kind === 'session') {
    const until = new Date(now.endsAt).toISOString()
    return {
      fields: { event: 'web-session-begun', user: now.user, until },
      text: 'A session of the page to manage began',
    }
  }
  if (was?.kind === 'session') {
    return { fields: { event: 'web-session-ended', user: was.user }, text: 'A session of the page to manage was ended' }
  }
  return undefined
}
