import { activityStatements, activitySubscriptionStatements } from './activity.js'
import { affiliationVersionStatements } from './affiliation-versions.js'
import { affiliationStatements } from './affiliations.js'
import { apiTokenStatements } from './api-tokens.js'
import { archiveStatements } from './archive.js'
import { clearingStatements } from './clearings.js'
import { deniedRequestStatements } from './denied-requests.js'
import { erasureStatements } from './erasures.js'
import { eventStatements } from './events.js'
import { familyClientStatements } from './family-clients.js'
import { guestStatements } from './guests.js'
import { hatStatements } from './hats.js'
import { historyStatements } from './history.js'
import { intakeStatements } from './intakes.js'
import { keptAnswerStatements } from './kept-answers.js'
import { linkEndStatements } from './link-ends.js'
import { linkHistoryStatements } from './link-history.js'
import { listedRoomStatements } from './listed-rooms.js'
import { memberStatements } from './members.js'
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
 * The one list of the tables, for one store: some count what they have added. A module describes what it writes (by kind of
 * change), the maps that it fills in a room (by kind of entry), and what it answers (by question): `commit.ts`, `load.ts`
 * and `look-up.ts` are made from these.
 */
export function tablesOfStore() {
  const users = userStatements()
  const openInvites = openInviteStatements()
  return {
    users,
    openInvites,
    rooms: roomStatements({ list: listedRoomStatements().list }),
    messageCounts: messageCountStatements(),
    publicRooms: publicRoomStatements(),
    affiliations: affiliationStatements({ noteUser: users.note }),
    registrations: registrationStatements(),
    deniedRequests: deniedRequestStatements(),
    voiceRequests: voiceRequestStatements(),
    toldRequests: toldRequestStatements(),
    vouched: vouchedStatements(),
    clearings: clearingStatements(),
    affiliationVersions: affiliationVersionStatements(),
    activity: activityStatements(),
    activitySubscriptions: activitySubscriptionStatements(),
    occupants: occupantStatements(),
    subjects: subjectStatements(),
    hats: hatStatements(),
    guests: guestStatements(),
    vcards: vcardStatements(),
    history: historyStatements(),
    tombstones: tombstoneStatements(),
    archive: archiveStatements(),
    ownLinks: ownLinkStatements(),
    linkHistory: linkHistoryStatements({ expireLinks: openInvites.expire }),
    sentInvitations: sentInvitationStatements(),
    userRooms: userRoomStatements(),
    roomUsers: roomUserStatements(),
    members: memberStatements(),
    userStatuses: userStatusStatements({ noteUser: users.note }),
    familyClients: familyClientStatements(),
    apiTokens: apiTokenStatements(),
    webSessions: webSessionStatements(),
    events: eventStatements(),
    linkEnds: linkEndStatements(),
    webhooks: webhookStatements(),
    keptAnswers: keptAnswerStatements(),
    intakes: intakeStatements(),
    erasures: erasureStatements(),
    outbox: outboxStatements(),
  }
}

/** The statements by table. */
export type Tables = ReturnType<typeof tablesOfStore>
