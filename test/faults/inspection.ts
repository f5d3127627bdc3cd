import { type Complaints, checkEvents } from './check-events.js'
import { checkInvitations, type Invited } from './check-invitations.js'
import { checkLinks } from './check-links.js'
import { checkWebhook } from './check-webhook.js'
import type { GuestCrowd } from './guest-crowd.js'
import type { Harness } from './harness.js'
import type { Joins } from './joins.js'
import type { Found, Kind } from './ledger.js'
import type { LoadContext } from './load.js'
import { readAllEvents } from './read-events.js'
import { probeRoom, readAffiliations, readArchive, readName } from './read-rooms.js'
import { readStoredState, type StoredState } from './stored-state.js'
import { sum } from './sum.js'
import { until } from './until.js'
import type { WebhookReceiver } from './webhook-receiver.js'

/** The result of an inspection. */
export type Findings = {
  /** Number of acknowledged facts. */
  readonly acknowledged: number
  /** One sentence for each acknowledged fact that was not found. */
  readonly lost: readonly string[]
  /** Number of repeated messages and invitations with the same id. */
  readonly duplicates: number
  /** The messages among `duplicates`. Invitations are repeated by design after a lost link. */
  readonly messagesTwice: number
  /** The events that were told since the previous inspection, and those that the receiver took again. */
  readonly events: number
  readonly postedAgain: number
  /** One sentence for each other fault. */
  readonly faults: readonly string[]
  /** Number of invitations that the server took and the client has not received yet. */
  readonly unreceived: number
}

export type InspectionContext = LoadContext & {
  readonly harness: Harness
  readonly joins: Joins
  readonly crowd: GuestCrowd
  readonly receiver: WebhookReceiver
}

export type InspectionOptions = {
  /** Inspects the facts acknowledged since this time; all facts when it is 0. */
  readonly since: number
  /** Time since which the server has run without being killed or ended: it must have passed on later stanzas. */
  readonly trustedSince: number
  /** Milliseconds; a fact that is not found by then counts as lost. */
  readonly timeout: number
}

/** What was found about events; `again`: those that the receiver of the webhook took once more. */
type Told = Complaints & { readonly events: number; readonly again: number }

/** Looks for all acknowledged facts, after the load has stopped and the rooms work again. */
export class Inspection {
  readonly #inspected: InspectionContext
  readonly #lastIds = new Map<string, string | undefined>()
  #duplicatesBefore = 0
  #toldBefore = { events: 0, again: 0 }

  constructor(inspected: InspectionContext) {
    this.#inspected = inspected
  }

