import { linkIsUp } from '../muc/dispatch.js'
import type { Monitor } from '../observability/monitor.js'
import type { BackPressure } from '../service/back-pressure.js'
import type { Sweep } from '../service/occupant-check.js'
import type { Service } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import type { LinkEvents } from '../xmpp/link.js'
import type { Outbound } from '../xmpp/outbound.js'
import type { Gate } from './latch.js'

/** Who hears of what happens on the link, and in which order. */
export function linkEvents(parts: {
  outbound: Outbound
  service: Service
  backPressure: BackPressure
  sweep: Sweep
  up: Gate
  route: (stanza: Element) => void
  watch: Monitor
}): LinkEvents {
  const { outbound, service, backPressure, sweep, up, route, watch } = parts
  return {
    onStanza: stanza => {
      watch.metrics.stanzaReceived(stanza)
      if (!outbound.takes(stanza)) route(stanza)
    },
    onUp: () => {
      watch.linkUp()
      outbound.linkUp()
      backPressure.linkUp()
      service.run({}, linkIsUp).catch(() => undefined)
      sweep.start()
      up.open()
    },
    onDown: why => {
      watch.linkDown()
      backPressure.linkDown()
      outbound.linkDown(why)
      sweep.stop()
      up.shut()
    },
  }
}
