import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { INVITE_EVENTS } from '../invites/link-history.js'
import { ENTRY_KINDS, entryValues, hexId, linkTerms } from './entries.js'
import { count, hex, jid, jidOrNone, linkId, text, time, word, yesNo } from './fields.js'
import { settings } from './settings.js'

/*
 * The records of which a move consists: rooms and what belongs to them, as JSON, one object a line. Texts are as people see
 * them, times are milliseconds since 1970, and addresses are those of the service that the records come from; the taking-in
 * prepares the addresses, and puts the own domain in the place of the other.
 *
 * The order: the header; then each room as a block that begins with `room` and ends with `room-end`, with everything of the
 * room between them, messages oldest first; then what belongs to no room; then the end with the counts.
 */

/** The version of this format. A reader refuses a later one. */
export const FORMAT = 1

/** In bytes, the line end included: a message with all that may surround it, escaped as JSON. */
export const LONGEST_LINE = 4 * 1024 * 1024

/** In characters: longer than any stanza that the service accepts (`limits.stanzaBytes`). */
const LONGEST_STANZA = 512 * 1024
/** In characters: longer than the vCard of a room may be, so that the taking-in can say by how much. */
const LONGEST_VCARD = 1024 * 1024
const LONGEST_REASON = 10_000
const LONGEST_NICK = 1023
/** In characters: the id of an archived message at another service (XEP-0359). */
const LONGEST_ID = 1023

/** In characters: of an address. */
const LONGEST_KEY = 3071

/** The bare JID of the room whose block it is in. */
const room = jid
/** The nick that was shown with it; empty if there is none. */
const nick = text(LONGEST_NICK)

