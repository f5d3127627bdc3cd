import { linkIsUp } from '../muc/lifecycle.js'
import type { Monitor } from '../observability/monitor.js'
import type { OccupantCheck } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import type { ConnectionEvents } from '../xmpp/server-connection.js'
import type { Gate } from './latch.js'

/** The parts that are called at events of the link, in order. */
export function linkEvents(parts: {
  service: Service
  occupantCheck: OccupantCheck
  up: Gate
  route: (stanza: Element) => void
  watch: Monitor
}): ConnectionEvents {
  const { service, occupantCheck, up, route, watch } = parts
  return {
    onRead: stanza => watch.metrics.stanzaReceived(stanza),
    onStanza: route,
    onUp: () => {
      watch.linkUp()
      service.run({}, linkIsUp).catch(() => undefined)
      occupantCheck.start()
      up.open()
    },
    onDown: () => {
      watch.linkDown()
      occupantCheck.stop()
      up.shut()
    },
  }
}
