import type { FactKind } from '../../../personal-facts/facts.js'

/**
 * Where the facts of a kind are, and how those that only the store has are erased. All parameters: @user; @quoted, the same
 * as a string of JSON, for `where`; @key, for `erase`.
 */
export type Section = {
  readonly table: string
  /** The index that finds the person, for the tables whose primary key does not. */
  readonly index?: string
  readonly where: string
  /** A column that is unique among the facts of the person. */
  readonly key: string
  /** The columns with their names for the person; no secret is among them. */
  readonly facts: string
  /** Rows of the table are looked through in the order of the key, because no index finds the person. */
  readonly isWalk?: true
  /** The statements that erase one fact. Without it the domain does, or it stays. */
  readonly erase?: readonly string[]
}

const BY_USER = 'user = @user'
const IN_EVENT = "json_extract(details, '$.user')"

/** The facts of all kinds but messages, which `messages.ts` reads. */
export const SECTIONS: Readonly<Record<Exclude<FactKind, 'message'>, Section>> = {
  affiliation: {
    table: 'affiliation',
    index: 'affiliation_user',
    where: `${BY_USER} and affiliation <> 'outcast'`,
    key: 'room',
    facts: 'room, affiliation, reason, since, nick, visitor',
  },
  ban: {
    table: 'affiliation',
    index: 'affiliation_user',
    where: `${BY_USER} and affiliation = 'outcast'`,
    key: 'room',
    facts: 'room, reason, since',
  },
  roomUserStatus: {
    table: 'user_status',
    index: 'user_status_user',
    where: `${BY_USER} and removed = 0`,
    key: 'room',
    facts: 'room, status, since',
  },
  removal: {
    table: 'user_status',
    index: 'user_status_user',
    where: `${BY_USER} and removed <> 0`,
    key: 'room',
    facts: 'room, status, since',
  },
  occupant: {
    table: 'occupant_session',
    index: 'occupant_session_user',
    where: BY_USER,
    key: 'position',
    facts: 'room, session, nick, role, presence',
  },
  pendingRequest: {
    table: 'registration',
    index: 'registration_user',
    where: BY_USER,
    key: 'room',
    facts: 'room, nick, answers, at, link_id as "linkId"',
  },
  voiceRequest: { table: 'voice_request', index: 'voice_request_user', where: BY_USER, key: 'room', facts: 'room, at' },
  toldRequest: { table: 'told_request', index: 'told_request_user', where: BY_USER, key: 'room', facts: 'room, at' },
  deniedRequest: {
    table: 'denied_request',
    index: 'denied_request_user',
    where: BY_USER,
    key: 'room',
    facts: 'room, at',
  },
  vouchedFor: {
    table: 'vouched',
    index: 'vouched_user',
    where: BY_USER,
    key: 'room',
    facts: 'room, link_id as "linkId", until, declined',
  },
  hats: { table: 'wearer', index: 'wearer_user', where: BY_USER, key: 'position', facts: 'room, hats' },
  guest: {
    table: 'guest',
    where: BY_USER,
    key: 'room',
    facts: `room, name, link_id as "linkId", state, made_at as "madeAt", seen_at as "seenAt",
      address as "hashedAddress"`,
  },
  approvedGuest: {
    table: 'guest',
    index: 'guest_approved_by',
    where: "approved_by <> '' and approved_by = @user",
    key: 'user',
    facts: 'room, user as guest',
  },
  guestBan: {
    table: 'guest_ban',
    index: 'guest_ban_user',
    where: BY_USER,
    key: 'room',
    facts: 'room, link_id as "linkId", until, address as "hashedAddress"',
  },
  createdRoom: {
    table: 'room',
    index: 'room_creator',
    where: 'creator = @user',
    key: 'number',
    facts: 'jid as room, id as "roomId", created_at as "createdAt"',
  },
  subject: {
    table: 'subject',
    index: 'subject_user',
    where: `user <> '' and ${BY_USER}`,
    key: 'room',
    facts: 'room, text, nick, at',
  },
  contact: {
    table: 'room',
    where: "mentions(config, @quoted) and exists (select 1 from each(config, '$.contacts') where value = @user)",
    key: 'number',
    facts: 'jid as room',
    isWalk: true,
  },
  link: {
    table: 'open_invite',
    index: 'open_invite_own',
    where: 'owner = @user',
    key: 'link_id',
    facts: `link_id as "linkId", room_id as "roomId", room_type as "roomType", uses, terms, created_at as "createdAt",
      nullif(expires_at, 0) as "expiresAt"`,
  },
  clearing: {
    table: 'clearing',
    index: 'clearing_by',
    where: 'by = @user',
    key: "room || ' ' || link_id",
    facts: 'room, link_id as "linkId", at',
  },
  linkHistoryOf: {
    table: 'invite_event',
    index: 'invite_event_user',
    where: `user <> '' and ${BY_USER}`,
    key: 'position',
    facts: 'room_id as "roomId", link_id as "linkId", event, at, condition, name',
    erase: [
      `update invite_event set by = case when by = user then '' else by end, user = '', name = ''
        where position = @key and user = @user`,
    ],
  },
  linkHistoryBy: {
    table: 'invite_event',
    index: 'invite_event_by',
    where: "by <> '' and by = @user and user <> @user",
    key: 'position',
    facts: 'room_id as "roomId", link_id as "linkId", event, at',
    erase: ["update invite_event set by = '' where position = @key and by = @user"],
  },
  gotInvitation: {
    table: 'sent_invitation',
    index: 'sent_invitation_invited',
    where: 'invited = @user',
    key: 'position',
    facts: 'room_id as "roomId", link_id as "linkId", inviter, at',
    erase: ['delete from sent_invitation where position = @key and invited = @user'],
  },
  sentInvitation: {
    table: 'sent_invitation',
    index: 'sent_invitation_inviter',
    where: 'inviter = @user',
    key: 'position',
    facts: 'room_id as "roomId", link_id as "linkId", invited, at',
    erase: ['delete from sent_invitation where position = @key and inviter = @user'],
  },
  token: {
    table: 'api_token',
    index: 'api_token_user',
    where: BY_USER,
    key: 'id',
    facts: `id as "tokenId", label, scopes, created_at as "createdAt", expires_at as "expiresAt",
      renewed_at as "renewedAt", renewals`,
    erase: ['delete from api_token where id = @key and user = @user'],
  },
  webSession: {
    table: 'web_session',
    index: 'web_session_user',
    where: BY_USER,
    key: 'id',
    facts: 'kind, room_id as "roomId", made_at as "madeAt", ends_at as "endsAt"',
    erase: ['delete from web_session where id = @key and user = @user'],
  },
  webhook: {
    table: 'webhook',
    index: 'webhook_owner',
    where: 'owner = @user',
    key: 'id',
    facts: 'id as "webhookId", terms, failing, made_at as "madeAt"',
  },
  keptAnswer: {
    table: 'kept_answer',
    index: 'kept_answer_caller',
    where: 'caller = @user',
    key: 'position',
    facts: 'at',
    erase: ['delete from kept_answer where position = @key and caller = @user'],
  },
  activitySubscription: {
    table: 'activity_subscription',
    index: 'activity_subscription_user',
    where: BY_USER,
    key: 'position',
    facts: 'session',
  },
  familyClient: { table: 'family_client', where: BY_USER, key: 'user', facts: 'noted_at as "notedAt"' },
  affiliationVersion: {
    table: 'affiliation_version',
    index: 'affiliation_version_user',
    where: BY_USER,
    key: 'position',
    facts: 'room, before as "formerAffiliation"',
    // `affiliationSteps` does not answer with a step without its person.
    erase: ["update affiliation_version set user = '' where position = @key and user = @user"],
  },
  createdTombstone: {
    table: 'tombstone',
    index: 'tombstone_creator',
    where: 'creator = @user',
    key: 'jid',
    facts: 'jid as room, until',
    erase: ["update tombstone set creator = '' where jid = @key and creator = @user"],
  },
  knownTombstone: {
    table: 'tombstone',
    where: 'known is not null and mentions(known, @quoted) and exists (select 1 from each(known) where value = @user)',
    key: 'jid',
    facts: 'jid as room, until',
    isWalk: true,
    erase: [
      `update tombstone set known = (select json_group_array(value) from each(known) where value <> @user)
        where jid = @key and known is not null`,
    ],
  },
  eventOf: {
    table: 'event',
    index: 'event_user',
    where: `${IN_EVENT} is not null and ${IN_EVENT} = @user`,
    key: 'position',
    // Without its author: a room may hide the address of a moderator from the person.
    facts: 'kind, at, room, details',
    erase: [`delete from event where position = @key and ${IN_EVENT} = @user`],
  },
  eventBy: {
    table: 'event',
    index: 'event_by',
    where: `by <> '' and by = @user and ${IN_EVENT} is distinct from @user`,
    key: 'position',
    facts: 'kind, at, room, details',
    erase: ["update event set by = '' where position = @key and by = @user"],
  },
  profile: {
    table: 'user',
    where: 'jid = @user',
    key: 'jid',
    facts: 'jid, id as "userId", profile',
    // A person who is banned, or was put out, is still named by the user id.
    erase: [
      "update user set profile = '{}' where jid = @user",
      `delete from user where jid = @user and not exists (select 1 from affiliation where user = @user)
        and not exists (select 1 from user_status where user = @user)`,
    ],
  },
}

/** Why the other tables have no facts to be shown or erased. A test names each table that is in neither list. */
export const WITHOUT_FACTS: Readonly<Record<string, string>> = {
  erasure: 'the erasing itself, deleted at its end; the answer says that it goes on',
  outbox: 'messages on their way, deleted when the server has them',
  installation: 'the key of the installation',
  intake: 'where the rooms of a move are',
  intake_room: 'the rooms of a move',
  link_end: 'the last link of whose end apps have heard',
  hat: 'the hats of a room, without their wearers',
  listed_room: 'what a room publishes',
  room_gram: 'the words of listed_room',
  message_count: 'numbers',
  room_activity: 'numbers',
  vcard: 'the avatar of a room',
}
