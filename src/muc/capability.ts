import type { Field, SubmittedForm } from '../stanza/data-form.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Command } from './command.js'
import type { Context, RoomContext } from './context.js'
import type { Affiliation, AffiliationEntry } from './model/affiliation.js'
import type { AffiliationSetting } from './model/affiliation-setting.js'
import type { Lookup } from './model/lookup.js'
import type { Occupant } from './model/occupant.js'
import type { RegistrationRequest, Room } from './model/room.js'
import type { RoomConfig } from './model/room-config.js'
import type { SentInvitation } from './model/sent-invitation.js'
import type { State } from './model/state.js'

/** `pass`: not mine, ask the next capability. */
export type Outcome = 'pass' | 'handled'

/** A presence to `room/nick`; the room may not exist yet. */
export type PresenceContext = Context & {
  readonly room: Room | undefined
  /** The room's bare JID. */
  readonly to: string
  readonly from: Jid
  /** Prepared. */
  readonly nick: string
  readonly presence: Element
}

/** Somebody who is about to enter (XEP-0045 §7.2), before anything has changed. */
export type Entry = RoomContext & {
  readonly from: Jid
  readonly nick: string
  readonly affiliation: Affiliation
  readonly presence: Element
  readonly password: string | undefined
}

/** A session that has just entered, or entered again. */
export type Entered = RoomContext & {
  readonly occupant: Occupant
  /** Its full JID. */
  readonly session: string
  readonly presence: Element
  /** It was in the room before: its client has forgotten and wants all anew (§17.3). */
  readonly isReentry: boolean
  /** The room was made by this entry. */
  readonly created: boolean
}

/** A message to the room from one of its occupants. */
export type OccupantMessage = RoomContext & {
  readonly occupant: Occupant
  readonly from: Jid
  readonly message: Element
}

/** A message to the room that is not of the type groupchat; the sender need not be in the room. */
export type RoomMessage = RoomContext & { readonly from: Jid; readonly message: Element }

/** A message from one occupant to another. */
export type PrivateMessage = OccupantMessage & { readonly nick: string }

/** A message or presence of the type error, to the room (then without a nick) or to an occupant. */
export type ErrorStanza = RoomContext & {
  readonly from: Jid
  readonly stanza: Element
  readonly nick: string
}

/** An invitation that could not be delivered, and why: a condition of RFC 6120 §8.3.3. */
export type InvitationBounced = RoomContext & { readonly invitation: SentInvitation; readonly condition: string }

/** An IQ request to the room or to the service. */
export type Query = {
  readonly from: Jid
  readonly iq: Element
  readonly type: 'get' | 'set'
  readonly payload: Element
  readonly namespace: string
  /** Sends the result. A handled query that nobody answered gets an empty result at the end. */
  answer(payload?: Element): void
  /** Somebody else answers: nothing is sent at the end. */
  answerLater(): void
}
export type RoomQuery = RoomContext & Query
/** An IQ request to `room/nick`; the asker need not be in the room. */
export type OccupantQuery = RoomQuery & { readonly nick: string }
export type ServiceQuery = Context & Query

/** What came back to an IQ request that we sent: to the service (no room, no nick), to a room, or to an occupant. */
export type Reply = Context & {
  readonly room: Room | undefined
  readonly nick: string
  readonly from: Jid
  /** Of the type result or error. */
  readonly iq: Element
}

/** A presence or a message to the service itself. */
export type ServiceStanza = Context & { readonly from: Jid; readonly stanza: Element }

/** Somebody of whom the room tells. */
export type OccupantContext = RoomContext & { readonly occupant: Occupant }

/** Somebody who wanted to be registered gets an answer (XEP-0045 §9.9). */
export type RegistrationAnswered = RoomContext & {
  /** Who waits, and who answers: bare JIDs. */
  readonly user: string
  readonly by: string
  /** The nick by which the room shows who answers, if they are in it. */
  readonly nickOfAnswerer?: string | undefined
  readonly isAllowed: boolean
  /** How the person is going to be called; empty where nobody has said. */
  readonly nick: string
  readonly request: RegistrationRequest
}

/** The affiliation of a person (a bare JID) has been set; undefined stands for none. The others have not heard it yet. */
export type AffiliationChanged = RoomContext & {
  readonly was: AffiliationEntry | undefined
  readonly now: AffiliationEntry | undefined
  readonly setting: AffiliationSetting
}

/** The status codes that say what a key of the configuration has become. */
export type ChangeCodes = {
  readonly [Key in keyof RoomConfig]?: (now: RoomConfig, was: RoomConfig) => readonly number[]
}

/** An owner's new configuration has taken effect. */
export type Configured = RoomContext & { readonly was: RoomConfig }

