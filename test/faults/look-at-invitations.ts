import type { Inspected, InspectionOptions } from './inspection.js'
import { sum } from './sum.js'
import { until } from './until.js'
import type { Invitation } from './wire.js'

/** What became of the invitations of those who have joined. */
export type Invited = {
  /** A sentence for each that the server was never handed, or that never came where it had to. */
  readonly lost: readonly string[]
  readonly duplicates: number
  readonly faults: readonly string[]
  readonly unreceived: number
}

/**
 * Each join that was acknowledged brings one invitation, at least once and always with the same id: to the server, as an
 * answer of it on the wire proves. A server that was killed may lose what it has taken; where it was not, those who have
 * a client must have received theirs.
 */
export async function lookAtInvitations(
  { rig, house, ledger }: Inspected,
  { since, trustedSince, patience }: InspectionOptions,
): Promise<Invited> {
  const wanted = ledger.acknowledgedKeys('join', since)
  const missing = (invitations: readonly Invitation[], keys: readonly string[]) => {
    const known = byKey(invitations)
    return keys.filter(key => !known.has(key))
  }
  const isHanded = () => missing(rig.wire.handed, wanted).length === 0
  await until(isHanded, { what: 'invitations are handed over', bound: patience }).catch(() => undefined)
  await house.visits()
  const clients = new Set([...house.collectors.map(({ bare }) => bare), ...house.absent])
  const withClient = (keys: readonly string[]) => keys.filter(key => clients.has(key.split(' ')[1] ?? ''))
  const due = withClient(ledger.acknowledgedKeys('join', Math.max(since, trustedSince)))
  const isReceived = () => missing(house.received, due).length === 0
  await until(isReceived, { what: 'invitations are received', bound: patience }).catch(() => undefined)
  return {
    lost: [
      ...missing(rig.wire.handed, wanted).map(key => `invitation ${key}: never handed to the server`),
      ...missing(house.received, due).map(key => `invitation ${key}: handed to the server, never received`),
    ],
    duplicates: repeated(house.received, wanted),
    faults: renamed([...rig.wire.seen, ...house.received], wanted),
    unreceived: missing(house.received, withClient(wanted)).length,
  }
}

function byKey(invitations: readonly Invitation[]): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { room, user, id } of invitations) {
    const key = `${room} ${user}`
    ids.set(key, [...(ids.get(key) ?? []), id])
  }
  return ids
}

/** How many invitations people have received again. */
function repeated(received: readonly Invitation[], wanted: readonly string[]): number {
  const known = byKey(received)
  return sum(wanted.map(key => (known.get(key)?.length ?? 1) - 1))
}

/** Whoever gets the same invitation by another id cannot tell that it is the same. */
function renamed(invitations: readonly Invitation[], wanted: readonly string[]): string[] {
  const known = byKey(invitations)
  return wanted.flatMap(key => {
    const ids = new Set(known.get(key))
    return ids.size > 1 ? [`invitation ${key}: went by several ids: ${[...ids].join(', ')}`] : []
  })
}
