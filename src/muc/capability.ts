import type { Field, SubmittedForm } from '../stanza/data-form.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Command } from './command.js'
import type {
  AffiliationChanged,
  Asker,
  ChangeCodes,
  Configured,
  Context,
  Entered,
  Entry,
  ErrorStanza,
  InvitationBounced,
  OccupantContext,
  OccupantMessage,
  OccupantQuery,
  Outcome,
  PresenceContext,
  PrivateMessage,
  ReflectedMessage,
  RegistrationAnswered,
  Reply,
  RoomContext,
  RoomMessage,
  RoomQuery,
  Sent,
  ServiceQuery,
  ServiceStanza,
} from './context.js'
import type { Hat } from './model/hat.js'
import type { Lookup } from './model/lookup.js'
import type { Occupant } from './model/occupant.js'
import type { Role } from './model/role.js'
import type { RegistrationRequest, Room } from './model/room.js'
import type { RoomConfig } from './model/room-config.js'
import type { Setting } from './model/setting.js'
import type { State } from './model/state.js'

/**
 * One feature of the service and its rooms. A capability implements the hooks that it needs; `capabilities.ts` lists
 * all capabilities, and their hooks run in that order. A hook refuses a stanza by throwing a `StanzaError`.
 */
export interface Capability extends RoomHooks, EntryHooks, AffiliationHooks, MessageHooks, QueryHooks, ServiceHooks {}

/** What a room is and how it is configured. */
interface RoomHooks {
  /**
   * Features of the room, for disco#info (XEP-0045 §6.4). Without `asker` they are those that the occupants see, and of
   * which the room's entity capabilities are a hash: they may depend on its record alone.
   */
  features?(room: Pick<Room, 'record'>, asker?: Asker): readonly string[]
  /** Fields of the form muc#roominfo (XEP-0045 §16.5.4). */
  roomInfo?(room: Room, context: Context): readonly Field[]
  /** The settings that owners change: by the configuration form (XEP-0045 §10.2) and over REST. */
  readonly settings?: readonly Setting[]
  /** What the capability ignores in a form that an owner submitted, as sentences for the owner. */
  ignored?(form: SubmittedForm): readonly string[]
  /** The keys whose change has its own status code (XEP-0045 §10.2.1); a change of any other key has 104. */
  readonly changeCodes?: ChangeCodes
  /** The capability's part of the configuration of a new room, read from the presence that creates it. */
  initialConfig?(entry: PresenceContext): Partial<RoomConfig>
  onConfigured?(configured: Configured): void
  /** Runs after the room's avatar was replaced or removed. */
  onAvatarChanged?(context: RoomContext): void
  /** Runs before the room is destroyed and before its occupants are notified. */
  onDestroying?(context: RoomContext): void
  /** The extensions of the room's own presence (`broadcast-room-presence.ts`). */
  roomExtensions?(context: RoomContext): readonly Element[]
  /** The ad-hoc commands of a room (XEP-0050). */
  readonly commands?: readonly Command<RoomContext>[]
}

/** Presences: entering, leaving, and the state of an occupant. */
interface EntryHooks {
  onPresence?(presence: PresenceContext): Outcome
  /**
   * Runs on an entry and on a re-entry, before `mayEnter`, and may change what that decides. Returns true if the entry
   * needs no password.
   */
  onEntering?(entering: PresenceContext & RoomContext): boolean
  /** Whether this person, who is no member, may enter now without a password and without an invitation to be typed. */
  needsNoPassword?(asker: Asker): boolean
  /**
   * The text that asks a person without an affiliation for an invitation, to be typed as the password of a members-only
   * room. Undefined if no invitation would let the person in now.
   */
  invitationPrompt?(asker: Asker): string | undefined
  /**
   * The role with which the room lets this person (a bare JID) in without an affiliation, into a members-only room too;
   * undefined for all whom the capability does not know.
   */
  admittedRole?(context: RoomContext, user: string): Role | undefined
  /** Throws if the person may not enter. */
  mayEnter?(entry: Entry): void
  /** Status codes for the newcomer's self-presence. */
  entryCodes?(entered: Entered): readonly number[]
  /** Sends the newcomer what the capability has for it, in the order of the list. */
  onEntered?(entered: Entered): void
  /** Runs after an occupant was kicked (XEP-0045 §8.2) and before the others are notified. */
  onKicked?(kicked: OccupantContext): void
  /** Hats that an occupant wears beside the assigned ones (XEP-0317). An equal hat is the same value. */
  hats?(context: RoomContext, occupant: Occupant): readonly Hat[]
  /**
   * The extensions of each presence of an occupant, leave presences included. They may depend on the occupant, the room's
   * record, the affiliation and the worn hats alone: presences are kept as long as these are the same.
   */
  presenceExtensions?(context: RoomContext, occupant: Occupant): readonly Element[]
}

