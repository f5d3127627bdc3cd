import type { Database } from 'better-sqlite3'
import { activityStatements, activitySubscriptionStatements } from './activity.js'
import { affiliationVersionStatements } from './affiliation-versions.js'
import { affiliationStatements } from './affiliations.js'
import { apiTokenStatements } from './api-tokens.js'
import { archiveStatements } from './archive.js'
import { clearingStatements } from './clearings.js'
import { deniedRequestStatements } from './denied-requests.js'
import { eventStatements } from './events.js'
import { familyClientStatements } from './family-clients.js'
import { guestStatements } from './guests.js'
import { hatStatements } from './hats.js'
import { historyStatements } from './history.js'
import { intakeStatements } from './intakes.js'
import { keptAnswerStatements } from './kept-answers.js'
import { linkHistoryStatements } from './link-history.js'
import { listedRoomStatements } from './listed-rooms.js'
import { messageCountStatements } from './message-counts.js'
import { occupantStatements } from './occupants.js'
import { openInviteStatements } from './open-invites.js'
import { outboxStatements } from './outbox.js'
import { ownLinkStatements } from './own-links.js'
import { publicRoomStatements } from './public-rooms.js'
import { registrationStatements } from './registrations.js'
import { roomUserStatements } from './room-users.js'
import { roomStatements } from './rooms.js'
import { sentInvitationStatements } from './sent-invitations.js'
import { subjectStatements } from './subjects.js'
import { toldRequestStatements } from './told-requests.js'
import { tombstoneStatements } from './tombstones.js'
import { userRoomStatements } from './user-rooms.js'
import { userStatusStatements } from './user-statuses.js'
import { userStatements } from './users.js'
import { vcardStatements } from './vcards.js'
import { voiceRequestStatements } from './voice-requests.js'
import { vouchedStatements } from './vouched.js'
import { webSessionStatements } from './web-sessions.js'
import { webhookStatements } from './webhooks.js'

/**
 * The one list of the tables. A module gives what it writes (by kind of change), the maps that it fills in a room (by kind
 * of entry), and what it answers (by question): `commit.ts`, `load.ts` and `look-up.ts` are made from these.
 */
export function prepareTables(db: Database) {
  const users = userStatements(db)
  const openInvites = openInviteStatements(db)
  return {
    users,
    openInvites,
    rooms: roomStatements(db, { list: listedRoomStatements(db).list }),
    messageCounts: messageCountStatements(db),
    publicRooms: publicRoomStatements(db),
    affiliations: affiliationStatements(db, { noteUser: users.note }),
    registrations: registrationStatements(db),
    deniedRequests: deniedRequestStatements(db),
    voiceRequests: voiceRequestStatements(db),
    toldRequests: toldRequestStatements(db),
    vouched: vouchedStatements(db),
    clearings: clearingStatements(db),
    affiliationVersions: affiliationVersionStatements(db),
    activity: activityStatements(db),
    activitySubscriptions: activitySubscriptionStatements(db),
    occupants: occupantStatements(db),
    subjects: subjectStatements(db),
    hats: hatStatements(db),
    guests: guestStatements(db),
    vcards: vcardStatements(db),
    history: historyStatements(db),
    tombstones: tombstoneStatements(db),
    archive: archiveStatements(db),
    ownLinks: ownLinkStatements(db),
    linkHistory: linkHistoryStatements(db, { expireLinks: openInvites.expire }),
    sentInvitations: sentInvitationStatements(db),
    userRooms: userRoomStatements(db),
    roomUsers: roomUserStatements(db),
    userStatuses: userStatusStatements(db, { noteUser: users.note }),
    familyClients: familyClientStatements(db),
    apiTokens: apiTokenStatements(db),
    webSessions: webSessionStatements(db),
    events: eventStatements(db),
    webhooks: webhookStatements(db),
    keptAnswers: keptAnswerStatements(db),
    intakes: intakeStatements(db),
    outbox: outboxStatements(db),
  }
}

/** The prepared statements by table. */
export type Tables = ReturnType<typeof prepareTables>
