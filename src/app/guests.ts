import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { createGuestAccess, type GuestAccess } from '../guest-access/guest-access.js'
import type { GuestDesk } from '../guest-access/guest-desk.js'
import { isGuestAddress } from '../guests/guest-address.js'
import { isSecretOf } from '../guests/sign-in.js'
import { FailureLockout } from '../limits/failure-lockout.js'
import type { Digests } from '../muc/model/digests.js'
import type { ServiceAdmins } from '../muc/model/service-admins.js'
import type { Monitor } from '../observability/monitor.js'
import type { Service } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import { createLimits, type Limits } from '../xmpp/limits.js'

const MINUTE = 60_000

export type GuestParts = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Pick<Logger, 'debug'>
  readonly monitor: Monitor
  readonly digests: Digests
  readonly lookUp: Service['lookUp']
  readonly route: (stanza: Element) => void
}

/** Makes the connections of guests from the configuration; undefined if the service has no guests. */
export function guestAccess(config: Config, parts: GuestParts): GuestAccess | undefined {
  const { xmpp, http, accounts, limits, guests } = config
  if (!guests.enabled) return undefined
  const { now, log, monitor, route } = parts
  return createGuestAccess({
    ...guests,
    ...{ domain: xmpp.domain, stanzaBytes: limits.stanzaBytes, route, now },
    origins: [new URL(http.publicUrl).origin],
    desk: deskOf(xmpp.domain, parts),
    // Short, as for many guests behind one address: a secret of 122 random bits needs no more.
    lockout: new FailureLockout({ most: accounts.failuresPerAddress, lockedFor: MINUTE }, now),
    watch: {
      onFailure: () => monitor.onFailure(),
      onLocked: subject => monitor.onLocked(subject),
      onReceived: stanza => monitor.metrics.guestStanzaReceived(stanza),
      onSent: (stanza, copies) => monitor.metrics.guestStanzaSent(stanza, copies),
      onDropped: (guest, reason) => monitor.guestDropped(guest, reason),
      log: (line, fault) => (fault === undefined ? log.debug(`A guest: ${line}`) : monitor.fault(fault)),
    },
  })
}

/** The limits of stanzas, with those of guests. `admins` have none. */
export function stanzaLimits({ xmpp: { domain }, limits, guests }: Config, admins: ServiceAdmins): Limits {
  const { messagesPerMinute } = guests
  return createLimits(limits, admins, { messagesPerMinute, isGuest: user => isGuestAddress(user, domain) })
}

function deskOf(domain: string, { lookUp, digests }: GuestParts): GuestDesk {
  return {
    async signIn(local, secret) {
      const { guestBy: found } = await lookUp({ guestBy: `${local}@${domain}` })
      return found && isSecretOf(found.guest, secret, { digests }) ? found : undefined
    },
  }
}
