import { type TSchema, Type } from '@sinclair/typebox'
import type { RoomMaps } from '../muc/model/room.js'
import { count, hex, jidOrNone, linkId, linkIdOrNone, text, time, word, yesNo } from './fields.js'

/** In characters, as the commands for hats have them. */
const [LONGEST_TITLE, LONGEST_URI] = [100, 255]
/** Hats that a person wears. */
const MOST_WORN = 10

/**
 * What is stored of a room by kind and key (`RoomMaps`): the value of each kind. The key is a bare JID; of a hat its URI; of
 * a clearing the `linkId`. The compiler asks for each new kind.
 */
export const entryValues = {
  hat: Type.Object({ uri: text(LONGEST_URI), title: text(LONGEST_TITLE), hue: text(16) }, strict()),
  wearer: Type.Array(text(LONGEST_URI), { maxItems: MOST_WORN, expected: `a list of at most ${MOST_WORN} hats` }),
  /** A pending request to become a member. */
  registration: Type.Object(
    {
      nick: text(1023),
      answers: Type.Record(text(100), text(2000), { maxProperties: 20, expected: 'answers by field' }),
      via: linkIdOrNone,
      at: time,
    },
    strict(),
  ),
  'denied-request': Type.Object({ at: time }, strict()),
  'voice-request': time,
  'told-request': time,
  'user-status': Type.Object(
    {
      status: word(['invited', 'unsubscribed', 'rejected', 'removed', 'dismissed', 'expelled']),
      since: time,
    },
    strict(),
  ),
  guest: Type.Object(
    {
      name: text(1023),
      linkId,
      secretHash: text(128),
      address: text(128),
      madeAt: time,
      seenAt: time,
      state: word(['waiting', 'admitted']),
      approvedBy: jidOrNone,
      hasEntered: yesNo,
    },
    strict(),
  ),
  'guest-ban': Type.Object({ linkId, address: text(128), until: time }, strict()),
  vouched: Type.Object({ linkId, until: time, isDeclined: yesNo }, strict()),
  clearing: Type.Object({ by: jidOrNone, at: time, members: yesNo, guests: yesNo }, strict()),
} satisfies { readonly [Kind in keyof RoomMaps]: TSchema }

export const ENTRY_KINDS = Object.keys(entryValues) as readonly (keyof RoomMaps)[]

/** What an open invite grants and to whom (`InviteTerms`). */
export const linkTerms = Type.Object(
  {
    label: text(1000),
    expiresAt: time,
    maxUses: count(1_000_000_000),
    grants: word(['visitor', 'member', 'moderator']),
    admission: word(['unlock', 'lock', 'unlock_ack']),
    paused: yesNo,
    domains: Type.Array(text(1023), { maxItems: 10_000, expected: 'a list of domains' }),
    guests: word(['auto', 'yes', 'no']),
  },
  strict(),
)

/** The id of a user or of a room in the REST API. */
export const hexId = hex(24)

function strict() {
  return { additionalProperties: false, expected: 'a JSON object with the keys of this kind of record' } as const
}
