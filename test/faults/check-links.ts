import { textAt } from '../../src/demo/rest.js'
import type { InspectionContext } from './inspection.js'
import { ROOM_CREATOR } from './joins.js'
import type { Found } from './ledger.js'
import { readAffiliations } from './read-rooms.js'
import { sum } from './sum.js'

/** What the REST API shows of the rooms, links and joins. */
type Linked = {
  readonly rooms: Found
  readonly links: Found
  readonly joins: Found
  readonly faults: readonly string[]
}

/** Reads the rooms that were made over REST, their links, their joiners and the uses of the links. */
export async function checkLinks({ ledger, fixture }: InspectionContext, since: number): Promise<Linked> {
  const rooms = new Map<string, string[]>()
  const links = new Map<string, string[]>()
  const joins = new Map<string, string[]>()
  const faults: string[] = []
  const joined = ledger.acknowledgedKeys('join', since).map(key => ledger.value('join', key) ?? '')
  for (const id of new Set([...ledger.acknowledgedKeys('room', since), ...joined])) {
    const answer = await fixture.rest.call(ROOM_CREATOR, { method: 'GET', path: `/api/v1/rooms/${id}/links` })
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
    const members = await readAffiliations(fixture.auditor, jid, ['member'])
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
