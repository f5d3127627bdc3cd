import { requireToken } from './auth.js'
import { API, AUTHENTICATION, ENDUSER } from './bases.js'
import { healthRoutes } from './routes/health.js'
import { linkPreviewRoutes } from './routes/link-preview.js'
import { metricsRoute } from './routes/metrics.js'
import { olderLinkRoutes } from './routes/older-links.js'
import { openInviteRoutes } from './routes/open-invites.js'
import { publicLinkRoutes } from './routes/public-links.js'
import { roomKeepingRoutes } from './routes/room-keeping.js'
import { roomLinkRoutes } from './routes/room-link.js'
import { roomListRoutes } from './routes/room-list.js'
import { roomUserListRoutes } from './routes/room-user-list.js'
import { roomUserRoutes } from './routes/room-users.js'
import { roomRoutes } from './routes/rooms.js'
import { selfRegistrationRoutes } from './routes/self-registration.js'
import { serviceRoutes } from './routes/service.js'
import { sessionRoutes } from './routes/session.js'
import { signInRoutes } from './routes/sign-in.js'
import { userRoutes } from './routes/users.js'
import { joinRoutes } from './routes/v1/join.js'
import { linkRoutes } from './routes/v1/links.js'
import { ownLinkRoutes } from './routes/v1/own-links.js'
import { waitingRoutes } from './routes/v1/requests.js'
import { linkStoryRoutes } from './routes/v1/story.js'
import { tokenRoutes } from './routes/v1/tokens.js'
import type { HttpServerOptions } from './server.js'
import type { TypeBoxProvider, TypedApp } from './typed-app.js'
import { serveInvitations } from './web/invitation.js'

type Options = Omit<HttpServerOptions, 'log'>
type Routes = (app: TypedApp, options: Options) => void

/** All that is served, and who may have it. */
export function serveRoutes(app: TypedApp, options: Options): void {
  const below = (parent: TypedApp, prefix: string, routes: Routes) =>
    parent.register(async part => routes(part.withTypeProvider<TypeBoxProvider>(), options), { prefix })

  below(app, '/health', healthRoutes)
  below(app, '/metrics', metricsRoute)
  below(app, API, serviceRoutes)
  below(app, AUTHENTICATION, signInRoutes)
  below(app, AUTHENTICATION, session => {
    requireToken(session, options)
    sessionRoutes(session)
  })
  below(app, ENDUSER, selfRegistrationRoutes)
  below(app, ENDUSER, linkPreviewRoutes)
  below(app, ENDUSER, api => {
    requireToken(api, options)
    openInviteRoutes(api, options)
    roomRoutes(api)
    roomLinkRoutes(api, options)
    roomListRoutes(api)
    roomKeepingRoutes(api)
    roomUserRoutes(api)
    roomUserListRoutes(api)
    userRoutes(api)
    below(api, '/users/:userId/public-links', publicLinkRoutes)
    below(api, '/users/:userId/open-invites', olderLinkRoutes)
  })
  below(app, '/api/v1', api => {
    requireToken(api, options)
    tokenRoutes(api)
    joinRoutes(api, options)
    linkRoutes(api, options)
    ownLinkRoutes(api, options)
    linkStoryRoutes(api)
    waitingRoutes(api)
  })
  below(app, '', serveInvitations)
}
