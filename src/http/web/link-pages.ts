import type { FastifyReply } from 'fastify'
import type { AccountsSocket } from '../../accounts/web-socket.js'
import { linkAllowsGuests } from '../../guests/allows-guests.js'
import { admissionNow } from '../../invites/admission.js'
import { parseOpenInviteId } from '../../invites/parse-open-invite-id.js'
import { previewLink } from '../../invites/preview.js'
import { Refusal } from '../../rooms-api/refusal.js'
import type { Service, ServiceContext } from '../../service/types.js'
import { RoomGuests } from './client/room-guests.js'
import { linkPage } from './page/link-page.js'
import type { FormAnswer, Invitation, LinkView, Ways } from './page/link-view.js'
import { formHeaders, PAGE_HEADERS } from './page.js'
import { noInvitationPage } from './site-pages.js'
import { type Site, type Visit, type Visitor, visitOf } from './visit.js'

/** A request for the page of a link, or for one of its forms. */
export type LinkRequest = Visitor & { readonly params: { readonly openInviteId: string } }

/** People with an account at this domain sign in with a browser, at the WebSocket of its server. */
export type BrowserSignIn = { readonly domain: string; readonly socket: AccountsSocket }

type LinkPagesOptions = {
  readonly service: Service
  readonly site: Site
  /** The domain at which accounts can be made; undefined if none can. */
  readonly accounts: string | undefined
  readonly signIn: BrowserSignIn | undefined
}

/** The pages of links: they are read, and sent. */
export class LinkPages {
  readonly #options: LinkPagesOptions
  readonly #guests: RoomGuests

  constructor(options: LinkPagesOptions) {
    this.#options = options
    this.#guests = new RoomGuests(options.service, options.site)
  }

  /** What the page of a link shows to this visitor; undefined for every invalid link. */
  async view(request: LinkRequest): Promise<LinkView | undefined> {
    const invitation = await this.#invitationFor(request.params.openInviteId)
    const guest = invitation && (await this.#guests.of(request))
    return invitation && { visit: this.visit(request), invitation, guest: guest?.nick }
  }

  /** The language and the device of a visitor. */
  visit(request: Visitor): Visit {
    return visitOf(this.#options.site, request)
  }

  /**
   * Sends the page of a link: with `answer`, one of its forms says what was wrong (the status is 422). An invalid link
   * gets the page of all invalid links; a guest who may still come back by it, such as by a link that is used up, goes to
   * the room.
   */
  async send(request: LinkRequest, reply: FastifyReply, answer?: FormAnswer): Promise<FastifyReply> {
    const { site } = this.#options
    const view = await this.view(request)
    if (!view) {
      const id = parseOpenInviteId(request.params.openInviteId)
      if (id === undefined || !(await this.#guests.of(request))) return this.sendNone(request, reply)
      return reply.redirect(`${site.base}/${id}/room${this.visit(request).query}`, 303)
    }
    const isEmbedded = site.embed.length > 0 && 'embed' in Object(request.query)
    return reply
      .code(answer ? 422 : 200)
      .headers(formHeaders(isEmbedded ? site.embed : []))
      .send(linkPage({ ...view, answer, isEmbedded }))
  }

  /** Sends the page of all invalid links. */
  sendNone(request: Visitor, reply: FastifyReply): FastifyReply {
    return reply
      .code(404)
      .headers(PAGE_HEADERS)
      .send(noInvitationPage(this.visit(request)))
  }

  async #invitationFor(text: string): Promise<Invitation | undefined> {
    const { service, accounts, signIn } = this.#options
    const id = parseOpenInviteId(text)
    const touches = { openInvite: id, ...(id !== undefined && { lookup: { inviterBy: id } }) }
    try {
      return await service.run(touches, turn =>
        invitationOf(turn, { openInviteId: id ?? '', accounts, signIn: placeToSignIn(signIn) }),
      )
    } catch (thrown) {
      if (isInvalidLink(thrown)) return undefined
      throw thrown
    }
  }
}

/** Whether this is the refusal of a link that does not exist, has ended or opens no room. */
export function isInvalidLink(thrown: unknown): boolean {
  return thrown instanceof Refusal && (thrown.reason === 'unknown-open-invite' || thrown.reason === 'no-room')
}

function placeToSignIn(signIn: BrowserSignIn | undefined): Ways['signIn'] {
  const url = signIn?.socket.url
  return signIn && url !== undefined ? { domain: signIn.domain, socket: url } : undefined
}

type Asked = Pick<Invitation, 'openInviteId'> & Pick<Ways, 'accounts' | 'signIn'>

function invitationOf(turn: ServiceContext, { openInviteId, accounts, signIn }: Asked): Invitation {
  const { preview, room, present, hasAvatar } = previewLink(turn, openInviteId)
  const { roomName: name, roomTopic: topic, invitingFirstName, invitingLastName } = preview
  const inviter = `${invitingFirstName} ${invitingLastName}`.trim()
  const entry = admissionNow(turn, openInviteId)
  const addresses = turn.settings.invites.sendsInvitations
  const ways = { guests: linkAllowsGuests(turn, openInviteId), addresses, accounts, signIn }
  return { openInviteId, room: room.record.jid, name, topic, inviter, present, hasAvatar, entry, ways }
}
