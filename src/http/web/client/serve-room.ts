import type { FastifyReply, FastifyRequest } from 'fastify'
import { leaveForGood } from '../../../guests/leave.js'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import type { Service } from '../../../service/types.js'
import { RequestError } from '../../errors/request-error.js'
import type { HttpLimits } from '../../limits.js'
import type { TypedApp } from '../../schema/typed-app.js'
import type { LinkPages } from '../link-pages.js'
import { formHeaders } from '../page.js'
import { socketUrl } from '../socket-url.js'
import { type Site, visitOf } from '../visit.js'
import { clientHeaders } from './client-page.js'
import { serveEntry } from './enter.js'
import { gonePage } from './gone-page.js'
import { type KnownGuest, RoomGuests } from './room-guests.js'
import { roomPage } from './room-page.js'
import { waitingPage } from './waiting-page.js'

export type RoomOptions = {
  readonly service: Service
  readonly limits: HttpLimits
  readonly site: Site
  readonly pages: LinkPages
}

type ByLink = { Params: { openInviteId: string } }

/** Serves the room in the browser of a guest: the way in, the room itself, and the way out. */
export function serveRoom(app: TypedApp, options: RoomOptions): void {
  const { service, limits, site, pages } = options
  const guests = new RoomGuests(service, site)
  const hidden = { schema: { hide: true } }
  const page = { ...hidden, config: { isPage: true } }
  const visitorOf = async (request: FastifyRequest) => {
    const guest = await guests.of(request)
    if (guest) limits.uncountGuest({ address: request.ip, guest: guest.jid })
    return guest
  }
  serveEntry(app, { ...options, guests })

  app.get<ByLink>('/:openInviteId/room', page, async (request, reply) => {
    const openInviteId = parseOpenInviteId(request.params.openInviteId)
    if (openInviteId === undefined) return pages.sendNone(request, reply)
    const visit = visitOf(site, request)
    const guest = await visitorOf(request)
    if (guest) return sendRoom(reply, { visit, openInviteId, guest })
    // A person who was given the address of the room instead of the link.
    if (!guests.isKept(request)) return reply.redirect(`${site.base}/${openInviteId}${visit.query}`, 303)
    const hasAsked = 'asked' in Object(request.query)
    reply.header('set-cookie', guests.forget(openInviteId))
    return reply.code(404).headers(formHeaders()).send(gonePage({ visit, openInviteId }, hasAsked))
  })

  app.get<ByLink>('/:openInviteId/credentials', hidden, async request => {
    const guest = await visitorOf(request)
    if (guest?.status !== 'admitted') throw new RequestError('unknown-route')
    return { jid: guest.jid, password: guest.secret }
  })

  app.post<ByLink>('/:openInviteId/leave', page, async (request, reply) => {
    const openInviteId = parseOpenInviteId(request.params.openInviteId)
    if (openInviteId === undefined) return pages.sendNone(request, reply)
    const guest = await guests.of(request)
    if (guest) await service.run({ room: guest.room }, turn => leaveForGood(turn, guest))
    reply.header('set-cookie', guests.forget(openInviteId))
    return reply.redirect(`${site.base}/${openInviteId}${visitOf(site, request).query}`, 303)
  })
}

type Shown = { readonly visit: ReturnType<typeof visitOf>; readonly openInviteId: string; readonly guest: KnownGuest }

function sendRoom(reply: FastifyReply, { visit, openInviteId, guest }: Shown): FastifyReply {
  if (guest.status === 'waiting') return reply.headers(formHeaders()).send(waitingPage({ visit, openInviteId }))
  const headers = clientHeaders({ socket: socketUrl(visit.site.publicUrl), forms: "'self'" })
  return reply.headers(headers).send(roomPage({ visit, openInviteId, guest }))
}
