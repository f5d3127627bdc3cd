import type { Logger } from 'pino'
import type { NewEvents } from '../../event-feed/new-events.js'
import type { GuestAccess } from '../../guest-access/guest-access.js'
import type { Setting } from '../../muc/model/setting.js'
import type { MessageLimits } from '../../rooms-api/messages/send-message.js'
import type { Authority } from '../auth/auth.js'
import type { RegistrationOptions } from '../auth/self-registration.js'
import type { SignInOptions } from '../auth/sign-in.js'
import type { Forwarding } from '../forward/forward.js'
import type { HttpLimits } from '../limits.js'
import type { BrowserSignIn } from '../web/link-pages.js'
import type { WebSettings } from '../web/visit.js'
import type { ConnectionSettings } from './connections.js'
import type { Monitoring } from './monitoring.js'

/** What the HTTP server is made of: the parts of the service that it calls, and its settings. */
export type HttpServerOptions = Authority & {
  readonly log: Pick<Logger, 'debug' | 'error'>
  /** The public URL of this service, without a slash at the end: links are `<publicUrl>/<openInviteId>`. */
  readonly publicUrl: string
  readonly web: WebSettings
  /** The origins whose scripts may call the API; `*` for all. */
  readonly origins: readonly string[]
  readonly limits: HttpLimits
  readonly connections: ConnectionSettings & {
    /** Seconds until a request must be complete; its headers must arrive within half of that. */
    readonly requestSeconds: number
  }
  readonly signIn: SignInOptions
  readonly registration: RegistrationOptions
  /** Undefined if people with an account cannot sign in with a browser. */
  readonly browserSignIn?: BrowserSignIn | undefined
  /** The reverse proxies whose X-Forwarded-For is believed: IP addresses and networks. */
  readonly trustedProxies: readonly string[]
  readonly monitoring: Monitoring
  /** Is told of each committed batch. */
  readonly newEvents: NewEvents
  /** The settings of rooms. */
  readonly settings: readonly Setting[]
  /** Those of XMPP: messages over both ways count together. */
  readonly messageLimits: MessageLimits
  /** Undefined if no other instance serves. */
  readonly forwarding?: Forwarding | undefined
  /** Undefined if the service takes no guests. */
  readonly guests?: GuestAccess | undefined
}
