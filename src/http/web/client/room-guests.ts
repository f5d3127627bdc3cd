import type { FastifyRequest } from 'fastify'
import { type ReturningGuest, returningGuest } from '../../../guests/returning.js'
import type { Service } from '../../../service/types.js'
import type { Site } from '../visit.js'
import { forgottenCookie, type GuestSecret, guestCookie, readGuestCookie } from './guest-cookie.js'

/** In milliseconds, for a link that does not expire: longer than any cookie of ours. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

/** A guest whom a request has brought, with the secret of the cookie. */
export type KnownGuest = ReturningGuest & GuestSecret

/** The guests whom the browsers keep in cookies. */
export class RoomGuests {
  readonly #service: Service
  readonly #site: Site

  constructor(service: Service, site: Site) {
    this.#service = service
    this.#site = site
  }

  /** The guest of the cookie; undefined if there is no such guest, or the link lets the guest in no more. */
  async of({ headers }: Pick<FastifyRequest, 'headers'>): Promise<KnownGuest | undefined> {
    const kept = readGuestCookie(headers.cookie, this.#site.domain)
    if (!kept) return undefined
    const { guestBy } = await this.#service.lookUp({ guestBy: kept.jid })
    if (!guestBy) return undefined
    const { room } = guestBy
    const guest = await this.#service.run({ room }, turn => returningGuest(turn, { ...kept, room }))
    return guest && { ...guest, ...kept }
  }

  /** Whether the browser has kept a guest, who may have ended. */
  isKept({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
    return readGuestCookie(headers.cookie, this.#site.domain) !== undefined
  }

  /** The header Set-Cookie for a guest of the link with this id. `endsAt`: when the link does; 0 is never. */
  cookieFor(guest: GuestSecret, { openInviteId, endsAt }: { openInviteId: string; endsAt: number }): string {
    const lasts = endsAt === 0 ? FOR_EVER : endsAt - Date.now()
    return guestCookie(guest, { ...this.#place(openInviteId), lasts })
  }

  /** The header Set-Cookie after which the browser keeps no guest of the link with this id. */
  forget(openInviteId: string): string {
    return forgottenCookie(this.#place(openInviteId))
  }

  #place(openInviteId: string) {
    const { base, publicUrl } = this.#site
    return { path: `${base}/${openInviteId}`, isSecure: publicUrl.startsWith('https:') }
  }
}
