import type { Batch } from '../batch.js'
import { idOfSecret } from './secret.js'
import type { WebSession, WebSessionChange } from './web-session.js'

const MINUTE = 60_000

/** How long each kind lasts, in milliseconds, and how many of it a person has at once. Our own decision. */
const TERMS = {
  address: { lasts: 15 * MINUTE, most: 3 },
  session: { lasts: 8 * 60 * MINUTE, most: 10 },
} as const satisfies Record<WebSession['kind'], { lasts: number; most: number }>

/** The longest life of a session, in seconds. */
export const SESSION_SECONDS: number = TERMS.session.lasts / 1000

/** The context of work on the sessions of one user, with the look-up `webSessionsOf` of that user. */
export type WebSessionContext = {
  readonly batch: Batch<WebSessionChange>
  readonly found: { readonly webSession?: WebSession | undefined; readonly webSessionsOf?: readonly WebSession[] }
}

/**
 * Makes a one-time address of the page to manage for a user (a bare JID), who must be authenticated. Above the limit it
 * replaces the user's oldest one. Needs the look-up `{ webSessionsOf: user }`. Returns its secret, which is not stored.
 */
export function makeAddress(context: WebSessionContext, made: { user: string; roomId: string }): string {
  return begin(context, { ...made, kind: 'address' })
}

/** Begins a session in the same way. Returns its secret, for the cookie. */
export function beginSession(context: WebSessionContext, user: string): string {
  return begin(context, { user, roomId: '', kind: 'session' })
}

/**
 * Exchanges the one-time address with this secret for a session: the address ends. Undefined if there is no such address
 * or it has ended. Needs the look-up `webSession`, and `webSessionsOf` of its user.
 */
export function takeAddress(context: WebSessionContext): { secret: string; roomId: string } | undefined {
  const { batch, found } = context
  const address = validAt(found.webSession, 'address', batch.at)
  if (!address) return undefined
  end(context, address)
  return { secret: beginSession(context, address.user), roomId: address.roomId }
}

/** Ends the session that the look-up `webSession` has found. */
export function endSession(context: WebSessionContext): void {
  const { webSession } = context.found
  if (webSession?.kind === 'session') end(context, webSession)
}

/** What was found, if it is of this kind and has not ended. `at`: in milliseconds since 1970. */
export function validAt(found: WebSession | undefined, kind: WebSession['kind'], at: number): WebSession | undefined {
  return found?.kind === kind && found.endsAt > at ? found : undefined
}

function begin(context: WebSessionContext, made: Pick<WebSession, 'user' | 'roomId' | 'kind'>): string {
  const { batch } = context
  const { lasts } = TERMS[made.kind]
  makeSpace(context, made.kind)
  const secret = batch.newId()
  const now = { ...made, id: idOfSecret(secret), madeAt: batch.at, endsAt: batch.at + lasts }
  batch.change({ kind: 'web-session', was: undefined, now, at: batch.at })
  return secret
}

function makeSpace(context: WebSessionContext, kind: WebSession['kind']): void {
  const { batch, found } = context
  const valid = (found.webSessionsOf ?? []).filter(one => validAt(one, kind, batch.at))
  for (const oldest of valid.slice(0, Math.max(0, valid.length - TERMS[kind].most + 1))) end(context, oldest)
}

function end({ batch }: WebSessionContext, was: WebSession): void {
  batch.change({ kind: 'web-session', was, now: undefined, at: batch.at })
}
