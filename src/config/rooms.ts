import { Type } from '@sinclair/typebox'
import { onOff, rate, section, whole } from './keys.js'

const role = Type.Union([Type.Literal('moderator'), Type.Literal('participant'), Type.Literal('visitor')], {
  expected: 'moderator, participant or visitor',
})

const roles = {
  default: ['moderator', 'participant', 'visitor'] as const,
  uniqueItems: true,
  expected: 'a list of roles, each once, out of: moderator, participant, visitor',
}

function uris() {
  const uri = Type.String({ format: 'latchstring:uri', expected: 'a URI such as mailto:abuse@example.org' })
  return Type.Array(uri, {
    default: [],
    uniqueItems: true,
    expected: 'a list of URIs, each once, such as [mailto:abuse@example.org]',
  })
}

/** Seconds, about 32 years: the most digits that the data forms accept. */
const MAX_LIFETIME = 999_999_999
/** A room in memory holds all of its links. */
const MAX_LINKS = 10_000

const roomDefaults = section({
  lang: Type.String({
    default: '',
    pattern: '^([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?$',
    maxLength: 35,
    expected: "a language tag such as en or pt-BR, or '' for none",
  }),
  public: onOff(true),
  persistent: onOff(false),
  membersOnly: onOff(false),
  moderated: onOff(false),
  newcomersHaveVoice: onOff(false),
  whois: Type.Union([Type.Literal('moderators'), Type.Literal('anyone')], {
    default: 'moderators',
    expected: 'moderators or anyone',
  }),
  allowPrivateMessages: Type.Union(
    [Type.Literal('anyone'), Type.Literal('participants'), Type.Literal('moderators'), Type.Literal('none')],
    { default: 'anyone', expected: 'anyone, participants, moderators or none' },
  ),
  visitorPrivateMessages: Type.Union([Type.Literal('anyone'), Type.Literal('moderators'), Type.Literal('nobody')], {
    default: 'anyone',
    expected: 'anyone, moderators or nobody',
  }),
  allowQueries: onOff(true),
  allowNickChange: onOff(true),
  allowVisitorNickChange: onOff(true),
  allowVisitorStatus: onOff(true),
  enableHats: onOff(true),
  changeSubject: onOff(false),
  allowInvites: onOff(false),
  maxUsers: whole({ minimum: 0, maximum: 1_000_000, default: 0 }),
  registration: Type.Union([Type.Literal('closed'), Type.Literal('approval'), Type.Literal('open')], {
    default: 'approval',
    expected: 'closed, approval or open',
  }),
  reservedNicksOnly: onOff(false),
  publicOccupants: onOff(false),
  getMemberList: Type.Array(role, roles),
  presenceBroadcast: Type.Array(Type.Union([role, Type.Literal('none')], { expected: 'a role or none' }), {
    ...roles,
    expected: `${roles.expected}, none`,
  }),
  allowVoiceRequests: onOff(true),
  voiceRequestInterval: whole({ minimum: 0, maximum: 86_400, default: 1800 }),
  historyLength: whole({ minimum: 0, maximum: 1000, default: 50 }),
  maxHistoryFetch: whole({ minimum: 0, maximum: 1000, default: 1000 }),
  logging: onOff(true),
  autoRegister: Type.Union([Type.Literal('unlock'), Type.Literal('lock'), Type.Literal('unlock_ack')], {
    default: 'unlock',
    expected: 'unlock, lock or unlock_ack',
  }),
  linkLifetime: whole({ minimum: 0, maximum: MAX_LIFETIME, default: 0 }),
  maxLinkLifetime: whole({ minimum: 0, maximum: MAX_LIFETIME, default: 0 }),
  linkUses: whole({ minimum: 0, maximum: 1_000_000, default: 0 }),
  maxLinkUses: whole({ minimum: 0, maximum: 1_000_000, default: 0 }),
  maxLinks: whole({ minimum: 0, maximum: MAX_LINKS, default: 100 }),
  linkPreview: Type.Union([Type.Literal('nothing'), Type.Literal('name'), Type.Literal('full')], {
    default: 'name',
    expected: 'nothing, name or full',
  }),
  linkGuests: onOff(true),
})

