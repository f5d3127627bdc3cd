import { revokeLink } from '../invites/revoke.js'
import type { Context } from '../muc/context.js'
import type { Lookup } from '../muc/model/lookup.js'
import { removeWebhook } from '../webhooks/webhooks.js'
import { eraseInRoom } from './erase-in-room.js'
import { erasedMessage } from './erased-message.js'
import { type Erasure, FACT_KINDS, type FactKind, type FactsPage, FIRST_OF_TRACES, type PersonalFact } from './facts.js'

/** What a batch erases: some 10 ms of work. The others follow in later batches. Our own decision. */
const PORTION = { facts: 50, rooms: 5 }
/** The rows that are looked through for a portion: the other work of the batch waits meanwhile. */
const MOST_ROWS = 1000

/** How the facts of a kind are erased: each by itself; with all of the person in the room; in the store alone; or not. */
type Way = ((context: Context, erasure: Erasure, fact: PersonalFact) => void) | 'room' | 'store' | 'event' | 'stays'

const WAYS: Readonly<Record<FactKind, Way>> = {
  affiliation: 'room',
  roomUserStatus: 'room',
  occupant: 'room',
  pendingRequest: 'room',
  voiceRequest: 'room',
  toldRequest: 'room',
  vouchedFor: 'room',
  hats: 'room',
  guest: 'room',
  approvedGuest: 'room',
  createdRoom: 'room',
  subject: 'room',
  contact: 'room',
  clearing: 'room',
  link: eraseLink,
  message: eraseMessage,
  linkHistoryOf: 'store',
  linkHistoryBy: 'store',
  gotInvitation: 'store',
  sentInvitation: 'store',
  token: 'store',
  webSession: 'store',
  webhook: eraseWebhook,
  keptAnswer: 'store',
  activitySubscription: eraseSubscription,
  familyClient: ({ batch }, { user }, { facts }) =>
    batch.change({ kind: 'family-client', user, was: Number(facts['notedAt']), now: undefined }),
  affiliationVersion: 'store',
  createdTombstone: 'store',
  knownTombstone: 'store',
  eventOf: 'event',
  eventBy: 'event',
  profile: 'store',
  // They protect others: who is banned, was removed by a moderator, or declined a moment ago, does not come back by this.
  ban: 'stays',
  removal: 'stays',
  deniedRequest: 'stays',
  guestBan: 'stays',
}

/** The look-up of the next portion to erase: of the first person who comes behind this bare JID. */
export function erasureLookup(after: string): Lookup {
  return {
    erasureAfter: after,
    further: ({ found: { erasureAfter: erasure } }) => {
      if (!erasure) return undefined
      const { user } = erasure
      return {
        personalFacts: { user, after: erasure.after, most: PORTION.facts, mostRows: MOST_ROWS },
        webhooksOf: user,
        further: ({ found: { personalFacts } }) => personalFacts && roomsOf(portionOf(personalFacts).facts),
      }
    },
  }
}

/**
 * Erases the portion that the look-up has found. Each portion is a batch of its own, which also stores how far it has come: so
 * the erasure goes on after a restart or a failed commit. Returns the bare JID of the person; undefined: there is none.
 */
export function eraseNext(context: Context): string | undefined {
  const { batch, found } = context
  const { erasureAfter: was, personalFacts } = found
  if (!was || !personalFacts) return undefined
  const { facts, next } = portionOf(personalFacts)
  for (const fact of facts) {
    const way = WAYS[fact.kind]
    if (typeof way === 'function') way(context, was, fact)
    else if (way === 'room') eraseFactInRoom(context, was, fact)
  }
  const stored = facts.filter(fact => isInStoreAlone(fact, was))
  if (stored.length > 0) {
    batch.change({ kind: 'fact-erasure', was: undefined, now: { user: was.user, facts: stored.map(named) } })
  }
  batch.change({ kind: 'erasure', was, now: next && { ...was, after: next } })
  return was.user
}

/** Events of the erasure itself stay, so that apps hear of it. */
function isInStoreAlone({ kind, facts }: PersonalFact, { at }: Erasure): boolean {
  const way = WAYS[kind]
  return way === 'store' || (way === 'event' && Number(facts['at']) < at)
}

function named({ kind, key }: PersonalFact): Pick<PersonalFact, 'kind' | 'key'> {
  return { kind, key }
}

/**
 * The first facts of a page: those of a few rooms. What is done in rooms leaves traces, such as link history, which come in a
 * later portion.
 */
function portionOf({ facts, next }: FactsPage): FactsPage {
  const [first] = facts
  const acts = first && !isTrace(first.kind)
  const rooms = new Set<string>()
  const end = facts.findIndex(fact => {
    for (const room of [roomOf(fact), fact.invite?.roomId]) if (room !== undefined) rooms.add(room)
    return rooms.size > PORTION.rooms || (acts && isTrace(fact.kind))
  })
  const taken = end < 0 ? facts : facts.slice(0, end)
  const last = taken.at(-1)
  const follower = end < 0 ? next : last && { kind: last.kind, key: last.key }
  const isOver = acts && (follower === undefined || isTrace(facts[end]?.kind ?? follower.kind))
  return { facts: taken, next: isOver ? { kind: FIRST_OF_TRACES } : follower }
}

function isTrace(kind: FactKind): boolean {
  return FACT_KINDS.indexOf(kind) >= FACT_KINDS.indexOf(FIRST_OF_TRACES)
}

function roomsOf(facts: readonly PersonalFact[]): Lookup {
  return {
    load: facts.flatMap(fact => roomOf(fact) ?? []),
    loadIds: facts.flatMap(({ invite }) => invite?.roomId || []),
  }
}

/** The bare JID of the room that must be in memory. */
function roomOf({ kind, facts }: PersonalFact): string | undefined {
  const { room } = facts
  return (WAYS[kind] === 'room' || kind === 'message') && typeof room === 'string' ? room : undefined
}

function eraseFactInRoom(context: Context, erasure: Erasure, fact: PersonalFact): void {
  const room = context.rooms.get(roomOf(fact) ?? '')
  if (room) eraseInRoom({ ...context, room }, erasure)
}

/** Revokes the link; a personal link may be bound to no room. */
function eraseLink(context: Context, { by }: Erasure, { invite }: PersonalFact): void {
  if (!invite) return
  const room = context.rooms.byId(invite.roomId)
  if (room) revokeLink(context, room, { invite, by })
  else context.batch.change({ kind: 'open-invite', was: invite, now: undefined })
}

function eraseMessage({ batch, rooms }: Context, { messages }: Erasure, { message: was, facts }: PersonalFact): void {
  const room = String(facts['room'])
  if (!was || !rooms.get(room)) return
  const now =
    messages === 'keep' ? { ...was, sender: '' } : erasedMessage(was, { room, id: batch.newId(), at: batch.at })
  batch.change({ kind: 'history', room, was, now })
}

function eraseWebhook(context: Context, _erasure: Erasure, { key }: PersonalFact): void {
  const webhook = context.found.webhooksOf?.find(({ id }) => id === key)
  if (webhook) removeWebhook(context, webhook)
}

function eraseSubscription({ batch }: Context, { user }: Erasure, { facts }: PersonalFact): void {
  const was = { session: String(facts['session']), user }
  batch.change({ kind: 'activity-subscription', was, now: undefined })
}
