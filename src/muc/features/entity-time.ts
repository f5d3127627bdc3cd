import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime } from '../../stanza/time.js'
import type { Capability } from '../capability.js'

/** XEP-0202: the time of the service, in UTC: the time zone would reveal where it runs. */
export const entityTime: Capability = {
  serviceFeatures: [NS.time],

  onServiceQuery({ namespace, type, batch, answer }) {
    if (namespace !== NS.time || type !== 'get') return 'pass'
    answer(xml('time', NS.time, xml('tzo', {}, '+00:00'), xml('utc', {}, isoTime(batch.at))))
    return 'handled'
  },
}
