import type { FastifyReply, FastifyRequest } from 'fastify'
import { makeGuest, makingLookup } from '../../../guests/make.js'
import { returningGuest } from '../../../guests/returning.js'
import { parseOpenInviteId } from '../../../invites/parse-open-invite-id.js'
import type { HttpLimits } from '../../limits.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { isInvalidLink, type LinkPages } from '../link-pages.js'
import { visitOf } from '../visit.js'
import { entryProblem } from './entry-problem.js'
import type { RoomGuests } from './room-guests.js'
import type { RoomOptions } from './serve-room.js'

type EntryRequest = FastifyRequest<{ Params: { openInviteId: string } }>

/**
 * Serves the form "Join in the browser" of a link: makes a guest with the name of the field `name`, whom the browser keeps
 * in a cookie, or takes the guest of the cookie. The answer is the room, or the form with what was wrong.
 */
export function serveEntry(app: TypedApp, options: RoomOptions & { guests: RoomGuests }): void {
  const { guests, site, pages } = options
  const page = { schema: { hide: true }, config: { isPage: true } }
  app.post<{ Params: { openInviteId: string } }>('/:openInviteId/enter', page, async (request, reply) => {
    const openInviteId = parseOpenInviteId(request.params.openInviteId)
    if (openInviteId === undefined) return pages.sendNone(request, reply)
    const visit = visitOf(site, request)
    const toRoom = () => reply.redirect(`${site.base}/${openInviteId}/room${visit.query}`, 303)
    if (await guests.of(request)) return toRoom()
    const name = nameIn(request.body)
    if (name === '') {
      // It looks at the link as its page does.
      options.limits.countValidation(request.ip)
      return sendProblem({ pages, request, reply }, { name, problem: visit.texts.join.nameMissing })
    }
    try {
      const cookie = await makeFor(options, { openInviteId, name, ip: request.ip })
      reply.header('set-cookie', cookie)
      return toRoom()
    } catch (thrown) {
      if (isInvalidLink(thrown)) return pages.sendNone(request, reply)
      return sendProblem({ pages, request, reply }, { name, problem: entryProblem(thrown, visit.texts) })
    }
  })
}

/** Makes a guest as the REST API does, with the same limits. Gives the header Set-Cookie. */
async function makeFor(
  { service, limits, guests }: RoomOptions & { limits: HttpLimits; guests: RoomGuests },
  { openInviteId, name, ip }: { openInviteId: string; name: string; ip: string },
): Promise<string> {
  return limits.guardGuest(ip, address => {
    return service.run({ openInvite: openInviteId, lookup: makingLookup(address) }, turn => {
      const { jid, password: secret, room } = makeGuest(turn, { openInviteId, name, address })
      const endsAt = returningGuest(turn, { jid, secret, room })?.linkEndsAt ?? 0
      return guests.cookieFor({ jid, secret }, { openInviteId, endsAt })
    })
  })
}

function nameIn(body: unknown): string {
  const { name } = Object(body) as { readonly name?: unknown }
  return typeof name === 'string' ? name.trim() : ''
}

type Asked = { readonly pages: LinkPages; readonly request: EntryRequest; readonly reply: FastifyReply }

function sendProblem({ pages, request, reply }: Asked, { name, problem }: { name: string; problem: string }) {
  return pages.send(request, reply, { form: 'join', field: 'name', problem, entered: name })
}
