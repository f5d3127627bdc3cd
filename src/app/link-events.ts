import { linkIsUp } from '../muc/lifecycle.js'
import type { Monitor } from '../observability/monitor.js'
import type { Sweep } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import type { ConnectionEvents } from '../xmpp/server-connection.js'
import type { Gate } from './latch.js'

/** The parts that are called at events of the link, in order. */
export function linkEvents(parts: {
  service: Service
  sweep: Sweep
  up: Gate
  route: (stanza: Element) => void
  watch: Monitor
}): ConnectionEvents {
  const { service, sweep, up, route, watch } = parts
  return {
    onRead: stanza => watch.metrics.stanzaReceived(stanza),
    onStanza: route,
    onUp: () => {
      watch.linkUp()
      service.run({}, linkIsUp).catch(() => undefined)
      sweep.start()
      up.open()
    },
    onDown: () => {
      watch.linkDown()
      sweep.stop()
      up.shut()
    },
  }
}
