import type { Found, Lookup } from '../../muc/lookup.js'
import type { Tables } from './tables.js'

/** Reads what a stanza or request needs beyond its room. */
export function lookUp(tables: Tables, lookup: Lookup): Found {
  const { rooms, occupied, sentInvitation, census, sessions, roomsOf, vcard, affiliationSteps, activeRooms } = lookup
  return {
    ...(rooms && { rooms: tables.publicRooms.read(rooms) }),
    ...(occupied && { occupied: tables.occupants.rooms(occupied) }),
    ...(lookup.occupantsAfter && { occupants: tables.occupants.after(lookup.occupantsAfter) }),
    ...(sentInvitation !== undefined && { sentInvitation: tables.sentInvitations.byId(sentInvitation) }),
    ...(vcard !== undefined && { vcard: tables.vcards.textOf(vcard) }),
    ...(census && { census: tables.rooms.census(census.most) }),
    ...(sessions && { sessions: tables.occupants.sessions() }),
    ...(roomsOf !== undefined && { roomsOf: tables.occupants.ofUser(roomsOf) }),
    ...(affiliationSteps && { affiliationSteps: tables.affiliationVersions.since(affiliationSteps) }),
    ...(activeRooms && { activeRooms: tables.activity.activeRooms(activeRooms) }),
    ...(lookup.archive && { archive: tables.archive.page(lookup.archive) }),
    ...(lookup.archiveEnds !== undefined && { archiveEnds: tables.archive.ends(lookup.archiveEnds) }),
    ...(lookup.openInvitesOf !== undefined && { openInvitesOf: tables.openInvites.ofOwner(lookup.openInvitesOf) }),
    ...(lookup.inviterBy !== undefined && { inviterBy: tables.users.inviter(lookup.inviterBy) }),
    ...(lookup.inviteStory && { inviteStory: tables.inviteStory.page(lookup.inviteStory) }),
    ...(lookup.joinersOf !== undefined && { joinersOf: tables.inviteStory.joiners(lookup.joinersOf) }),
    ...(lookup.users && { users: tables.users.find(lookup.users) }),
    ...(lookup.apiToken !== undefined && { apiToken: tables.apiTokens.byId(lookup.apiToken) }),
    ...(lookup.apiTokensOf !== undefined && { apiTokensOf: tables.apiTokens.ofUser(lookup.apiTokensOf) }),
    ...(lookup.moderatedBy && { moderatedBy: tables.affiliations.moderatedBy(lookup.moderatedBy) }),
    ...(lookup.userRooms && { userRooms: tables.userRooms.read(lookup.userRooms) }),
    ...(lookup.roomUsers && { roomUsers: tables.roomUsers.page(lookup.roomUsers) }),
    ...(lookup.people && { people: tables.users.findFor(lookup.people) }),
    ...(lookup.message && { message: tables.history.message(lookup.message) }),
  }
}
