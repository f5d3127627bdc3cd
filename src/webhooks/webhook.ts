import type { EventKind } from '../events/event.js'

/** An address to which the events of rooms are posted. */
export type Webhook = {
  /** 24 hexadecimal digits. */
  readonly id: string
  /** The bare JID of the person who made it: it gets the events that this person may read. */
  readonly owner: string
  /** Whether it was made with the rights of an admin of the service. It gets the events of all rooms while that lasts. */
  readonly asAdmin: boolean
  readonly url: string
  /** The key of the signatures (Standard Webhooks): `whsec_` and base64. */
  readonly secret: string
  /** Bare JIDs; none: all rooms that the owner may read. */
  readonly rooms: readonly string[]
  /** None: all kinds. */
  readonly kinds: readonly EventKind[]
  /** In milliseconds since 1970. */
  readonly madeAt: number
  /** The position of the last event that the receiver has. */
  readonly position: number
  readonly failing: Failing | undefined
  /** Nothing is posted. */
  readonly isPaused: boolean
}

/** Since when the receiver has not taken an event, in milliseconds since 1970, how often that was tried, and why not. */
export type Failing = { readonly since: number; readonly attempts: number; readonly reason: string }

/** A webhook is made, changed or removed. Memory holds none. */
export type WebhookChange = {
  readonly kind: 'webhook'
  readonly was: Webhook | undefined
  readonly now: Webhook | undefined
  /** What came of posting, not what the owner has decided. */
  readonly isPosted?: true
}