const SCHEMAS = {
  /** The first record. `id` names the export: what was taken in from it is continued, and not taken in twice. */
  header: record('header', {
    format: count(1_000_000),
    id: Type.String({ pattern: '^[0-9A-Za-z_.:@-]{8,200}$', expected: 'an id of 8 to 200 letters, digits and -_.:@' }),
    domain: jid,
    at: time,
    product: text(200),
  }),

  /** The secret key of the installation, as base64: occupant ids, tokens and guests depend on it. */
  installation: record('installation', {
    key: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', expected: '32 bytes in base64' }),
  }),

  /**
   * A room begins. `owner` is the bare JID of one of its owners, who has an `affiliation`, too, unless nothing else is known
   * of it. `creator`: the owner where absent. A room of another service has no `id`. `activity` and `hours` are the numbers
   * of XEP-0437 and XEP-0502.
   */
  room: record('room', {
    room,
    owner: jid,
    creator: Type.Optional(jidOrNone),
    id: Type.Optional(hexId),
    createdAt: Type.Optional(time),
    locked: Type.Optional(yesNo),
    archived: Type.Optional(yesNo),
    settings,
    activity: Type.Optional(count()),
    hours: Type.Optional(
      Type.Array(Type.Tuple([count(), count()]), { maxItems: 100, expected: 'a list of pairs of numbers' }),
    ),
  }),

  /** `message` is XML: a `<message/>` with a `<subject/>` per language; absent if only the text is known. */
  subject: record('subject', {
    room,
    text: text(LONGEST_STANZA),
    message: Type.Optional(text(LONGEST_STANZA)),
    nick,
    user: Type.Optional(jidOrNone),
    at: time,
  }),

  /** The vCard of the room (XEP-0486) as XML: `<vCard xmlns="vcard-temp">…</vCard>`. */
  avatar: record('avatar', { room, vcard: text(LONGEST_VCARD) }),

  /**
   * `user` is a bare JID, or a domain for an outcast. `nick` is the reserved one. `visited`: the activity at the last visit
   * (XEP-0437). `isVisitor`: a member who enters without voice. `since`: the time of the taking-in where absent.
   */
  affiliation: record('affiliation', {
    room,
    user: jid,
    affiliation: word(['owner', 'admin', 'member', 'outcast']),
    nick: Type.Optional(nick),
    reason: Type.Optional(text(LONGEST_REASON)),
    since: Type.Optional(time),
    visited: Type.Optional(count()),
    isVisitor: Type.Optional(yesNo),
  }),

  /** An entry of a kind of `entryValues`, which `entry` names. */
  entry: record('entry', {
    room,
    entry: word(ENTRY_KINDS),
    key: text(LONGEST_KEY, 1),
    value: Type.Unknown(),
  }),

  /** An open invite. Without `room`, it opens no room: it is unbound, or its room was destroyed. */
  link: record('link', {
    room: Type.Optional(room),
    id: hex(32),
    linkId,
    roomId: Type.String({ pattern: '^([0-9a-f]{24})?$', expected: 'the id of a room, or an empty text' }),
    owner: jid,
    createdAt: time,
    roomType: word(['default', 'personal_audio_room', 'personal_video_room']),
    isDefault: yesNo,
    uses: count(),
    terms: linkTerms,
  }),

  /** An entry of the link history, oldest first. Without `room`, the room was destroyed. */
  'link-event': record('link-event', {
    room: Type.Optional(room),
    linkId,
    roomId: Type.String({ pattern: '^([0-9a-f]{24})?$', expected: 'the id of a room, or an empty text' }),
    at: time,
    event: word(INVITE_EVENTS),
    user: jidOrNone,
    by: jidOrNone,
    condition: text(100),
    name: Type.Optional(nick),
    /** The service account that acted in the name of `by`. */
    through: Type.Optional(jidOrNone),
  }),

  /**
   * A message of the archive, as the occupants got it: `stanza` is a `<message/>` as XML. `id` is its stanza id. `sender` is
   * the full JID of the sender, if it is known. Where `shown` (the history for newcomers) and `archived` are absent, the
   * rules of the service for new messages decide.
   */
  message: record('message', {
    room,
    id: text(LONGEST_ID, 1),
    at: time,
    nick,
    sender: Type.Optional(jidOrNone),
    stanza: text(LONGEST_STANZA),
    shown: Type.Optional(yesNo),
    archived: Type.Optional(yesNo),
  }),

  /** The room is complete: people may enter it from now on. */
  'room-end': record('room-end', { room }),

  /** The address of a destroyed room, which stays free until a time. */
  tombstone: record('tombstone', {
    room,
    until: time,
    alternate: jidOrNone,
    known: Type.Optional(Type.Array(jid, { maxItems: 1_000_000, expected: 'a list of addresses' })),
    creator: jidOrNone,
  }),

  /** A user of the REST API with the profile. */
  user: record('user', { user: jid, profile: profile() }),

  /** A person who uses a client of the Rainbow family. */
  'family-client': record('family-client', { user: jid, at: time }),

  'api-token': record('api-token', {
    id: hexId,
    user: jid,
    label: text(1000),
    scopes: Type.Array(word(['links', 'rooms', 'admin', 'act-as']), { maxItems: 4, expected: 'a list of scopes' }),
    createdAt: time,
    expiresAt: time,
    renewedAt: time,
    renewals: count(),
  }),

  /** It goes on with what happens after the taking-in. */
  webhook: record('webhook', {
    id: hexId,
    owner: jid,
    asAdmin: yesNo,
    url: text(10_000),
    secret: text(1000),
    rooms: Type.Array(jid, { maxItems: 10_000, expected: 'a list of addresses' }),
    kinds: Type.Array(text(100), { maxItems: 100, expected: 'a list of kinds of events' }),
    madeAt: time,
    isPaused: yesNo,
  }),

  /** The last record: the number of records of each kind before it, the header included. */
  end: record('end', {
    counts: Type.Record(Type.String(), count(), { expected: 'numbers of records by kind' }),
  }),
}

type Schemas = typeof SCHEMAS

export type Kind = keyof Schemas

/** A record by its kind. */
export type RecordOf<K extends Kind> = Static<Schemas[K]>

export type MovedRecord = { [K in Kind]: RecordOf<K> }[Kind]

/** The schema of each kind of record. */
export const recordSchemas: { readonly [K in Kind]: TObject } = SCHEMAS

/** The value of an `entry`, by its kind. */
export const entrySchemas = entryValues

function record<const K extends string, P extends TProperties>(kind: K, keys: P) {
  return Type.Object(
    { kind: Type.Literal(kind), ...keys },
    { additionalProperties: false, expected: `a record of the kind ${kind}` },
  )
}

function profile() {
  const line = Type.Optional(text(1000))
  return Type.Object(
    {
      firstName: line,
      lastName: line,
      nickName: line,
      title: line,
      jobTitle: line,
      country: line,
      language: line,
      timezone: line,
      isGuest: Type.Optional(yesNo),
    },
    { additionalProperties: false, expected: 'the profile of a user' },
  )
}
