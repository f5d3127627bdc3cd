import { textAt } from '../../src/demo/rest.js'
import { type Joins, MAKER } from './joins.js'
import type { Found, Kind } from './ledger.js'
import type { Playing } from './load.js'
import { lookAtDatabase } from './look-at-database.js'
import { lookInto, readAffiliations, readArchive, readName } from './look-at-halls.js'
import { type Invited, lookAtInvitations } from './look-at-invitations.js'
import type { Rig } from './rig.js'
import { until } from './until.js'

/** What an inspection came to. */
export type Findings = {
  /** How many facts were acknowledged. */
  readonly acknowledged: number
  /** A sentence for each acknowledged fact that is not there. */
  readonly lost: readonly string[]
  /** How many messages and invitations are there more than once, with the same id. */
  readonly duplicates: number
  /** How many of them are messages. Invitations come twice by design when a link is lost. */
  readonly messagesTwice: number
  /** A sentence for whatever else must not be. */
  readonly faults: readonly string[]
  /** How many invitations the server has had, but not yet the person. */
  readonly unreceived: number
}

export type Inspected = Playing & { readonly rig: Rig; readonly joins: Joins }

export type InspectionOptions = {
  /** What was acknowledged since then is looked for; everything where it is 0. */
  readonly since: number
  /** The server must have passed on what was acknowledged since then: it has not been killed or ended meanwhile. */
  readonly trustedSince: number
}

/** Looks for all that was acknowledged, when the load has stopped and the rooms work again. */
export class Inspection {
  readonly #inspected: Inspected
  readonly #lastIds = new Map<string, string | undefined>()
  #duplicatesBefore = 0

  constructor(inspected: Inspected) {
    this.#inspected = inspected
  }

