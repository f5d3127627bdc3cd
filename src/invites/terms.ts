import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { parseJid } from '../stanza/jid.js'
import type { Admission, Grant, GuestTerm, InviteTerms } from './invite-terms.js'

/** In characters, short enough for lists. Our own decision. */
export const LONGEST_LABEL = 100

/** The requested terms of a link; the defaults of the room replace absent ones. */
export type AskedTerms = {
  readonly label?: string | undefined
  /** In seconds from now; 0 is no expiry, or the longest lifetime that is allowed. */
  readonly lifetime?: number | undefined
  /** 0 is no limit, or the largest number that is allowed. */
  readonly maxUses?: number | undefined
  readonly grants?: Grant | undefined
  readonly admission?: Admission | undefined
  readonly paused?: boolean | undefined
  /** Prepared domains (RFC 7622). */
  readonly domains?: readonly string[] | undefined
  readonly guests?: GuestTerm | undefined
}

/** Prepares domains that people have typed, each once. Throws `malformed-domain`. */
export function readDomains(texts: readonly string[]): string[] {
  const domains = texts.map(text => {
    const jid = parseJid(text)
    if (jid && jid.local === '' && jid.resource === '' && !/[@/]/.test(text)) return jid.domain
    throw new Refusal('malformed-domain', `"${text}" is not a domain such as example.org.`)
  })
  return [...new Set(domains)]
}

/** The terms of member links. COMPAT: clients of the API family expect no limits. */
export const UNLIMITED: InviteTerms = {
  label: '',
  expiresAt: 0,
  maxUses: 0,
  grants: 'member',
  admission: 'unlock',
  paused: false,
  domains: [],
  guests: 'auto',
}

/** The terms of a new link to this room: the requested ones, cut to the limits of the room and the service. */
export function newTerms({ batch, settings }: Context, room: Room, asked: AskedTerms): InviteTerms {
  const { linkLifetime, linkUses } = room.record.config
  const { label = '', lifetime = linkLifetime, maxUses = linkUses, domains = [] } = asked
  const { grants = 'member', admission = 'unlock', paused = false, guests = 'auto' } = asked
  const most = mostOf(settings.invites, room)
  return {
    label,
    expiresAt: endOf(batch.at, within(lifetime, most.lifetime)),
    maxUses: within(maxUses, most.uses),
    grants,
    admission,
    paused,
    domains,
    guests,
  }
}

/** The changed terms of a link: the requested ones, cut to the limits of the room and the service; the others stay. */
export function changedTerms(
  { batch, settings }: Context,
  room: Room,
  change: { was: InviteTerms; asked: AskedTerms },
) {
  const { was, asked } = change
  const { lifetime, maxUses, ...rest } = asked
  const most = mostOf(settings.invites, room)
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    ...was,
    ...Object.fromEntries(given),
    ...(lifetime !== undefined && { expiresAt: endOf(batch.at, within(lifetime, most.lifetime)) }),
    ...(maxUses !== undefined && { maxUses: within(maxUses, most.uses) }),
  } satisfies InviteTerms
}

function mostOf(limits: { maxLifetime: number; maxUses: number }, { record }: Room) {
  const { maxLinkLifetime, maxLinkUses } = record.config
  return { lifetime: within(maxLinkLifetime, limits.maxLifetime), uses: within(maxLinkUses, limits.maxUses) }
}

/** 0 is no limit, on both sides. */
function within(asked: number, most: number): number {
  if (most === 0) return asked
  return asked === 0 ? most : Math.min(asked, most)
}

function endOf(at: number, lifetime: number): number {
  return lifetime === 0 ? 0 : at + lifetime * 1000
}
