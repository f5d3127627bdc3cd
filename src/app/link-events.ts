import type { GuestAccess } from '../guest-access/guest-access.js'
import { isGuestAddress } from '../guests/guest-address.js'
import { linkIsUp } from '../muc/lifecycle.js'
import type { Monitor } from '../observability/monitor.js'
import type { OccupantCheck } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import type { ConnectionEvents } from '../xmpp/server-connection.js'
import { serverStanzas } from '../xmpp/server-stanzas.js'
import type { Holding } from './holding.js'
import type { Latch } from './latch.js'

/** Makes the callbacks of the link to the XMPP server. Each calls the parts in a fixed order. */
export function linkEvents(parts: {
  service: Service
  occupantCheck: OccupantCheck
  linkReady: Latch
  holding: Pick<Holding, 'mayAct' | 'linkUp' | 'linkDown'>
  route: (stanza: Element) => void
  monitor: Monitor
  guests: GuestAccess | undefined
  /** The domain of the service. */
  domain: string
}): ConnectionEvents {
  const { service, occupantCheck, linkReady, holding, route, monitor, guests, domain } = parts
  return {
    mayRead: () => holding.mayAct(),
    onRead: stanza => monitor.metrics.stanzaReceived(stanza),
    onStanza: serverStanzas(route, jid => isGuestAddress(jid, domain)),
    onEased: () => service.resume(),
    onUp: () => {
      monitor.linkUp()
      service.run({}, linkIsUp).catch(() => undefined)
      occupantCheck.start()
      linkReady.open()
      holding.linkUp()
    },
    onDown: () => {
      monitor.linkDown()
      occupantCheck.stop()
      // Nothing resumes a reading that was paused with the link.
      guests?.resumeReading()
      linkReady.close()
      holding.linkDown()
    },
  }
}
