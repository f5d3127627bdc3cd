import { Type } from '@sinclair/typebox'
import { count, jid, text, word, yesNo } from './fields.js'

const ROLES = ['moderator', 'participant', 'visitor', 'none'] as const
/** Seconds: the most digits that the data forms accept. */
const LONGEST_LIFETIME = 999_999_999

/**
 * The settings of a room, by the keys of `RoomConfig` (`src/muc/model/room-config.ts`), which are those of
 * `rooms.defaults` in `config/latchstring.yaml`. A room gets the defaults of the service for the keys that are absent.
 * The bounds are those of the configuration form.
 */
export const settings = Type.Partial(
  Type.Object({
    name: text(255),
    description: text(2000),
    lang: text(35),
    contacts: Type.Array(jid, { maxItems: 10, expected: 'a list of at most 10 addresses' }),
    public: yesNo,
    persistent: yesNo,
    membersOnly: yesNo,
    moderated: yesNo,
    newcomersHaveVoice: yesNo,
    password: text(255),
    whois: word(['moderators', 'anyone']),
    publicOccupants: yesNo,
    getMemberList: roles(),
    maxUsers: count(1_000_000),
    allowInvites: yesNo,
    changeSubject: yesNo,
    allowPrivateMessages: word(['anyone', 'participants', 'moderators', 'none']),
    visitorPrivateMessages: word(['anyone', 'moderators', 'nobody']),
    allowQueries: yesNo,
    allowNickChange: yesNo,
    allowVisitorNickChange: yesNo,
    allowVisitorStatus: yesNo,
    enableHats: yesNo,
    presenceBroadcast: roles(),
    registration: word(['closed', 'approval', 'open']),
    allowVoiceRequests: yesNo,
    voiceRequestInterval: count(86_400),
    reservedNicksOnly: yesNo,
    historyLength: count(1000),
    maxHistoryFetch: count(1_000_000),
    logging: yesNo,
    autoRegister: word(['unlock', 'lock', 'unlock_ack']),
    linkLifetime: count(LONGEST_LIFETIME),
    maxLinkLifetime: count(LONGEST_LIFETIME),
    linkUses: count(1_000_000),
    maxLinkUses: count(1_000_000),
    maxLinks: count(10_000),
    linkPreview: word(['nothing', 'name', 'full']),
    linkGuests: yesNo,
    disableNotifications: yesNo,
    mediaType: word(['', 'pstnAudio', 'webrtc']),
    customData: Type.Record(Type.String(), Type.Unknown(), { expected: 'a JSON object' }),
    madeOverRest: Type.Literal(true, { expected: 'true' }),
  }),
  { additionalProperties: false, expected: 'the settings of a room, by their keys' },
)

function roles() {
  return Type.Array(word(ROLES), { maxItems: ROLES.length, uniqueItems: true, expected: 'a list of roles, each once' })
}
