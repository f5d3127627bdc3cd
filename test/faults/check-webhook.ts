import { isDeepStrictEqual } from 'node:util'
import type { Complaints } from './check-events.js'
import type { ShownEvent } from './read-events.js'
import { until } from './until.js'
import { POSTED_KINDS, type WebhookReceiver } from './webhook-receiver.js'

/**
 * Checks that the receiver, which takes all from now on, has each event that it asked for, as it is and first in the order of
 * the cursors. Waits for them up to `timeout` milliseconds. `again`: how many were taken more than once.
 */
export async function checkWebhook(
  receiver: WebhookReceiver,
  events: readonly ShownEvent[],
  timeout: number,
): Promise<Complaints & { readonly again: number }> {
  const wanted = events.filter(({ kind, cursor }) => POSTED_KINDS.includes(kind) && Number(cursor) > receiver.since)
  receiver.setMood('takes')
  const missing = () => {
    const taken = new Set(receiver.posts.filter(({ isTaken }) => isTaken).map(({ id }) => id))
    return wanted.filter(({ id }) => !taken.has(id))
  }
  await until(() => missing().length === 0, { what: 'all events are posted', timeout }).catch(() => undefined)
  const taken = receiver.posts.filter(({ isTaken }) => isTaken)
  return {
    lost: missing().map(({ id, kind, room }) => `event ${id}: ${kind} in ${room} was never posted`),
    faults: oddPosts(receiver, new Map(wanted.map(event => [event.id, event]))),
    again: taken.length - new Set(taken.map(({ id }) => id)).size,
  }
}

function oddPosts({ posts }: WebhookReceiver, wanted: ReadonlyMap<string, ShownEvent>): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  let last = 0
  for (const { id, body } of posts) {
    const event = wanted.get(id)
    if (!event || !isDeepStrictEqual(bodyWithoutTime(body), bodyOf(event))) {
      faults.push(`posted as ${id}: ${JSON.stringify(body)}, but the event is ${JSON.stringify(event)}`)
      continue
    }
    if (!seen.has(id) && Number(event.cursor) < last) faults.push(`event ${id} was first posted after later ones`)
    if (!seen.has(id)) last = Number(event.cursor)
    seen.add(id)
  }
  return faults
}

function bodyOf({ kind: type, ...data }: ShownEvent): object {
  const { id, cursor, room, by, details } = data
  return { type, data: { id, cursor, room, by, details } }
}

function bodyWithoutTime(body: unknown): object {
  const { type, data } = Object(body)
  return { type, data }
}
