import type { InviteEventChange, InviteExpiryChange } from '../../invites/facts.js'
import type { InviteEvent, LinkHistoryLookup, LinkHistoryPage } from '../../invites/link-history.js'
import { type Reading, type Step, statement } from './statement.js'
import { trimmed } from './trimmed.js'

/** A row of the table `invite_event`. */
export type EventRow = {
  link_id: string
  room_id: string
  at: number
  event: string
  user: string
  by: string
  condition: string
  name: string
  through: string
}

/** The maximum number of deleted events per transaction limits how long other work waits. */
const MAX_EXPIRED = 2000

/** Events kept per room, so that frequent changes of links cannot fill the disk. Our own decision. */
const MAX_KEPT = 20_000
type Asked = { roomId: string; linkId: string | null; events: readonly string[] | null }

const MATCHING = `
  from invite_event where room_id = @roomId and (cast(@linkId as text) is null or link_id = @linkId)
    and (cast(@events as text) is null or event in (select value from each(@events)))`

type LinkHistoryOptions = {
  /** Deletes some of the links that ended before a time. */
  readonly expireLinks: (before: number) => Step
  /** How many events of each room are kept, the latest, and at most a 200th more. */
  readonly most?: number
}

/** The table `invite_event`: the history of the links of each room. */
export function linkHistoryStatements({ expireLinks, most = MAX_KEPT }: LinkHistoryOptions) {
  const add = addingEvent(most)
  const expire = statement<[number]>(`
    delete from invite_event where position in (
      select position from invite_event where at < ? order by at limit ${MAX_EXPIRED}
    )`)
  return {
    write: {
      'invite-event': ({ now }: InviteEventChange): Iterable<Step> => add(now),
      /** Deletes some of the events from before a time, the oldest, and some of the links that ended before it. */
      'invite-expiry': ({ now }: InviteExpiryChange): Iterable<Step> => [expire.with(now), expireLinks(now)],
    },
    answers: historyQueries(),
  }
}

function addingEvent(most: number): (event: InviteEvent) => Iterable<Step> {
  const add = statement<EventRow>(`
    insert into invite_event (link_id, room_id, at, event, user, by, condition, name, through)
    values (@link_id, @room_id, @at, @event, @user, @by, @condition, @name, @through)`)
  const trim = trimmed({ table: 'invite_event', key: 'room_id', most })
  return function* added({ linkId, roomId, name = '', through = '', ...rest }) {
    yield add.with({ ...rest, name, through, link_id: linkId, room_id: roomId })
    yield* trim(roomId)
  }
}

function historyQueries() {
  const page = statement<Asked & { before: number; limit: number; offset: number }, EventRow & { position: number }>(
    `select position, link_id, room_id, at, event, user, by, condition, name, through ${MATCHING} and position < @before
      order by position desc limit @limit offset @offset`,
  )
  const count = statement<Asked, { total: number }>(`select count(*) as total ${MATCHING}`)
  const joiners = statement<[string], string>(
    "select user from invite_event where link_id = ? and event = 'used' group by user order by min(position)",
  ).pluck()
  return {
    /** Newest first. */
    *linkHistory(lookup: LinkHistoryLookup): Reading<LinkHistoryPage> {
      const { roomId, linkId, events, offset, limit, before } = lookup
      const asked = { roomId, linkId: linkId ?? null, events: events ?? null }
      const rows = yield* page.all({ ...asked, offset, limit, before: before ?? Number.MAX_SAFE_INTEGER })
      const found = rows.map(({ position, ...row }) => ({ ...inviteEvent(row), position }))
      return { events: found, total: before === undefined ? ((yield* count.get(asked))?.total ?? 0) : 0 }
    },
    joinersOf: (linkId: string): Reading<string[]> => joiners.all(linkId),
  }
}

/** Converts a row of the table `invite_event`. */
export function inviteEvent({ link_id, room_id, event, name, through, ...rest }: EventRow): InviteEvent {
  const known = { ...rest, linkId: link_id, roomId: room_id, event: event as InviteEvent['event'] }
  return { ...known, ...(name !== '' && { name }), ...(through !== '' && { through }) }
}
