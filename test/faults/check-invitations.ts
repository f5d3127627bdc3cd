import type { InspectionContext, InspectionOptions } from './inspection.js'
import type { Invitation } from './recording-proxy.js'
import { sum } from './sum.js'
import { until } from './until.js'

/** The result of the check of the invitations. */
export type Invited = {
  /** One sentence for each invitation that was not handed to the server, or not received by a user with a client. */
  readonly lost: readonly string[]
  readonly duplicates: number
  readonly faults: readonly string[]
  readonly unreceived: number
}

/**
 * Checks that each acknowledged join caused an invitation, at least once and always with the same id. The recording
 * proxy proves that the server took it. A server that was killed may lose what it took; otherwise users with a client
 * must receive their invitation. Waits up to `timeout` milliseconds for each.
 */
export async function checkInvitations(
  { harness, fixture, ledger }: InspectionContext,
  { since, trustedSince, timeout }: InspectionOptions,
): Promise<Invited> {
  const wanted = ledger.acknowledgedKeys('join', since)
  const missing = (invitations: readonly Invitation[], keys: readonly string[]) => {
    const known = byKey(invitations)
    return keys.filter(key => !known.has(key))
  }
  const isHanded = () => missing(harness.recorder.handed, wanted).length === 0
  await until(isHanded, { what: 'invitations are handed over', timeout }).catch(() => undefined)
  await fixture.offlineUsersSignIn()
  const clients = new Set([...fixture.invitees.map(({ bare }) => bare), ...fixture.offlineUsers])
  const withClient = (keys: readonly string[]) => keys.filter(key => clients.has(key.split(' ')[1] ?? ''))
  const due = withClient(ledger.acknowledgedKeys('join', Math.max(since, trustedSince)))
  const isReceived = () => missing(fixture.received, due).length === 0
  await until(isReceived, { what: 'invitations are received', timeout }).catch(() => undefined)
  return {
    lost: [
      ...missing(harness.recorder.handed, wanted).map(key => `invitation ${key}: never handed to the server`),
      ...missing(fixture.received, due).map(key => `invitation ${key}: handed to the server, never received`),
    ],
    duplicates: repeated(fixture.received, wanted),
    faults: renamed([...harness.recorder.seen, ...fixture.received], wanted),
    unreceived: missing(fixture.received, withClient(wanted)).length,
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

/** How many invitations users received more than once. */
function repeated(received: readonly Invitation[], wanted: readonly string[]): number {
  const known = byKey(received)
  return sum(wanted.map(key => (known.get(key)?.length ?? 1) - 1))
}

/** Invitations of one join under several ids: a client cannot recognise the repetition. */
function renamed(invitations: readonly Invitation[], wanted: readonly string[]): string[] {
  const known = byKey(invitations)
  return wanted.flatMap(key => {
    const ids = new Set(known.get(key))
    return ids.size > 1 ? [`invitation ${key}: went by several ids: ${[...ids].join(', ')}`] : []
  })
}
