import type { InspectionContext, InspectionOptions } from './inspection.js'
import type { Invitation } from './recording-proxy.js'
import { sum } from './sum.js'
import { until } from './until.js'

/** The result of the check of the invitations. */
export type Invited = {
  /** One sentence for each invitation that was not handed to the server, or not received by its user. */
  readonly lost: readonly string[]
  readonly duplicates: number
  readonly faults: readonly string[]
  readonly unreceived: number
}

/**
 * Checks that each acknowledged join caused an invitation, at least once and always with the same id. The recording
 * proxy proves that the server took it. A server that was killed may lose what it took; otherwise each user must receive
 * the invitation: at once, or at the next sign-in if the user was offline. Waits up to `timeout` milliseconds for each.
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
  const users = missing(fixture.received, wanted).map(key => key.split(' ')[1] ?? '')
  await fixture.offlineUsersSignIn(fixture.offlineUsers.filter(user => users.includes(user)))
  const neverHanded = missing(harness.recorder.handed, wanted)
  const trusted = ledger.acknowledgedKeys('join', Math.max(since, trustedSince))
  const due = trusted.filter(key => !neverHanded.includes(key))
  const isReceived = () => missing(fixture.received, due).length === 0
  await until(isReceived, { what: 'invitations are received', timeout }).catch(() => undefined)
  return {
    lost: [
      ...neverHanded.map(key => `invitation ${key}: never handed to the server`),
      ...missing(fixture.received, due).map(key => `invitation ${key}: handed to the server, never received`),
    ],
    duplicates: repeated(fixture.received, wanted),
    faults: renamed([...harness.recorder.seen, ...fixture.received], wanted),
    unreceived: missing(fixture.received, wanted).length,
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
