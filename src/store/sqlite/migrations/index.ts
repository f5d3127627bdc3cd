import { rooms } from './001-rooms.js'
import { installation } from './002-installation.js'
import { reservedNick } from './003-reserved-nick.js'
import { subjectUser } from './004-subject-user.js'
import { tombstone } from './005-tombstone.js'
import { roomCreator } from './006-room-creator.js'
import { registration } from './007-registration.js'
import { voiceRequest } from './008-voice-request.js'
import { occupantUser } from './009-occupant-user.js'
import { vcard } from './010-vcard.js'
import { hats } from './011-hats.js'
import { affiliationVersion } from './012-affiliation-version.js'
import { activity } from './013-activity.js'
import { messageCount } from './014-message-count.js'
import { archive } from './015-archive.js'
import { tombstoneUntil } from './016-tombstone-until.js'
import { openInviteTerms } from './017-open-invite-terms.js'
import { inviteStory } from './018-invite-story.js'
import { users } from './019-users.js'
import { apiToken } from './020-api-token.js'
import { removedUser } from './021-removed-user.js'
import { outboxStates } from './022-outbox-states.js'
import { sentInvitation } from './024-sent-invitation.js'
import { tombstoneCreator } from './025-tombstone-creator.js'
import { familyClient } from './026-family-client.js'
import { listedRoom } from './028-listed-room.js'
import { deniedRequest } from './030-denied-request.js'
import { occupantHash } from './031-occupant-hash.js'
import { toldRequest } from './032-told-request.js'
import { subjectMessage } from './033-subject-message.js'
import { guests } from './034-guests.js'
import { guestName } from './035-guest-name.js'
import { vouched } from './036-vouched.js'
import { webSession } from './037-web-session.js'
import { overIndex } from './038-over-index.js'
import { historyByNumber, roomNumber } from './039-room-number.js'
import { ownLinks } from './040-own-links.js'
import { clientMessages } from './041-client-messages.js'
import { clearing } from './042-clearing.js'
import { event } from './043-event.js'
import { webhook } from './044-webhook.js'
import { keptAnswer } from './045-kept-answer.js'
import { listOrder } from './046-list-order.js'
import { through } from './047-through.js'
import { erasure } from './048-erasure.js'
import { linkEnd } from './049-link-end.js'
import { intake } from './050-intake.js'

/** All migrations in order, numbered from 1. A released migration never changes: append a new one instead. */
export const migrations: readonly string[] = [
  rooms,
  installation,
  reservedNick,
  subjectUser,
  tombstone,
  roomCreator,
  registration,
  voiceRequest,
  occupantUser,
  vcard,
  hats,
  affiliationVersion,
  activity,
  messageCount,
  archive,
  tombstoneUntil,
  openInviteTerms,
  inviteStory,
  users,
  apiToken,
  removedUser,
  outboxStates,
  sentInvitation,
  tombstoneCreator,
  familyClient,
  listedRoom,
  deniedRequest,
  occupantHash,
  toldRequest,
  subjectMessage,
  guests,
  guestName,
  vouched,
  webSession,
  overIndex,
  roomNumber,
  historyByNumber,
  ownLinks,
  clientMessages,
  clearing,
  event,
  webhook,
  keptAnswer,
  listOrder,
  through,
  erasure,
  linkEnd,
  intake,
]
