import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'

/** XEP-0012 §5: the uptime of the service, in whole seconds. */
export const lastActivity: Capability = {
  serviceFeatures: [NS.lastActivity],

  onServiceQuery({ namespace, type, batch, settings, answer }) {
    if (namespace !== NS.lastActivity || type !== 'get') return 'pass'
    // The clock may have been put back since the start.
    const seconds = Math.max(0, Math.floor((batch.at - settings.startedAt) / 1000))
    answer(xml('query', { xmlns: NS.lastActivity, seconds: String(seconds) }))
    return 'handled'
  },
}
