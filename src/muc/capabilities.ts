import { adHoc } from './ad-hoc/ad-hoc.js'
import { affiliationChange } from './affiliation-change/affiliation-change.js'
import { affiliationVersion } from './affiliation-version/affiliation-version.js'
import { announcement } from './announcement/announcement.js'
import { archive } from './archive/archive.js'
import { avatar } from './avatar/avatar.js'
import { ban } from './ban/ban.js'
import { blockList } from './block-list/block-list.js'
import type { Capability } from './capability.js'
import { channelSearch } from './channel-search/channel-search.js'
import { directorySearch } from './channel-search/directory-search.js'
import { configuration } from './configuration/configuration.js'
import { contact } from './contact/contact.js'
import { contactAddresses } from './contact-addresses/contact-addresses.js'
import { destruction } from './destruction/destruction.js'
import { allowableTraffic } from './disco/allowable-traffic.js'
import { ownRooms } from './disco/own-rooms.js'
import { roomDisco } from './disco/room.js'
import { serviceDisco } from './disco/service.js'
import { unknownNode } from './disco/unknown-node.js'
import { enter } from './enter/enter.js'
import { strayPresence } from './enter/stray-presence.js'
import { entityCapabilities } from './entity-capabilities/entity-capabilities.js'
import { entityTime } from './entity-time/entity-time.js'
import { ghost } from './ghost/ghost.js'
import { groupchat } from './groupchat/groupchat.js'
import { hats } from './hats/hats.js'
import { history } from './history/history.js'
import { invitationBounce } from './invitation-bounce/invitation-bounce.js'
import { language } from './language/language.js'
import { lastActivity } from './last-activity/last-activity.js'
import { leave } from './leave/leave.js'
import { lockedRoom } from './locked-room/locked-room.js'
import { logging } from './logging/logging.js'
import { maxUsers } from './max-users/max-users.js'
import { invitation } from './mediated-invitation/mediated-invitation.js'
import { membersOnly } from './members-only/members-only.js'
import { messageActivity } from './message-activity/message-activity.js'
import { moderated } from './moderated/moderated.js'
import { moderation } from './moderation/moderation.js'
import { nickname } from './nickname/nickname.js'
import { occupantId } from './occupant-id/occupant-id.js'
import { occupantList } from './occupant-list/occupant-list.js'
import { occupantQuery } from './occupant-query/occupant-query.js'
import { onlineUsers } from './online-users/online-users.js'
import { password } from './password/password.js'
import { persistentRoom } from './persistent-room/persistent-room.js'
import { ping } from './ping/ping.js'
import { presence } from './presence/presence.js'
import { presenceProbe } from './presence-probe/presence-probe.js'
import { privateMessage } from './private-message/private-message.js'
import { publicRoom } from './public-room/public-room.js'
import { registrationApproval } from './registration/approval.js'
import { registration } from './registration/registration.js'
import { reservedNick } from './reserved-nick/reserved-nick.js'
import { retraction } from './retraction/retraction.js'
import { roleChange } from './role-change/role-change.js'
import { roomActivity } from './room-activity/room-activity.js'
import { roomList } from './room-list/room-list.js'
import { roomName } from './room-name/room-name.js'
import { selfPing } from './self-ping/self-ping.js'
import { serviceMessage } from './service-message/service-message.js'
import { stanzaId } from './stanza-id/stanza-id.js'
import { subject } from './subject/subject.js'
import { uniqueName } from './unique-name/unique-name.js'
import { version } from './version/version.js'
import { visitorStatus } from './visitor-status/visitor-status.js'
import { voiceRequest } from './voice-request/voice-request.js'
import { whois } from './whois/whois.js'

/** What a room is. Those that refuse an entry do so from the strongest reason to the weakest (XEP-0045 §7.2). */
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
 * A presence is first a farewell, then a change of nick, then an entry, and otherwise news of an occupant or a stray. The
 * affiliations come before all presences (XEP-0463).
 * A new configuration first hides whose presence is not broadcast any more, then gives those who are left their nicks.
 */
const COMING_AND_GOING: readonly Capability[] = [
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

/** What a newcomer gets after the presences, in this order (§7.1). A message is first a subject, then something said. */
const TALK: readonly Capability[] = [
  roomActivity,
  history,
  retraction,
  subject,
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

/** An item with a role is no affiliation; a destruction is no configuration. */
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
 * All that rooms can do, in the order in which they are asked. `release` is our own version; `more` is what they
 * can do because they have open invites and a REST API.
 */
export function capabilities(release: string, more: readonly Capability[] = []): readonly Capability[] {
  const rooms = [...PROPERTIES, ...COMING_AND_GOING, ...TALK, ...REQUESTS]
  const all = [...rooms, ...more, version(release), entityCapabilities()]
  return [...all, adHoc(all), unknownNode]
}