/** The lasting relation of people to the room. */
interface AffiliationHooks {
  onAffiliationChanged?(changed: AffiliationChanged): void
  /** Returns `handled` if the capability has admitted or declined the requester and removed the request. */
  onRegistrationAnswered?(answered: RegistrationAnswered): Outcome
  /** How the requester came, to be added to a sentence of the approval form; empty if without an invitation. */
  registrationOrigin?(context: RoomContext, request: RegistrationRequest): string
}

/** Messages and errors to a room or an occupant. */
interface MessageHooks {
  onGroupchat?(message: OccupantMessage): Outcome
  /** Runs before a message is reflected to the occupants; may add to `reflected`. */
  onReflecting?(message: ReflectedMessage): void
  /** Runs after a message was reflected to the occupants. */
  onReflected?(message: ReflectedMessage): void
  /** The extensions of each message of an occupant: groupchat, private or subject. */
  messageExtensions?(context: RoomContext, occupant: Occupant): readonly Element[]
  onMessage?(message: RoomMessage): Outcome
  onPrivateMessage?(message: PrivateMessage): Outcome
  /** Returns `handled` for the decline of an invitation that the capability has sent in the name of the room (§7.8.2). */
  takesDecline?(message: RoomMessage): Outcome
  /** Runs after an invitation was declined (XEP-0045 §7.8.2) and the inviter was notified. */
  onInvitationDeclined?(message: RoomMessage): void
  /** Returns `handled` if the capability has notified the people concerned. */
  onInvitationBounced?(bounced: InvitationBounced): Outcome
  onError?(error: ErrorStanza): Outcome
}

/** IQ requests and their answers. */
interface QueryHooks {
  /**
   * What a stanza to this address needs from the store beyond its room; the other hooks get it as `found`. May throw
   * the error of a malformed stanza.
   */
  lookUp?(stanza: Element, to: Jid): Lookup | undefined
  onQuery?(query: RoomQuery): Outcome
  onOccupantQuery?(query: OccupantQuery): Outcome
  onServiceQuery?(query: ServiceQuery): Outcome
  onReply?(reply: Reply): Outcome
}

/** What the service is and does beyond its rooms. */
interface ServiceHooks {
  /** Runs before any other hook. Throws if the sender may not send this stanza. */
  maySend?(sent: Sent): void
  /** Features of the service, for disco#info. */
  readonly serviceFeatures?: readonly string[]
  /** Forms of the service, for disco#info (XEP-0128). They must not change while the service runs. */
  serviceForms?(state: State): readonly Element[]
  /** The ad-hoc commands of the service (XEP-0050). */
  readonly serviceCommands?: readonly Command<Context>[]
  onServicePresence?(presence: ServiceStanza): Outcome
  /** A message to the service, of the type error too. */
  onServiceMessage?(message: ServiceStanza): Outcome
  /** Runs whenever the link to the server has come up. */
  onLinkUp?(context: Context): void
  /** Runs every few seconds. Its cost must not grow with the number of rooms. */
  onTick?(context: Context): void
}
