import type { Capability } from './capability.js'
import { adHoc } from './features/ad-hoc/ad-hoc.js'
import { affiliationChange } from './features/affiliation-change/affiliation-change.js'
import { affiliationVersion } from './features/affiliation-version/affiliation-version.js'
import { announcement } from './features/announcement.js'
import { archive } from './features/archive/archive.js'
import { avatar } from './features/avatar/avatar.js'
import { ban } from './features/ban.js'
import { blockList } from './features/block-list.js'
import { channelSearch } from './features/channel-search/channel-search.js'
import { directorySearch } from './features/channel-search/directory-search.js'
import { configuration } from './features/configuration/configuration.js'
import { contact } from './features/contact.js'
import { contactAddresses } from './features/contact-addresses.js'
import { destruction } from './features/destruction/destruction.js'
import { allowableTraffic } from './features/disco/allowable-traffic.js'
import { ownRooms } from './features/disco/own-rooms.js'
import { roomDisco } from './features/disco/room.js'
import { serviceDisco } from './features/disco/service.js'
import { unknownNode } from './features/disco/unknown-node.js'
import { enter } from './features/enter.js'
import { entityCapabilities } from './features/entity-capabilities/entity-capabilities.js'
import { entityTime } from './features/entity-time.js'
import { groupchat } from './features/groupchat.js'
import { hats } from './features/hats/hats.js'
import { history } from './features/history.js'
import { invitationBounce } from './features/invitation-bounce.js'
import { language } from './features/language.js'
import { lastActivity } from './features/last-activity.js'
import { leave } from './features/leave.js'
import { lockedRoom } from './features/locked-room.js'
import { logging } from './features/logging.js'
import { maxUsers } from './features/max-users.js'
import { invitation } from './features/mediated-invitation.js'
import { membersOnly } from './features/members-only.js'
import { messageActivity } from './features/message-activity.js'
import { moderated } from './features/moderated.js'
import { moderation } from './features/moderation.js'
import { nickname } from './features/nickname/nickname.js'
import { occupantId } from './features/occupant-id.js'
import { occupantList } from './features/occupant-list.js'
import { occupantQuery } from './features/occupant-query/occupant-query.js'
import { onlineUsers } from './features/online-users.js'
import { password } from './features/password.js'
import { persistentRoom } from './features/persistent-room.js'
import { ping } from './features/ping.js'
import { presence } from './features/presence.js'
import { presenceProbe } from './features/presence-probe.js'
import { privateMessage } from './features/private-message.js'
import { publicRoom } from './features/public-room.js'
import { registrationApproval } from './features/registration/approval.js'
import { registration } from './features/registration/registration.js'
import { reservedNick } from './features/reserved-nick.js'
import { retraction } from './features/retraction.js'
import { roleChange } from './features/role-change/role-change.js'
import { roomActivity } from './features/room-activity/room-activity.js'
import { roomList } from './features/room-list.js'
import { roomName } from './features/room-name.js'
import { roomPresence } from './features/room-presence.js'
import { selfPing } from './features/self-ping.js'
import { serviceMessage } from './features/service-message.js'
import { stanzaId } from './features/stanza-id.js'
import { strayPresence } from './features/stray-presence.js'
import { subject } from './features/subject.js'
import { uniqueName } from './features/unique-name.js'
import { ghost } from './features/unreachable-occupant.js'
import { version } from './features/version.js'
import { visitorStatus } from './features/visitor-status.js'
import { voiceRequest } from './features/voice-request.js'
import { whois } from './features/whois.js'

/** The properties of a room. Their checks of an entry run from the strongest reason to the weakest (XEP-0045 §7.2). */
const PROPERTIES: readonly Capability[] = [
  roomName,
  language,
  publicRoom,
  persistentRoom,
  lockedRoom,
  blockList,
  ban,
  membersOnly,
  password,
  moderated,
  whois,
  maxUsers,
  logging,
]

/**
 * Presence. `leave`, `nickname`, `enter`, `presence` and `strayPresence` try a presence in this order. The affiliations
 * precede the presence of the occupants (XEP-0463 §5.2.1). After a new configuration, `presence` hides the roles that
 * are not broadcast any more before `reservedNick` changes the nicks of the others.
 */
const PRESENCE: readonly Capability[] = [
  affiliationVersion,
  invitationBounce,
  ghost,
  presenceProbe,
  leave,
  nickname,
  enter,
  presence,
  reservedNick,
  visitorStatus,
  strayPresence,
]

/**
 * Messages. A newcomer gets the history, the subject, and then the room's own presence (§7.1). `subject` tries a message before
 * `groupchat`.
 */
const MESSAGES: readonly Capability[] = [
  roomActivity,
  history,
  retraction,
  subject,
  roomPresence,
  stanzaId,
  occupantId,
  messageActivity,
  groupchat,
  privateMessage,
  invitation,
  registrationApproval,
  voiceRequest,
  serviceMessage,
]

/**
 * IQ requests and commands. `roleChange` and `destruction` take their requests out of muc#admin and muc#owner first.
 */
const REQUESTS: readonly Capability[] = [
  roleChange,
  affiliationChange,
  registration,
  destruction,
  configuration,
  archive,
  moderation,
  roomDisco,
  serviceDisco,
  ownRooms,
  channelSearch,
  directorySearch,
  allowableTraffic,
  contact,
  selfPing,
  ping,
  occupantQuery,
  occupantList,
  roomList,
  onlineUsers,
  announcement,
  uniqueName,
  entityTime,
  lastActivity,
  contactAddresses,
  avatar,
  hats,
]

/**
 * All capabilities, in the order in which a stanza is offered to them. `release` is the version of Latchstring; `more`
 * are the capabilities that open invites and the REST API add.
 */
export function capabilities(release: string, more: readonly Capability[] = []): readonly Capability[] {
  const rooms = [...PROPERTIES, ...PRESENCE, ...MESSAGES, ...REQUESTS]
  const all = [...rooms, ...more, version(release), entityCapabilities()]
  return [...all, adHoc(all), unknownNode]
}
