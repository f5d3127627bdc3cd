import type { RoomConfig } from '../../muc/model/room-config.js'

/**
 * What most rooms have in common, and the database therefore omits. It stands for what it said when a room was stored, so
 * it never changes, other than the defaults of rooms. It has no key that is read by SQL.
 */
const USUAL: Readonly<Record<string, unknown>> = {
  lang: '',
  contacts: [],
  membersOnly: false,
  moderated: false,
  newcomersHaveVoice: false,
  password: '',
  allowPrivateMessages: 'anyone',
  visitorPrivateMessages: 'anyone',
  allowQueries: true,
  allowNickChange: true,
  allowVisitorNickChange: true,
  allowVisitorStatus: true,
  enableHats: true,
  changeSubject: false,
  allowInvites: false,
  maxUsers: 0,
  registration: 'approval',
  reservedNicksOnly: false,
  publicOccupants: false,
  getMemberList: ['moderator', 'participant', 'visitor'],
  presenceBroadcast: ['moderator', 'participant', 'visitor'],
  allowVoiceRequests: true,
  voiceRequestInterval: 1800,
  historyLength: 50,
  maxHistoryFetch: 1000,
  logging: true,
  autoRegister: 'unlock',
  linkLifetime: 0,
  maxLinkLifetime: 0,
  linkUses: 0,
  maxLinkUses: 0,
  maxLinks: 100,
  linkPreview: 'name',
  linkGuests: true,
  disableNotifications: false,
  customData: {},
}
const USUAL_TEXTS = new Map(Object.entries(USUAL).map(([key, value]) => [key, JSON.stringify(value)]))

/** The key that says that absent ones have the usual values: otherwise they are newer than the stored room. */
const OMITTED = 'omitted'

type Stored = Readonly<Record<string, unknown>>

/** The JSON of a configuration, without the usual values if it has all keys. */
export function configText(config: object): string {
  if (![...USUAL_TEXTS.keys()].every(key => key in config)) return JSON.stringify(config)
  const unusual = Object.entries(config).filter(([key, value]) => USUAL_TEXTS.get(key) !== JSON.stringify(value))
  return JSON.stringify({ ...Object.fromEntries(unusual), [OMITTED]: 1 })
}

/** The configuration of this JSON. One of an earlier version can lack keys. */
export function configOf(text: string): RoomConfig {
  const { [OMITTED]: omitted, ...config } = JSON.parse(text) as Stored
  const whole: Stored = omitted === undefined ? config : { ...USUAL, ...config }
  return whole as unknown as RoomConfig
}
