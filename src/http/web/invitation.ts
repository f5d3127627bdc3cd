import type { FastifySchema } from 'fastify'
import type { Service } from '../../service/types.js'
import type { RegistrationOptions } from '../auth/self-registration.js'
import { RequestError } from '../errors/request-error.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { serveAccountForm } from './account.js'
import { serveRoom } from './client/serve-room.js'
import { serveSignIn } from './client/sign-in.js'
import { serveFormAddresses } from './form-addresses.js'
import { serveInviteForm } from './invite.js'
import { type BrowserSignIn, LinkPages } from './link-pages.js'
import { acceptOwnForms } from './own-forms.js'
import { PAGE_HEADERS } from './page.js'
import { servePictures } from './picture/serve-pictures.js'
import { isByBrowser, startPage } from './site-pages.js'
import { siteOf, visitOf, type WebSettings } from './visit.js'

const hidden: FastifySchema = { hide: true }

export type InvitationOptions = {
  readonly service: Service
  readonly limits: HttpLimits
  readonly publicUrl: string
  readonly web: WebSettings
  readonly registration: RegistrationOptions
  readonly browserSignIn?: BrowserSignIn | undefined
}

/**
 * Serves the page of a link at the id of its open invite, and what its forms send. Every invalid link gets the same page,
 * with the status 404, so that it reveals nothing.
 */
export function serveInvitations(app: TypedApp, options: InvitationOptions): void {
  const { service, limits, publicUrl, web, registration, browserSignIn: signIn } = options
  const site = siteOf(publicUrl, web)
  const accounts = registration.accounts && registration.domain
  const pages = new LinkPages({ service, site, accounts, signIn })
  acceptOwnForms(app, { publicUrl })
  app.get('/', { schema: hidden }, async (request, reply) => {
    if (!isByBrowser(request)) throw new RequestError('unknown-route')
    return reply.headers(PAGE_HEADERS).send(startPage(visitOf(site, request)))
  })
  // Mail programs and people add a slash, and `parseOpenInviteId` accepts other characters around the id.
  for (const path of ['/:openInviteId', '/:openInviteId/']) {
    app.get<{ Params: { openInviteId: string } }>(
      path,
      { schema: hidden, config: { isPage: true } },
      async (request, reply) => {
        limits.countValidation(request.ip)
        return pages.send(request, reply)
      },
    )
  }
  servePictures(app, { service, limits })
  serveRoom(app, { service, limits, site, pages })
  serveSignIn(app, { limits, pages })
  serveInviteForm(app, { service, limits, pages })
  serveAccountForm(app, { service, limits, registration, pages })
  serveFormAddresses(app, { site, pages })
}
