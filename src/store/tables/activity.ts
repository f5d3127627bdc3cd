import type { ActivitySubscription } from '../../muc/model/activity-subscriptions.js'
import type { ActivityChange, ActivitySubscriptionChange } from '../../muc/model/change.js'
import { type Reading, statement, type Written } from './statement.js'

/** The maximum length of the list of active rooms. Our own decision. */
const MAX_ROOMS = 1000

/** The table `room_activity` (XEP-0437). A room without activity has no row. */
export function activityStatements() {
  const put = statement<{ room: string; activity: number }>(`
    insert into room_activity (room, activity) values (@room, @activity)
    on conflict (room) do update set activity = excluded.activity`)
  const ofRoom = statement<[string], { activity: number }>('select activity from room_activity where room = ?')
  const activeRooms = statement<ActivitySubscription & { most: number }, string>(`
    select affiliation.room from affiliation
    join room on room.jid = affiliation.room
    join room_activity on room_activity.room = affiliation.room
    where affiliation.user = @user and affiliation.affiliation <> 'outcast'
    and room_activity.activity > affiliation.visited and room.locked = 0 and room.archived = 0
    and not exists (select 1 from occupant_session where room = affiliation.room and session = @session)
    order by affiliation.room limit @most`).pluck()
  return {
    write: {
      activity: ({ room, now }: ActivityChange): Written => put.with({ room, activity: now }),
    },
    answers: {
      /** The bare JIDs of the user's rooms with messages since the last visit, without those that the client is in. */
      activeRooms: (client: ActivitySubscription): Reading<string[]> => activeRooms.all({ ...client, most: MAX_ROOMS }),
    },
    *ofRoom(room: string): Reading<number> {
      return (yield* ofRoom.get(room))?.activity ?? 0
    },
  }
}

/** The table `activity_subscription` (XEP-0437). */
export function activitySubscriptionStatements() {
  const add = statement<ActivitySubscription>(`
    insert into activity_subscription (session, user) values (@session, @user) on conflict (session) do nothing`)
  const remove = statement<[string]>('delete from activity_subscription where session = ?')
  const all = statement<[], ActivitySubscription>('select session, user from activity_subscription order by position')
  return {
    write: {
      'activity-subscription': ({ was, now }: ActivitySubscriptionChange): Written =>
        now ? add.with(now) : was && remove.with(was.session),
    },
    /** All subscriptions, oldest first. */
    all: (): Reading<ActivitySubscription[]> => all.all(),
  }
}
