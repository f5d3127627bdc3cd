import type { RoomContext } from './capability.js'

/** A person (a bare JID) waits no more to be registered (XEP-0045 §9.9): an affiliation answers a request, too. */
export function withdrawRegistration({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  const was = room.registrations.get(user)
  if (was) batch.change({ kind: 'registration', room: room.record.jid, user, was, now: undefined })
}
