import { xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { roomInfo } from './map-features.js'
import { nextPage } from './next-page.js'
import type { OldService } from './old-service.js'
import { Refusal } from './refusal.js'
import type { StagedRoom, Staging } from './staging.js'

/** What becomes of an old room. */
export type Redirection = {
  readonly from: string
  readonly to: string
  /** The number of its occupants now, if it tells. */
  readonly occupants: number | undefined
  /** Why it is left as it is; undefined if it is destroyed with the new address. */
  readonly obstacle: string | undefined
}

const REASON = 'This room has moved.'

type Redirecting = {
  readonly service: OldService
  readonly staging: Staging
  /** The domain of the new rooms. */
  readonly to: string
  /** The time in milliseconds since 1970. */
  readonly now: () => number
}

/** What `redirectRooms` would do, room by room. Rooms that are redirected already are left out. */
export async function* redirectionsOf({ service, staging, to }: Redirecting): AsyncGenerator<Redirection> {
  for (const jid of staging.rooms()) {
    const room = staging.room(jid)
    if (!room?.records || room.redirectedAt !== undefined) continue
    yield await redirectionOf({ service, staging, to }, room)
  }
}

/**
 * Destroys each old room with the address of the new one (XEP-0045 §10.9), and gives what became of each. A room that was
 * not taken in, of which something could not be read, or that has messages that were not read, stays. Goes on where an
 * earlier call was interrupted.
 */
export async function* redirectRooms(redirecting: Redirecting): AsyncGenerator<Redirection> {
  const { service, staging, now } = redirecting
  for await (const redirection of redirectionsOf(redirecting)) {
    const obstacle =
      redirection.obstacle ?? (await destroy(service, redirection, passwordOf(staging.room(redirection.from))))
    if (obstacle === undefined) staging.putRedirected(redirection.from, now())
    yield { ...redirection, obstacle }
  }
}

async function redirectionOf(
  { service, staging, to }: Omit<Redirecting, 'now'>,
  room: StagedRoom,
): Promise<Redirection> {
  const from = room.jid
  const redirection = { from, to: `${from.slice(0, from.lastIndexOf('@'))}@${to}` }
  if (!room.isTakenIn) return { ...redirection, occupants: undefined, obstacle: 'it was not taken in' }
  try {
    const info = await service.ask(from, xml('query', NS.discoInfo))
    const occupants = Number(info && roomInfo(info, 'muc#roominfo_occupants')) || undefined
    const { messages, notes } = await nextPage({ service, staging }, room)
    const isNew = messages.some(({ id }) => !staging.hasMessage(from, id))
    const isUnread = [...room.notes, ...notes].find(({ isLoss }) => isLoss)
    return { ...redirection, occupants, obstacle: isNew ? 'it has messages that were not read' : isUnread?.what }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Destroyed already: an answer was lost.
    const isGone = error.condition === 'item-not-found' || error.condition === 'gone'
    return { ...redirection, occupants: undefined, obstacle: isGone ? undefined : error.message }
  }
}

/** Undefined, or why the room is still there. */
async function destroy(service: OldService, { from, to }: Redirection, password: string): Promise<string | undefined> {
  const destroy = xml('destroy', { jid: to }, xml('reason', {}, REASON))
  if (password !== '') destroy.append(xml('password', {}, password))
  try {
    await service.ask(from, xml('query', NS.mucOwner, destroy), 'set')
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.condition === 'item-not-found' || error.condition === 'gone' ? undefined : error.message
  }
}

function passwordOf(room: StagedRoom | undefined): string {
  const head = room?.records?.find(record => record.kind === 'room')
  return head?.settings.password ?? ''
}
