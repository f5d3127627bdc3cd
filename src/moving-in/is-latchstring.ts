import { xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { OldService } from './old-service.js'
import { Refusal } from './refusal.js'

/** Whether a service says that it is Latchstring (XEP-0092). `domain` is its address. Rejects as `ask` does. */
export async function isLatchstring(service: OldService, domain: string): Promise<boolean> {
  const answer = await service.ask(domain, xml('query', NS.version)).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined
    throw error
  })
  return answer?.getChildText('name') === 'Latchstring'
}