  async inspect(options: InspectionOptions): Promise<Findings> {
    const { since, timeout } = options
    const compare = (kind: Kind, found: Found) => this.#inspected.ledger.compare(kind, found, since)
    const shown = await this.#checkRooms(timeout)
    const linked = await checkLinks(this.#inspected, since)
    const affiliations = await this.#inAllRooms((auditor, room) => readAffiliations(auditor, room))
    const parts = [
      compare('message', await this.#archived(since)),
      compare('affiliation', affiliations),
      compare('name', await this.#inAllRooms(readName)),
      compare('subject', shown.subjects),
      compare('room', linked.rooms),
      compare('link', linked.links),
      compare('join', linked.joins),
    ]
    const invited = await checkInvitations(this.#inspected, options)
    const told = await this.#told(options, {
      affiliations: new Map([...affiliations, ...[...linked.joins.keys()].map(key => [key, ['member']] as const)]),
      toldRoom: this.#inspected.fixture.toldRoom,
      rooms: new Set([...this.#inspected.fixture.rooms, ...[...linked.rooms.values()].flat()]),
    })
    const faults = [
      ...this.#complaints(),
      ...shown.faults,
      ...linked.faults,
      ...invited.faults,
      ...told.faults,
      ...(await this.#lookAtStored(timeout)),
    ]
    return this.#summary(parts, { invited, told, faults })
  }

  #summary(
    parts: readonly { acknowledged: number; lost: readonly string[]; duplicates: number }[],
    { invited, told, faults }: { invited: Invited; told: Told; faults: readonly string[] },
  ): Findings {
    const reflectedTwice = sum(this.#inspected.fixture.stayers.map(({ duplicates }) => duplicates))
    const messagesTwice = sum(parts.map(({ duplicates }) => duplicates)) + reflectedTwice - this.#duplicatesBefore
    this.#duplicatesBefore = reflectedTwice
    return {
      acknowledged: sum(parts.map(({ acknowledged }) => acknowledged)),
      lost: [...parts.flatMap(({ lost }) => lost), ...invited.lost, ...told.lost],
      duplicates: messagesTwice + invited.duplicates,
      messagesTwice,
      events: told.events,
      postedAgain: told.again,
      faults,
      unreceived: invited.unreceived,
    }
  }

  /** Checks all events, also those that were posted. */
  async #told(
    { since, timeout }: InspectionOptions,
    known: { readonly affiliations: Found; readonly rooms: ReadonlySet<string>; readonly toldRoom: string },
  ): Promise<Told> {
    const { fixture, ledger, receiver } = this.#inspected
    const all = await readAllEvents(fixture.rest)
    const shown = checkEvents(all, { ledger, since, ...known })
    const posted = await checkWebhook(receiver, all, timeout)
    const before = this.#toldBefore
    this.#toldBefore = { events: all.length, again: posted.again }
    return {
      lost: [...shown.lost, ...posted.lost],
      faults: [...shown.faults, ...posted.faults],
      events: all.length - before.events,
      again: posted.again - before.again,
    }
  }

  /** Reads each archive from the message after the previous inspection; from its start when all facts are inspected. */
  async #archived(since: number): Promise<Found> {
    const { fixture, crowd } = this.#inspected
    const all = new Map<string, string[]>()
    for (const room of [...fixture.rooms, ...crowd.rooms]) {
      const after = since === 0 ? undefined : this.#lastIds.get(room)
      const { found, lastId } = await readArchive(fixture.auditor, room, after)
      this.#lastIds.set(room, lastId)
      for (const [key, texts] of found) all.set(key, texts)
    }
    return all
  }

  async #inAllRooms(
    read: (auditor: InspectionContext['fixture']['auditor'], room: string) => Promise<Found>,
  ): Promise<Found> {
    const { fixture } = this.#inspected
    const found = await Promise.all(fixture.rooms.map(room => read(fixture.auditor, room)))
    return new Map(found.flatMap(map => [...map]))
  }

  /** Compares the occupant list that a newcomer receives with the clients that are in the room. */
  async #checkRooms(timeout: number): Promise<{ subjects: Found; faults: string[] }> {
    const { fixture } = this.#inspected
    const faults: string[] = []
    const subjects = new Map<string, readonly string[]>()
    await persistent(() => this.#oddSessions(), timeout)
    for (const room of fixture.rooms) {
      const { nicks, subject } = await probeRoom(fixture.auditor, room)
      const expected = [...fixture.stayers, ...fixture.churners].filter(occupant => occupant.stateIn(room) === 'in')
      const [there, wanted] = [sorted(nicks), sorted(expected.map(({ client }) => client.name))]
      if (there !== wanted) faults.push(`in ${room} a newcomer is shown ${there}, but in the room are ${wanted}`)
      for (const [key, texts] of subject) subjects.set(key, texts)
    }
    return { subjects, faults }
  }

  #lookAtStored(timeout: number): Promise<readonly string[]> {
    return persistent(async () => [...(await this.#oddSessions()), ...(await this.#stored()).complaints], timeout)
  }

  #stored(): Promise<StoredState> {
    return readStoredState(this.#inspected.harness.component.database)
  }

  async #oddSessions(): Promise<string[]> {
    const { fixture } = this.#inspected
    const { sessions } = await this.#stored()
    const people = [...fixture.stayers, ...fixture.churners]
    const expected = [...fixture.rooms, fixture.toldRoom].flatMap(room =>
      people.filter(occupant => occupant.stateIn(room) === 'in').map(({ client }) => `${room} ${client.jid}`),
    )
    return [
      ...expected.filter(session => !sessions.includes(session)).map(session => `no occupant any more: ${session}`),
      ...sessions.filter(session => !expected.includes(session)).map(session => `a ghost: ${session}`),
    ]
  }

  #complaints(): string[] {
    const { fixture } = this.#inspected
    return [...fixture.stayers, ...fixture.churners].flatMap(({ complaints }) => complaints.splice(0))
  }
}

/** Returns the complaints that remain after `timeout` milliseconds: a healthy service may still be catching up. */
async function persistent(look: () => Promise<readonly string[]>, timeout: number): Promise<readonly string[]> {
  let complaints: readonly string[] = []
  const isFine = async () => {
    // The copy of a file may be torn while the component writes to it.
    complaints = await look().catch(error => [String(error)])
    return complaints.length === 0
  }
  await until(isFine, { what: 'there are no complaints', timeout }).catch(() => undefined)
  return complaints
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join(' ')
}