/**
 * One thing that a room can do. A capability fills in the hooks that it needs; `capabilities.ts` lists them all, in the
 * order in which they are asked. A hook refuses by throwing a `StanzaError`.
 */
export interface Capability {
  /**
   * What a stanza to this address needs from the store beyond its room, which the hooks then have as `found`. What is
   * wrong with the stanza may be thrown here already.
   */
  lookUp?(stanza: Element, to: Jid): Lookup | undefined
  /** Features of the service, for disco#info. */
  readonly serviceFeatures?: readonly string[]
  /** Forms of the service, for disco#info (XEP-0128). They stay the same while it runs. */
  serviceForms?(state: State): readonly Element[]
  /** Features of the room, for disco#info (XEP-0045 §6.4). */
  features?(room: Room): readonly string[]
  /** Fields of the form muc#roominfo (§16.5.4). */
  roomInfo?(room: Room, context: Context): readonly Field[]
  /** Its fields in the configuration form (§16.5.3), with the room's values. */
  fields?(config: RoomConfig): readonly Field[]
  /** Its part of the configuration, read from a form that an owner submitted. */
  configure?(form: SubmittedForm, config: RoomConfig): Partial<RoomConfig>
  /** The keys of the configuration whose change the occupants hear by a code of its own (§10.2.1); others are 104. */
  readonly changeCodes?: ChangeCodes
  /** Its part of the configuration of a new room, as the entry that makes it has it. */
  initialConfig?(entry: PresenceContext): Partial<RoomConfig>
  onConfigured?(configured: Configured): void
  /** The room has another avatar than before, or none any more. */
  onAvatarChanged?(context: RoomContext): void
  /** The room is about to end for good, with all that belongs to it. Those inside have not been told yet. */
  onDestroying?(context: RoomContext): void

  /** What the room says of itself in its own presence (`room-presence.ts`). */
  roomExtensions?(context: RoomContext): readonly Element[]

  /** What the room adds to each presence of an occupant, of those who leave too. */
  presenceExtensions?(shown: OccupantContext): readonly Element[]
  /** What the room adds to each message that it passes on from an occupant: to all, to one, a subject. */
  messageExtensions?(shown: OccupantContext): readonly Element[]

  /** What people may have a room do by ad-hoc commands (XEP-0050), and the service. */
  readonly commands?: readonly Command<RoomContext>[]
  readonly serviceCommands?: readonly Command<Context>[]

  onPresence?(presence: PresenceContext): Outcome
  /**
   * Somebody is about to enter, and may not be allowed to yet: what they bring takes effect, before anybody refuses them.
   * Who is in already and enters again may bring it then. True: it opens the room to them like its password.
   */
  onEntering?(entering: PresenceContext & RoomContext): boolean
  /** Refuses an entry. */
  mayEnter?(entry: Entry): void
  /** Status codes for the self-presence of who enters. */
  entryCodes?(entered: Entered): readonly number[]
  /** What a newcomer gets, in the order of the list. */
  onEntered?(entered: Entered): void

  onGroupchat?(message: OccupantMessage): Outcome
  /** A message is about to be reflected; the room may add to it. */
  onReflecting?(message: OccupantMessage & { readonly reflected: Element }): void
  /** A message has been reflected to the occupants. */
  onReflected?(message: OccupantMessage & { readonly reflected: Element }): void
  onMessage?(message: RoomMessage): Outcome
  onPrivateMessage?(message: PrivateMessage): Outcome
  /** `handled`: the person has been let in or told otherwise, and waits no more. */
  onRegistrationAnswered?(answered: RegistrationAnswered): Outcome
  onAffiliationChanged?(changed: AffiliationChanged): void
  /** For admins who answer a request to be registered: by what the person came; empty where they came by themselves. */
  registrationOrigin?(context: RoomContext, request: RegistrationRequest): string
  /** Somebody has declined a mediated invitation (XEP-0045 §7.8.2), and the inviter has been told. */
  onInvitationDeclined?(message: RoomMessage): void
  /** An invitation has come back. `handled`: who has to know of it has been told. */
  onInvitationBounced?(bounced: InvitationBounced): Outcome
  onError?(error: ErrorStanza): Outcome
  onQuery?(query: RoomQuery): Outcome
  onOccupantQuery?(query: OccupantQuery): Outcome
  onServiceQuery?(query: ServiceQuery): Outcome
  onServicePresence?(presence: ServiceStanza): Outcome
  /** A message to the service, an error too. */
  onServiceMessage?(message: ServiceStanza): Outcome
  onReply?(reply: Reply): Outcome

  /** The link to the server is up, at the start or again. */
  onLinkUp?(context: Context): void
  /** Comes every few seconds: for what time brings about by itself. Must be cheap however many rooms there are. */
  onTick?(context: Context): void
}