  async inspect(options: InspectionOptions): Promise<Findings> {
    const { since } = options
    const compare = (kind: Kind, found: Found) => this.#inspected.ledger.compare(kind, found, since)
    const shown = await this.#lookIntoHalls()
    const linked = await this.#lookAtLinks(since)
    const parts = [
      compare('message', await this.#archived(since)),
      compare('affiliation', await this.#inAllHalls((warden, hall) => readAffiliations(warden, hall))),
      compare('name', await this.#inAllHalls(readName)),
      compare('subject', shown.subjects),
      compare('room', linked.rooms),
      compare('link', linked.links),
      compare('join', linked.joins),
    ]
    const invited = await lookAtInvitations(this.#inspected, options)
    const faults = [
      ...this.#complaints(),
      ...shown.faults,
      ...linked.faults,
      ...invited.faults,
      ...(await this.#lookAtSessions()),
    ]
    return this.#summary(parts, { invited, faults })
  }

  #summary(
    parts: readonly { acknowledged: number; lost: readonly string[]; duplicates: number }[],
    { invited, faults }: { invited: Invited; faults: readonly string[] },
  ): Findings {
    const { guests, host } = this.#inspected.house
    const reflectedTwice = sum([host, ...guests].map(({ duplicates }) => duplicates))
    const messagesTwice = sum(parts.map(({ duplicates }) => duplicates)) + reflectedTwice - this.#duplicatesBefore
    this.#duplicatesBefore = reflectedTwice
    return {
      acknowledged: sum(parts.map(({ acknowledged }) => acknowledged)),
      lost: [...parts.flatMap(({ lost }) => lost), ...invited.lost],
      duplicates: messagesTwice + invited.duplicates,
      messagesTwice,
      faults,
      unreceived: invited.unreceived,
    }
  }

  /** An inspection of everything reads the archives from their beginning. */
  async #archived(since: number): Promise<Found> {
    const { house } = this.#inspected
    const all = new Map<string, string[]>()
    for (const hall of house.halls) {
      const after = since === 0 ? undefined : this.#lastIds.get(hall)
      const { found, lastId } = await readArchive(house.warden, hall, after)
      this.#lastIds.set(hall, lastId)
      for (const [key, texts] of found) all.set(key, texts)
    }
    return all
  }

  async #inAllHalls(read: (warden: Inspected['house']['warden'], hall: string) => Promise<Found>): Promise<Found> {
    const { house } = this.#inspected
    const found = await Promise.all(house.halls.map(hall => read(house.warden, hall)))
    return new Map(found.flatMap(map => [...map]))
  }

  /** Also whom a newcomer is shown: those who are in, and nobody else. */
  async #lookIntoHalls(): Promise<{ subjects: Found; faults: string[] }> {
    const { house } = this.#inspected
    const faults: string[] = []
    const subjects = new Map<string, readonly string[]>()
    await this.#ghostsGo()
    for (const hall of house.halls) {
      const { nicks, subject } = await lookInto(house.warden, hall)
      const expected = [house.host, ...house.guests, ...house.movers].filter(guest => guest.placeIn(hall) === 'in')
      const [there, wanted] = [sorted(nicks), sorted(expected.map(({ person }) => person.name))]
      if (there !== wanted) faults.push(`in ${hall} a newcomer is shown ${there}, and there are ${wanted}`)
      for (const [key, texts] of subject) subjects.set(key, texts)
    }
    return { subjects, faults }
  }

  async #ghostsGo(): Promise<void> {
    const { house } = this.#inspected
    const what = 'the sessions in the rooms are those of the people who are there'
    await until(async () => (await this.#oddSessions()).length === 0, { what, bound: house.patience }).catch(
      () => undefined,
    )
  }

  async #lookAtSessions(): Promise<readonly string[]> {
    const { complaints } = await lookAtDatabase(this.#inspected.rig.component.database, { isDrained: true })
    return [...(await this.#oddSessions()), ...complaints]
  }

  async #oddSessions(): Promise<string[]> {
    const { rig, house } = this.#inspected
    const { sessions } = await lookAtDatabase(rig.component.database, { isDrained: false })
    const people = [house.host, ...house.guests, ...house.movers]
    const expected = house.halls.flatMap(hall =>
      people.filter(guest => guest.placeIn(hall) === 'in').map(({ person }) => `${hall} ${person.jid}`),
    )
    return [
      ...expected.filter(session => !sessions.includes(session)).map(session => `no occupant any more: ${session}`),
      ...sessions.filter(session => !expected.includes(session)).map(session => `a ghost: ${session}`),
    ]
  }

  /** The rooms that were made over REST, their links, who has joined by them, and how often they count as used. */
  async #lookAtLinks(since: number): Promise<{ rooms: Found; links: Found; joins: Found; faults: string[] }> {
    const { ledger, house } = this.#inspected
    const rooms = new Map<string, string[]>()
    const links = new Map<string, string[]>()
    const joins = new Map<string, string[]>()
    const faults: string[] = []
    const joined = ledger.acknowledgedKeys('join', since).map(key => ledger.value('join', key) ?? '')
    for (const id of new Set([...ledger.acknowledgedKeys('room', since), ...joined])) {
      const answer = await house.rest.call(MAKER, { method: 'GET', path: `/api/v1/rooms/${id}/links` })
      const jid = ledger.value('room', id) ?? ''
      if (answer?.status !== 200) continue
      rooms.set(id, [jid])
      const found = linksIn(answer.body)
      if (found.length > 0)
        links.set(
          id,
          found.map(({ openInviteId }) => openInviteId),
        )
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

  #complaints(): string[] {
    const { house } = this.#inspected
    return [house.host, ...house.guests, ...house.movers].flatMap(({ complaints }) => complaints.splice(0))
  }
}

function linksIn(body: unknown): { openInviteId: string; uses: number }[] {
  const listed: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'data') : undefined
  if (!Array.isArray(listed)) return []
  return listed.map(link => ({
    openInviteId: textAt(link, 'openInviteId') ?? '',
    uses: Number(Reflect.get(link, 'uses')),
  }))
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join(' ')
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0)
}
