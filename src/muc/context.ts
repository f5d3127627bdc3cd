import type { Batch } from '../batch.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Capability } from './capability.js'
import type { Affiliation, AffiliationEntry } from './model/affiliation.js'
import type { AffiliationSetting } from './model/affiliation-setting.js'
import type { Change } from './model/change.js'
import type { Found } from './model/lookup.js'
import type { Occupant } from './model/occupant.js'
import type { RegistrationRequest, Room } from './model/room.js'
import type { RoomConfig } from './model/room-config.js'
import type { SentInvitation } from './model/sent-invitation.js'
import type { State } from './model/state.js'

/** What every hook of a capability gets. */
export type Context = State & {
  readonly batch: Batch<Change>
  readonly capabilities: readonly Capability[]
  /** The answers to what `lookUp` asked for. */
  readonly found: Found
  /** The bare JIDs of people who leave by the same act, in later batches: they get no news of those who leave before. */
  readonly leaving?: ReadonlySet<string>
}

export type RoomContext = Context & { readonly room: Room }

/** A context of which nothing can be changed or sent. */
export type Readable<C extends Context> = Omit<C, 'batch' | 'capabilities'>

/** What a hook did with a stanza. After `pass`, the next capability gets it. */
export type Outcome = 'pass' | 'handled'

/** A stanza before any hook but `maySend` has it. */
export type Sent = Context & { readonly from: Jid; readonly to: Jid; readonly stanza: Element }

/** A presence to `room/nick`; the room may not exist yet. */
export type PresenceContext = Context & {
  readonly room: Room | undefined
  /** The room's bare JID. */
  readonly to: string
  readonly from: Jid
  /** Prepared by the nick profile (XEP-0045 §17.1). */
  readonly nick: string
  readonly presence: Element
}

/** A person who asks to enter (XEP-0045 §7.2), before any change. */
export type Entry = RoomContext & {
  readonly from: Jid
  readonly nick: string
  readonly affiliation: Affiliation
  readonly presence: Element
  readonly password: string | undefined
}

/** A person who asks about a room or asks to enter it. */
export type Asker = RoomContext & {
  readonly from: Jid
  /** The password that an entry has given; undefined if it is blank, and for a question. */
  readonly password?: string | undefined
}

/** A session that has just entered, or entered again. */
export type Entered = RoomContext & {
  readonly occupant: Occupant
  /** A full JID. */
  readonly session: string
  readonly presence: Element
  /** The session was in the room before: its client has lost its state and gets everything again (XEP-0045 §17.3). */
  readonly isReentry: boolean
  /** This entry created the room. */
  readonly created: boolean
}

/** An occupant to whose presence or message the room adds extensions. */
export type OccupantContext = RoomContext & { readonly occupant: Occupant }

/** A message to the room from one of its occupants. */
export type OccupantMessage = RoomContext & {
  readonly occupant: Occupant
  readonly from: Jid
  readonly message: Element
}

/** A message of an occupant, and the room's copy of it for all occupants. */
export type ReflectedMessage = OccupantMessage & { readonly reflected: Element }

/** A message to the room that is not of the type groupchat; the sender may be outside the room. */
export type RoomMessage = RoomContext & { readonly from: Jid; readonly message: Element }

/** A message from one occupant to another, the one with this nick. */
export type PrivateMessage = OccupantMessage & { readonly nick: string }

/** A message or presence of the type error, to the room (`nick` is then empty) or to an occupant. */
export type ErrorStanza = RoomContext & {
  readonly from: Jid
  readonly stanza: Element
  readonly nick: string
}

/** An invitation that could not be delivered; `condition` is an error condition of RFC 6120 §8.3.3. */
export type InvitationBounced = RoomContext & { readonly invitation: SentInvitation; readonly condition: string }

/** An IQ request to the room or to the service. */
export type Query = {
  readonly from: Jid
  readonly iq: Element
  readonly type: 'get' | 'set'
  readonly payload: Element
  readonly namespace: string
  /** Sends the result. A handled query without a call of `answer` gets an empty result. */
  answer(payload?: Element): void
  /** Suppresses the empty result: another entity answers. */
  answerLater(): void
}
export type RoomQuery = RoomContext & Query
/** An IQ request to `room/nick`; the sender may be outside the room. */
export type OccupantQuery = RoomQuery & { readonly nick: string }
export type ServiceQuery = Context & Query

/** The answer to an IQ request, to the service (no room, empty `nick`), to a room, or to an occupant. */
export type Reply = Context & {
  readonly room: Room | undefined
  readonly nick: string
  readonly from: Jid
  /** Of the type result or error. */
  readonly iq: Element
}

/** A presence or a message to the service itself. */
export type ServiceStanza = Context & { readonly from: Jid; readonly stanza: Element }

/** An admin's answer to a registration request (XEP-0045 §9.9). */
export type RegistrationAnswered = RoomContext & {
  /** The requester and the admin: bare JIDs. */
  readonly user: string
  readonly by: string
  /** The admin's nick, if the admin is in the room. */
  readonly nickOfAnswerer?: string | undefined
  readonly isAllowed: boolean
  /** The nick to reserve; empty if neither the request nor the answer has one. */
  readonly nick: string
  readonly request: RegistrationRequest
}

/** A changed affiliation of a person; undefined stands for `none`. The occupants have not been notified yet. */
export type AffiliationChanged = RoomContext & {
  readonly was: AffiliationEntry | undefined
  readonly now: AffiliationEntry | undefined
  readonly setting: AffiliationSetting
}

/** A new configuration that has taken effect. */
export type Configured = RoomContext & { readonly was: RoomConfig }

/** The status codes for a change of each key of the configuration (XEP-0045 §10.2.1). */
export type ChangeCodes = {
  readonly [Key in keyof RoomConfig]?: (now: RoomConfig, was: RoomConfig) => readonly number[]
}
