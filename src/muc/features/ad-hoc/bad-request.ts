import { SpecificError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'

/** XEP-0050 §4.4. */
export function badRequest(name: 'malformed-action' | 'bad-action' | 'bad-payload', text: string): SpecificError {
  return new SpecificError('bad-request', { name, xmlns: NS.commands }, text)
}
