import { type Condition, ReasonedRefusal } from '../stanza/error.js'

/** The reasons of refusals of open invites and of the REST API's rooms, each with its XMPP condition. */
const CONDITION_OF = {
  /** No link has this id. */
  'unknown-open-invite': 'item-not-found',
  /** The link opens no room: it is bound to none, or the room is destroyed or archived. */
  'no-room': 'item-not-found',
  'unknown-room': 'item-not-found',
  locked: 'not-allowed',
  full: 'resource-constraint',
  'too-many-rooms': 'resource-constraint',
  banned: 'forbidden',
  /** A moderator has put the joiner out. */
  'put-out': 'forbidden',
  'not-your-link': 'forbidden',
  /** A moderator has to approve; until then the request is kept. */
  waiting: 'registration-required',
  /** The terms of a link name a domain that is none. */
  'malformed-domain': 'not-acceptable',
  /** The address to invite is not that of a person. */
  'malformed-address': 'not-acceptable',
  /** The link does not exist, or the caller may not see it. */
  'unknown-link': 'item-not-found',
  'too-many-links': 'resource-constraint',
  'wrong-room-password': 'not-authorized',
  'not-a-moderator': 'forbidden',
  'no-moderator': 'not-acceptable',
  closed: 'gone',
  archived: 'gone',
  /** No user has this id, or the user does not belong to the room. */
  'unknown-user': 'item-not-found',
  'not-registered': 'forbidden',
  'already-there': 'conflict',
  /** The room would lose its creator, or its last moderator. */
  'keeps-moderator': 'conflict',
  'may-not-promote': 'forbidden',
  guest: 'forbidden',
  /** The service, the room or the link lets no guests in. */
  'guests-off': 'not-allowed',
  'too-many-guests': 'resource-constraint',
  /** The name of a guest is no nick. */
  'malformed-name': 'not-acceptable',
  'no-password': 'conflict',
  'no-avatar': 'item-not-found',
  /** The archive of the room has no message with this id, or not any more. */
  'unknown-message': 'item-not-found',
  /** The room keeps no archive. */
  'no-archive': 'not-allowed',
} as const satisfies Record<string, Condition>

export type RefusalReason = keyof typeof CONDITION_OF

/** `current` and `most`: how many there are, and how many there may be. */
export type Quota = { readonly current: number; readonly most: number }

/** A refusal of the open invites and of the REST API's rooms. The request of a `waiting` joiner is kept. */
export class Refusal extends ReasonedRefusal<RefusalReason> {
  override readonly keepsChanges: boolean
  /** Only if the reason is a limit. */
  readonly quota: Quota | undefined

  constructor(reason: RefusalReason, text: string, quota?: Quota) {
    super(reason, CONDITION_OF[reason], text)
    this.keepsChanges = reason === 'waiting'
    this.quota = quota
  }
}

/** Unknown, malformed, revoked and expired ids get the same answer, so that it does not reveal which ids existed. */
export function noSuchOpenInvite(): Refusal {
  return new Refusal('unknown-open-invite', 'There is no open invite with this id.')
}
