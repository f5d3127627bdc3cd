import type { EventDetails, EventKind } from '../../src/events/event.js'
import { AUDITOR } from './component.js'
import type { RestCaller } from './rest-caller.js'

/** An event as the REST API shows it. */
export type ShownEvent = {
  readonly id: string
  readonly cursor: string
  readonly kind: EventKind
  readonly room: string
  readonly by: string | null
  readonly details: EventDetails
}

const PAGE = 1000

/** Reads all events from the first on, page by page. Rejects when the service does not answer. */
export async function readAllEvents(rest: RestCaller): Promise<readonly ShownEvent[]> {
  const events: ShownEvent[] = []
  for (let after = '0'; ; ) {
    const path = `/api/v1/events?after=${after}&limit=${PAGE}`
    const answer = await rest.call(`${AUDITOR}@localhost`, { method: 'GET', path })
    if (answer?.status !== 200) throw new Error(`no events: ${JSON.stringify(answer)}`)
    const page = answer.body as { data: ShownEvent[]; cursor: string; isLast: boolean }
    events.push(...page.data)
    if (page.isLast) return events
    after = page.cursor
  }
}
