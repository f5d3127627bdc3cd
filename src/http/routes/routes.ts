import { requireOneself } from '../auth/acting.js'
import { requireToken } from '../auth/auth.js'
import { createSignIn, type SignIn } from '../auth/sign-in.js'
import { refuseUnknownKeys } from '../errors/unknown-keys.js'
import { API, AUTHENTICATION, ENDUSER } from '../schema/bases.js'
import type { TypeBoxProvider, TypedApp } from '../schema/typed-app.js'
import type { HttpServerOptions } from '../server/options.js'
import { serveClientFiles } from '../web/client/serve-client-files.js'
import { serveInvitations } from '../web/invitation.js'
import { serveManage } from '../web/manage/manage.js'
import { serveSiteFiles } from '../web/site-files.js'
import { serveGuestSocket } from './guest-socket.js'
import { healthRoutes } from './health.js'
import { serveHostMeta } from './host-meta.js'
import { legacyLinkRoutes } from './legacy-links.js'
import { linkPreviewRoutes } from './link-preview.js'
import { lobbyRoutes } from './lobby.js'
import { metricsRoute } from './metrics.js'
import { openInviteRoutes } from './open-invites.js'
import { publicLinkRoutes } from './public-links.js'
import { roomAvatarImageRoute, roomAvatarRoutes } from './room-avatar.js'
import { roomKeepingRoutes } from './room-keeping.js'
import { roomLinkRoutes } from './room-link.js'
import { roomListRoutes } from './room-list.js'
import { roomPasswordRoutes } from './room-password.js'
import { roomUserListRoutes } from './room-user-list.js'
import { roomUserRoutes } from './room-users.js'
import { roomRoutes } from './rooms.js'
import { selfRegistrationRoutes } from './self-registration.js'
import { serviceRoutes } from './service.js'
import { sessionRoutes } from './session.js'
import { signInRoutes } from './sign-in.js'
import { userRoutes } from './users.js'
import { banRoutes } from './v1/bans.js'
import { bulkBanRoutes } from './v1/bulk-bans.js'
import { bulkLinkRoutes } from './v1/bulk-links.js'
import { bulkMemberRoutes } from './v1/bulk-members.js'
import { bulkRequestRoutes } from './v1/bulk-requests.js'
import { customDataRoutes } from './v1/custom-data.js'
import { directoryRoutes } from './v1/directory.js'
import { tagAnswers } from './v1/entity-tags.js'
import { eventRoutes } from './v1/events.js'
import { guestRoutes, newGuestRoutes } from './v1/guests.js'
import { invitationRoutes } from './v1/invitations.js'
import { joinRoutes } from './v1/join.js'
import { keepAnswers } from './v1/keep-answers.js'
import { linkHistoryRoutes } from './v1/link-history.js'
import { linkRoutes } from './v1/links.js'
import { memberRoutes } from './v1/members.js'
import { messageRoutes } from './v1/messages.js'
import { ownLinkRoutes } from './v1/own-links.js'
import { personalFactsRoutes } from './v1/personal-facts.js'
import { pendingRequestRoutes } from './v1/requests.js'
import { avatarRoutes } from './v1/room-avatar.js'
import { wholeRoomRoutes } from './v1/rooms.js'
import { tokenRoutes } from './v1/tokens.js'
import { webhookRoutes } from './v1/webhooks.js'

type Options = Omit<HttpServerOptions, 'log'> & {
  /** One for all ways to sign in: they count failures together. */
  readonly checkPassword: SignIn
}
type Routes = (app: TypedApp, options: Options) => void

/** Adds all routes, with the authentication of each part. */
export function serveRoutes(app: TypedApp, given: Omit<Options, 'checkPassword'>): void {
  const options = { ...given, checkPassword: createSignIn(given.signIn, given.monitoring.signIns) }
  const below = (parent: TypedApp, prefix: string, routes: Routes) =>
    parent.register(async part => routes(part.withTypeProvider<TypeBoxProvider>(), options), { prefix })

  below(app, '/health', healthRoutes)
  below(app, '/metrics', metricsRoute)
  below(app, API, serviceRoutes)
  below(app, '/api/room-avatar', roomAvatarImageRoute)
  below(app, AUTHENTICATION, signInRoutes)
  below(app, AUTHENTICATION, session => {
    // Everybody may sign out.
    requireToken(session, options, { admitsBlocked: true })
    requireOneself(session)
    sessionRoutes(session)
  })
  below(app, ENDUSER, selfRegistrationRoutes)
  below(app, ENDUSER, linkPreviewRoutes)
  below(app, ENDUSER, api => {
    requireToken(api, options)
    openInviteRoutes(api, options)
    roomRoutes(api)
    below(api, '/rooms/:roomId/avatar', roomAvatarRoutes)
    roomLinkRoutes(api, options)
    roomListRoutes(api)
    roomKeepingRoutes(api)
    roomPasswordRoutes(api)
    lobbyRoutes(api)
    roomUserRoutes(api)
    roomUserListRoutes(api)
    userRoutes(api)
    below(api, '/users/:userId/public-links', publicLinkRoutes)
    below(api, '/users/:userId/open-invites', legacyLinkRoutes)
  })
  below(app, '/api/v1', api => {
    refuseUnknownKeys(api)
    newGuestRoutes(api, options)
    invitationRoutes(api, options)
  })
  below(app, '/api/v1', api => {
    requireToken(api, options)
    refuseUnknownKeys(api)
    keepAnswers(api)
    tagAnswers(api)
    below(api, '', own => {
      requireOneself(own)
      tokenRoutes(own)
      webhookRoutes(own)
      personalFactsRoutes(own, options)
    })
    joinRoutes(api, options)
    linkRoutes(api, options)
    ownLinkRoutes(api, options)
    linkHistoryRoutes(api)
    pendingRequestRoutes(api)
    banRoutes(api)
    guestRoutes(api)
    eventRoutes(api, options)
    memberRoutes(api, options)
    directoryRoutes(api, options)
    bulkMemberRoutes(api, options)
    bulkBanRoutes(api, options)
    bulkLinkRoutes(api, options)
    bulkRequestRoutes(api, options)
    wholeRoomRoutes(api, options)
    customDataRoutes(api)
    messageRoutes(api, options)
    below(api, '/rooms/:room/avatar', avatarRoutes)
  })
  below(app, '', serveSiteFiles)
  below(app, '', serveGuestSocket)
  below(app, '', serveHostMeta)
  below(app, '', manageRoutes)
  below(app, '', serveClientFiles)
  below(app, '', serveInvitations)
}

/** The pages to manage, with the sign-in by password where the API has it. */
function manageRoutes(app: TypedApp, { service, limits, publicUrl, signIn, checkPassword }: Options): void {
  const { accounts, now } = signIn
  serveManage(app, { service, limits, publicUrl, now, signIn: accounts && checkPassword })
}
