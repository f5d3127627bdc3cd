import { type Condition, StanzaError } from '../stanza/error.js'

/** Why an open invite is not served, and the XMPP condition that says so to a client. */
const CONDITION_OF = {
  /** No link has this id. */
  'unknown-open-invite': 'item-not-found',
  /** The link opens no room: it is bound to none, or the room is destroyed or archived. */
  'no-room': 'item-not-found',
  'unknown-room': 'item-not-found',
  locked: 'not-allowed',
  full: 'resource-constraint',
  /** The person owns all the rooms that one may have. */
  'too-many-rooms': 'resource-constraint',
  banned: 'forbidden',
  /** The link is for people of other servers. */
  'not-your-link': 'forbidden',
  /** A moderator has to approve; until then the request is kept. */
  waiting: 'registration-required',
  /** A link was to be for people of what is no domain. */
  'malformed-domain': 'not-acceptable',
  /** There is no such link for the person who speaks of it. */
  'unknown-link': 'item-not-found',
  'too-many-links': 'resource-constraint',
  'wrong-room-password': 'not-authorized',
  'not-a-moderator': 'forbidden',
  /** Only a moderator becomes the owner of a room. */
  'no-moderator': 'not-acceptable',
  /** The room is archived. */
  closed: 'gone',
  archived: 'gone',
  /** No user has this id, or none of the room's users. */
  'unknown-user': 'item-not-found',
  'not-registered': 'forbidden',
  'already-there': 'conflict',
  /** The room would lose its creator, or its last moderator. */
  'keeps-moderator': 'conflict',
  'may-not-promote': 'forbidden',
  /** A guest is no moderator. */
  guest: 'forbidden',
} as const satisfies Record<string, Condition>

export type RefusalReason = keyof typeof CONDITION_OF

export type Quota = { readonly current: number; readonly most: number }

/** A refusal of the open invites and of the REST API's rooms. */
export class Refusal extends StanzaError {
  readonly reason: RefusalReason
  override readonly keepsChanges: boolean
  /** How much there is of what there may not be more of, where that is the reason. */
  readonly quota: Quota | undefined

  constructor(reason: RefusalReason, text: string, quota?: Quota) {
    super(CONDITION_OF[reason], text)
    this.name = 'Refusal'
    this.reason = reason
    this.keepsChanges = reason === 'waiting'
    this.quota = quota
  }
}

/** Unknown, malformed, revoked and over are answered alike, so that an id tells nothing. */
export function noSuchOpenInvite(): Refusal {
  return new Refusal('unknown-open-invite', 'There is no open invite with this id.')
}