/** The keys of `rooms`, with the defaults for the configuration of a new room. */
export const rooms = section({
  admins: Type.Array(
    Type.String({ format: 'latchstring:bare-jid', expected: 'the address of a person, such as alice@example.org' }),
    { default: [], uniqueItems: true, expected: 'a list of addresses, each once, such as [alice@example.org]' },
  ),
  creation: Type.Union([Type.Literal('anyone'), Type.Literal('local'), Type.Literal('admins')], {
    default: 'anyone',
    expected: 'anyone, local or admins',
  }),
  tombstones: whole({ minimum: 0, maximum: 3650, default: 31 }),
  emptyAtStop: onOff(false),
  checkSilentAfter: whole({ minimum: 0, maximum: 100_000, default: 30 }),
  chatCommands: onOff(true),
  addresses: Type.Union([Type.Literal('random'), Type.Literal('readable')], {
    default: 'random',
    expected: 'random or readable',
  }),
  blockLists: Type.Array(
    section({
      jid: Type.String({ format: 'latchstring:jid', expected: 'the address of a service, such as xmppbl.org' }),
      node: Type.String({ default: 'muc_bans_sha256', minLength: 1, expected: 'the name of a node' }),
    }),
    { default: [], expected: 'a list of block lists, each with the key jid' },
  ),
  maxMembers: whole({ minimum: 0, maximum: 1_000_000, default: 1000 }),
  contact: section({
    abuse: uris(),
    admin: uris(),
    feedback: uris(),
    sales: uris(),
    security: uris(),
    status: uris(),
    support: uris(),
  }),
  defaults: roomDefaults,
})

/** The keys of `openInvites`: limits for the terms of every open invite. */
export const openInvites = section({
  maxLifetime: whole({ minimum: 0, maximum: MAX_LIFETIME, default: 0 }),
  maxUses: whole({ minimum: 0, maximum: 1_000_000, default: 0 }),
  perRoom: whole({ minimum: 1, maximum: MAX_LINKS, default: 100 }),
  storyDays: whole({ minimum: 0, maximum: 36_500, default: 365 }),
  sendInvitations: onOff(true),
})

/** A room in memory holds all of its guests. */
const MAX_GUESTS = 10_000

/** The keys of `guests`: people without an account who come in by a link. */
export const guests = section({
  enabled: onOff(true),
  perRoom: whole({ minimum: 1, maximum: MAX_GUESTS, default: 200 }),
  perLink: whole({ minimum: 1, maximum: MAX_GUESTS, default: 200 }),
  perAddress: whole({ minimum: 1, maximum: 1_000_000, default: 100 }),
  messagesPerMinute: rate(60),
  grace: whole({ minimum: 0, maximum: 3600, default: 60 }),
  connections: whole({ minimum: 1, maximum: 1_000_000, default: 2000 }),
  connectionsPerAddress: whole({ minimum: 1, maximum: 1_000_000, default: 200 }),
})

/** The keys of `limits`: rate limits and sizes against abuse. */
export const limits = section({
  joinsPerUser: rate(),
  joinsPerRoom: rate(),
  messagesPerUser: rate(),
  messagesPerRoom: rate(),
  presencesPerUser: rate(),
  presencesPerRoom: rate(),
  queriesPerUser: rate(3000),
  queriesPerRoom: rate(),
  invitationsPerUser: rate(20),
  requestsPerAddress: rate(1200),
  requestsPerUser: rate(6000),
  connections: whole({ minimum: 0, maximum: 1_000_000, default: 4000 }),
  connectionsPerAddress: whole({ minimum: 0, maximum: 1_000_000, default: 1000 }),
  requestSeconds: whole({ minimum: 1, maximum: 3600, default: 30 }),
  validationsPerAddress: rate(300),
  validations: rate(3000),
  failedJoinsPerUser: rate(30),
  invitationsPerAddress: rate(10),
  roomsPerUser: whole({ minimum: 0, maximum: 1_000_000, default: 1000 }),
  entriesPerUser: whole({ minimum: 0, maximum: 1_000_000, default: 10_000 }),
  stanzaBytes: whole({ minimum: 10_000, maximum: 256 * 1024, default: 128 * 1024 }),
})

/** The keys of `archive`: how long messages are kept. */
export const archive = section({
  maxAge: whole({ minimum: 0, maximum: 36_500, default: 0 }),
  maxMessages: whole({ minimum: 0, maximum: 1_000_000_000, default: 50_000 }),
})
