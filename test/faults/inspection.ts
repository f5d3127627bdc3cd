import type { Joins } from './joins.js'
import type { Found, Kind } from './ledger.js'
import type { Playing } from './load.js'
import { lookAtDatabase, type Stored } from './look-at-database.js'
import { lookInto, readAffiliations, readArchive, readName } from './look-at-halls.js'
import { type Invited, lookAtInvitations } from './look-at-invitations.js'
import { lookAtLinks } from './look-at-links.js'
import type { Rig } from './rig.js'
import { sum } from './sum.js'
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
  /** In milliseconds: what is not there by then counts as never to come. */
  readonly patience: number
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
    const { since, patience } = options
    const compare = (kind: Kind, found: Found) => this.#inspected.ledger.compare(kind, found, since)
    const shown = await this.#lookIntoHalls(patience)
    const linked = await lookAtLinks(this.#inspected, since)
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
      ...(await this.#lookAtStored(patience)),
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
  async #lookIntoHalls(patience: number): Promise<{ subjects: Found; faults: string[] }> {
    const { house } = this.#inspected
    const faults: string[] = []
    const subjects = new Map<string, readonly string[]>()
    await persistent(() => this.#oddSessions(), patience)
    for (const hall of house.halls) {
      const { nicks, subject } = await lookInto(house.warden, hall)
      const expected = [house.host, ...house.guests, ...house.movers].filter(guest => guest.placeIn(hall) === 'in')
      const [there, wanted] = [sorted(nicks), sorted(expected.map(({ person }) => person.name))]
      if (there !== wanted) faults.push(`in ${hall} a newcomer is shown ${there}, and there are ${wanted}`)
      for (const [key, texts] of subject) subjects.set(key, texts)
    }
    return { subjects, faults }
  }

  #lookAtStored(patience: number): Promise<readonly string[]> {
    return persistent(async () => [...(await this.#oddSessions()), ...(await this.#stored()).complaints], patience)
  }

  #stored(): Promise<Stored> {
    return lookAtDatabase(this.#inspected.rig.component.database)
  }

  async #oddSessions(): Promise<string[]> {
    const { house } = this.#inspected
    const { sessions } = await this.#stored()
    const people = [house.host, ...house.guests, ...house.movers]
    const expected = house.halls.flatMap(hall =>
      people.filter(guest => guest.placeIn(hall) === 'in').map(({ person }) => `${hall} ${person.jid}`),
    )
    return [
      ...expected.filter(session => !sessions.includes(session)).map(session => `no occupant any more: ${session}`),
      ...sessions.filter(session => !expected.includes(session)).map(session => `a ghost: ${session}`),
    ]
  }

  #complaints(): string[] {
    const { house } = this.#inspected
    return [house.host, ...house.guests, ...house.movers].flatMap(({ complaints }) => complaints.splice(0))
  }
}

/** The complaints that are still there after some time: a service that works well is about to do something at times. */
async function persistent(look: () => Promise<readonly string[]>, patience: number): Promise<readonly string[]> {
  let complaints: readonly string[] = []
  const isFine = async () => {
    // Of files that are written to, a copy may be torn.
    complaints = await look().catch(error => [String(error)])
    return complaints.length === 0
  }
  await until(isFine, { what: 'nothing is wrong', bound: patience }).catch(() => undefined)
  return complaints
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join(' ')
}
