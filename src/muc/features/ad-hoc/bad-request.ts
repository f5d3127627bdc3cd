import { SpecificError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'

/** A `bad-request` with a condition of XEP-0050 §4.4. */
export function badRequest(name: 'malformed-action' | 'bad-action' | 'bad-payload', text: string): SpecificError {
  return new SpecificError('bad-request', { name, xmlns: NS.commands }, text)
}
