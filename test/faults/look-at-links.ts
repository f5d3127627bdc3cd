import { textAt } from '../../src/demo/rest.js'
import type { Inspected } from './inspection.js'
import { MAKER } from './joins.js'
import type { Found } from './ledger.js'
import { readAffiliations } from './look-at-halls.js'
import { sum } from './sum.js'

/** What is there of what was done over REST. */
type Linked = {
  readonly rooms: Found
  readonly links: Found
  readonly joins: Found
  readonly faults: readonly string[]
}

/** The rooms that were made over REST, their links, who has joined by them, and how often they count as used. */
export async function lookAtLinks({ ledger, house }: Inspected, since: number): Promise<Linked> {
  const rooms = new Map<string, string[]>()
  const links = new Map<string, string[]>()
  const joins = new Map<string, string[]>()
  const faults: string[] = []
  const joined = ledger.acknowledgedKeys('join', since).map(key => ledger.value('join', key) ?? '')
  for (const id of new Set([...ledger.acknowledgedKeys('room', since), ...joined])) {
    const answer = await house.rest.call(MAKER, { method: 'GET', path: `/api/v1/rooms/${id}/links` })
    if (answer?.status !== 200) continue
    const jid = ledger.value('room', id) ?? ''
    rooms.set(id, [jid])
    const found = linksIn(answer.body)
    if (found.length > 0) {
      links.set(
        id,
        found.map(({ openInviteId }) => openInviteId),
      )
    }
    const members = await readAffiliations(house.warden, jid, ['member'])
    for (const key of members.keys()) joins.set(key, [id])
    const { asked, acknowledged } = ledger.count('join', `${jid} `)
    const uses = sum(found.map(({ uses }) => uses))
    if (uses < acknowledged || uses > asked || uses !== members.size) {
      faults.push(`${jid}: ${acknowledged} of ${asked} joins acknowledged, ${members.size} members, ${uses} uses`)
    }
  }
  return { rooms, links, joins, faults }
}

function linksIn(body: unknown): { openInviteId: string; uses: number }[] {
  const listed: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'data') : undefined
  if (!Array.isArray(listed)) return []
  return listed.map(link => ({
    openInviteId: textAt(link, 'openInviteId') ?? '',
    uses: Number(Reflect.get(link, 'uses')),
  }))
}
