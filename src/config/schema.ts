import { type Static, type TProperties, Type } from '@sinclair/typebox'

/**
 * The whole configuration in one place: every key with its default and, in `expected`, the words with which a wrong
 * value is refused. A key without a default must be given. `secret` marks what is never printed.
 */

function section<P extends TProperties>(keys: P) {
  return Type.Object(keys, { additionalProperties: false, default: {}, expected: 'keys on indented lines below it' })
}

function onOff(byDefault: boolean) {
  return Type.Boolean({ default: byDefault, expected: 'true or false' })
}

function whole(range: { minimum: number; maximum: number; default: number }) {
  return Type.Integer({ ...range, expected: `a whole number from ${range.minimum} to ${range.maximum}` })
}

/** How often a minute; 0 is no limit. */
function rate() {
  return whole({ minimum: 0, maximum: 1_000_000, default: 0 })
}

const xmpp = section({
  service: Type.String({
    default: 'xmpp://127.0.0.1:5347',
    format: 'latchstring:xmpp-service',
    expected: 'the address of the component port, such as xmpp://127.0.0.1:5347',
  }),
  domain: Type.String({
    format: 'latchstring:domain',
    expected: 'the domain of the rooms as the XMPP server has it, such as rooms.example.org',
  }),
  userDomain: Type.String({
    format: 'latchstring:domain',
    expected: "the domain of the server's own users, such as example.org",
  }),
  secret: Type.String({
    minLength: 1,
    secret: true,
    expected: "the component's secret as a text in quotes, here or in LATCHSTRING_XMPP_SECRET",
  }),
  inviterAddress: Type.Union(
    [Type.Literal('auto'), Type.Literal('privilege'), Type.Literal('asserted'), Type.Literal('room')],
    { default: 'auto', expected: 'auto, privilege, asserted or room' },
  ),
  connectTimeout: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 3600,
    expected: 'a number of seconds above 0 and up to 3600',
  }),
})

const http = section({
  host: Type.String({
    default: '127.0.0.1',
    pattern: '^[^\\s/]+$',
    expected: 'an address of this machine to listen on, such as 127.0.0.1',
  }),
  port: whole({ minimum: 0, maximum: 65535, default: 8080 }),
  publicUrl: Type.String({
    format: 'latchstring:public-url',
    expected: 'the http or https address at which people reach this service, such as https://rooms.example.org',
  }),
})

const auth = section({
  jwt: section({
    secret: Type.String({
      minLength: 32,
      secret: true,
      expected: 'a text of at least 32 characters in quotes, here or in LATCHSTRING_JWT_SECRET',
    }),
    userClaim: Type.String({
      default: 'sub',
      // The claims that have a meaning of their own cannot hold an address.
      pattern: '^(?!(iat|exp|nbf|user|app|countRenewed|maxTokenRenew)$).+$',
      expected: 'the name of the claim that holds the bare JID of the user, such as sub',
    }),
  }),
})

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
})

export const configSchema = section({
  xmpp,
  http,
  auth,
  store: section({
    sqlite: section({
      path: Type.String({ default: 'var/latchstring.sqlite', minLength: 1, expected: 'the path of a file' }),
    }),
  }),
  rooms: section({
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
  }),
  limits: section({
    joinsPerUser: rate(),
    joinsPerRoom: rate(),
    messagesPerUser: rate(),
    messagesPerRoom: rate(),
    presencesPerUser: rate(),
    presencesPerRoom: rate(),
    roomsPerUser: whole({ minimum: 0, maximum: 1_000_000, default: 0 }),
    stanzaBytes: whole({ minimum: 10_000, maximum: 256 * 1024, default: 128 * 1024 }),
  }),
  archive: section({
    maxAge: whole({ minimum: 0, maximum: 36_500, default: 0 }),
    maxMessages: whole({ minimum: 0, maximum: 1_000_000_000, default: 50_000 }),
  }),
  log: section({
    level: Type.Union(
      [
        Type.Literal('fatal'),
        Type.Literal('error'),
        Type.Literal('warn'),
        Type.Literal('info'),
        Type.Literal('debug'),
        Type.Literal('trace'),
        Type.Literal('silent'),
      ],
      { default: 'info', expected: 'fatal, error, warn, info, debug, trace or silent' },
    ),
  }),
})

export type ConfigTree = Static<typeof configSchema>
