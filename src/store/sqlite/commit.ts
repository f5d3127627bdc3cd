import type { StoredChange } from '../store.js'
import type { Tables } from './tables.js'

type ByKind = { readonly [Change in StoredChange as Change['kind']]: Change }
type Kind = keyof ByKind
type Writers = { readonly [K in Kind]: (change: ByKind[K]) => void }

/** Makes the function that writes all changes of a batch within a transaction. */
export function batchWriter(tables: Tables): (changes: readonly StoredChange[]) => void {
  const writers = writersInto(tables)
  return changes => {
    for (const change of changes) write(writers, change.kind, change)
  }
}

function write<K extends Kind>(writers: Writers, kind: K, change: ByKind[K]): void {
  writers[kind](change)
}

function writersInto(tables: Tables): Writers {
  const { history, hats, inviteStory, openInvites, outbox, rooms, users } = tables
  return {
    room: rooms.write,
    record: rooms.write,
    affiliation: change => {
      users.note(change.user)
      tables.affiliations.write(change)
    },
    registration: tables.registrations.write,
    'voice-request': tables.voiceRequests.write,
    'affiliation-version': tables.affiliationVersions.write,
    activity: tables.activity.write,
    'activity-subscription': tables.activitySubscriptions.write,
    occupant: tables.occupants.write,
    subject: tables.subjects.write,
    'message-count': tables.messageCounts.write,
    vcard: tables.vcards.write,
    hat: hats.write,
    wearer: hats.writeWearer,
    history: history.write,
    expiry: ({ now }) => history.expire(now),
    tombstone: tables.tombstones.write,
    'open-invite': openInvites.write,
    'invite-event': ({ now }) => inviteStory.write(now),
    'invite-expiry': ({ now }) => {
      inviteStory.expire(now)
      openInvites.expire(now)
    },
    'sent-invitation': tables.sentInvitations.write,
    user: ({ now }) => users.write(now),
    'user-status': change => {
      users.note(change.user)
      tables.userStatuses.write(change)
    },
    'api-token': tables.apiTokens.write,
    delivery: outbox.write,
    outbox: outbox.tidy,
  }
}
