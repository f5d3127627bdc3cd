import type { StoredChange } from '../store.js'
import type { Tables } from './tables.js'

/** Writes all changes of a batch, inside of a transaction. */
export function writeAll(tables: Tables, changes: readonly StoredChange[]): void {
  for (const change of changes) write(tables, change)
}

function write(tables: Tables, change: StoredChange): void {
  switch (change.kind) {
    case 'room':
    case 'record':
      return tables.rooms.write(change)
    case 'affiliation':
      tables.users.note(change.user)
      return tables.affiliations.write(change)
    case 'registration':
      return tables.registrations.write(change)
    case 'voice-request':
      return tables.voiceRequests.write(change)
    case 'affiliation-version':
      return tables.affiliationVersions.write(change)
    case 'activity':
      return tables.activity.write(change)
    case 'activity-subscription':
      return tables.activitySubscriptions.write(change)
    case 'occupant':
      return tables.occupants.write(change)
    case 'subject':
      return tables.subjects.write(change)
    case 'message-count':
      return tables.messageCounts.write(change)
    case 'vcard':
      return tables.vcards.write(change)
    case 'hat':
      return tables.hats.write(change)
    case 'wearer':
      return tables.hats.writeWearer(change)
    case 'history':
      return tables.history.write(change)
    case 'tombstone':
      return tables.tombstones.write(change)
    case 'expiry':
      return tables.history.expire(change.now)
    case 'open-invite':
      return tables.openInvites.write(change)
    case 'invite-event':
      return tables.inviteStory.write(change.now)
    case 'invite-expiry':
      tables.inviteStory.expire(change.now)
      return tables.openInvites.expire(change.now)
    case 'sent-invitation':
      return tables.sentInvitations.write(change)
    case 'user':
      return tables.users.write(change.now)
    case 'user-status':
      tables.users.note(change.user)
      return tables.userStatuses.write(change)
    case 'api-token':
      return tables.apiTokens.write(change)
    case 'delivery':
      return tables.outbox.write(change)
    case 'outbox':
      return tables.outbox.tidy(change)
  }
}
