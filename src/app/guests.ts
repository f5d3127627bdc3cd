import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { createGuestAccess, type GuestAccess } from '../guest-access/guest-access.js'
import type { GuestDesk } from '../guest-access/guest-desk.js'
import { FailureLockout } from '../limits/failure-lockout.js'
import type { Monitor } from '../observability/monitor.js'
import type { Element } from '../stanza/element.js'

const MINUTE = 60_000

/** Makes the connections of guests from the configuration. `now` is a clock in milliseconds since 1970. */
export function guestAccess(
  { xmpp: { domain }, http: { publicUrl }, accounts, limits: { stanzaBytes } }: Config,
  parts: {
    now: () => number
    log: Pick<Logger, 'debug'>
    monitor: Monitor
    desk: GuestDesk
    route: (stanza: Element) => void
  },
): GuestAccess {
  const { now, log, monitor, desk, route } = parts
  const lockedFor = accounts.lockMinutes * MINUTE
  return createGuestAccess({
    ...{ domain, stanzaBytes, desk, route, now },
    ...{ grace: 60, connections: 2000, connectionsPerAddress: 200 },
    origins: [new URL(publicUrl).origin],
    lockout: new FailureLockout({ most: accounts.failuresPerAddress, lockedFor }, now),
    watch: {
      onFailure: () => monitor.onFailure(),
      onLocked: subject => monitor.onLocked(subject),
      onReceived: stanza => monitor.metrics.guestStanzaReceived(stanza),
      onSent: (stanza, copies) => monitor.metrics.guestStanzaSent(stanza, copies),
      onDropped: (guest, reason) => monitor.guestDropped(guest, reason),
      log: line => log.debug(`A guest: ${line}`),
    },
  })
}
