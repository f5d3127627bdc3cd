import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Outcome, Query } from '../context.js'

/** XEP-0092: the name and version of the software. The operating system is not revealed. */
export function version(release: string): Capability {
  return {
    serviceFeatures: [NS.version],
    onServiceQuery({ namespace, type, answer }: Query): Outcome {
      if (namespace !== NS.version || type !== 'get') return 'pass'
      answer(xml('query', NS.version, xml('name', {}, 'Latchstring'), xml('version', {}, release)))
      return 'handled'
    },
  }
}
