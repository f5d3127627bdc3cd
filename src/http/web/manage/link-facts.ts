import { allowsGuests } from '../../../guests/allows-guests.js'
import { type LinkState, linkState } from '../../../invites/links.js'
import type { ManagedLink } from '../../../invites/managed-link.js'
import { linkUrl } from '../../../invites/notify-owner.js'
import { isOpenFor } from '../../../invites/rights.js'
import { joinUri } from '../../../stanza/join-uri.js'
import { fill, type Insertable } from '../html.js'
import { moment } from './moments.js'
import type { RoomTurn } from './room.js'
import type { Visit } from './visit.js'

/** A link for the pages. It contains the secret id. */
export type LinkFacts = Pick<ManagedLink['invite'], 'linkId' | 'terms' | 'uses' | 'owner' | 'createdAt'> & {
  readonly url: string
  readonly uri: string
  /** `closed`: its owner may no longer make such a link, or the room is archived. */
  readonly state: LinkState | 'closed'
  /** Whether it lets people without an account in. */
  readonly guests: boolean
  /** Now, in milliseconds since 1970. */
  readonly now: number
}

export function factsOf({ turn, room }: RoomTurn, link: ManagedLink): LinkFacts {
  const { invite } = link
  const { id, linkId, terms, uses, owner, createdAt } = invite
  const now = turn.batch.at
  const state = linkState(invite, now)
  const isGood = state === 'open' || state === 'paused'
  return {
    ...{ linkId, terms, uses, owner, createdAt, now },
    ...{ url: linkUrl(turn, link), uri: joinUri(room.record.jid, id) },
    guests: allowsGuests(turn, room, invite),
    state: isGood && !isOpenFor(room, invite) ? 'closed' : state,
  }
}

/** The name of a link: its label, or the end of its `linkId`. */
export function nameOfLink({ linkId, label }: { linkId: string; label: string }, { texts }: Visit): string {
  return label === '' ? fill(texts.links.unnamed, { end: `…${linkId.slice(-6)}` }).toString() : label
}

/** How many people have joined by a link, out of how many. */
export function usesOf({ uses, terms }: LinkFacts, { texts }: Visit): Insertable {
  const { links } = texts
  return terms.maxUses === 0 ? fill(links.uses, { uses }) : fill(links.usesOf, { uses, most: terms.maxUses })
}

/** When a link ends or has ended. */
export function endOf({ terms, now }: LinkFacts, { texts, language }: Visit): Insertable {
  const { links } = texts
  if (terms.expiresAt === 0) return links.never
  const when = moment(terms.expiresAt, { now, language })
  return fill(terms.expiresAt > now ? links.ends : links.ended, { when })
}
