import type { Asked } from '../../muc/command.js'
import type { Context, Readable, RoomContext } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import type { Field, Option, SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { readableTime } from '../../stanza/time.js'
import { managedLink } from '../change.js'
import { linkName } from '../link-name.js'
import { type LinkState, linkState, linksOf } from '../links.js'
import type { ManagedLink } from '../managed-link.js'
import type { OpenInvite } from '../open-invite.js'
import { isOpenFor, mayMakeLink } from '../rights.js'

export const LINK = 'link'
/** A form offers at most this many links, the newest. Our own decision. */
export const MOST_OPTIONS = 500

/** The links of the room that the caller may see and change, oldest first. */
export function managedLinks(asked: Asked<Readable<RoomContext>>): ManagedLink[] {
  return linksOf(asked, asked.room, asked.from.bare)
}

/** Whether the caller may create links to the room or manages any. */
export function hasLinks(asked: Asked<Readable<RoomContext>>): boolean {
  return mayMakeLink(asked.room, asked.from.bare, 'member') || managedLinks(asked).length > 0
}

/** The choice of a link of the room. Throws `item-not-found` if the caller manages none. */
export function linkField(asked: Asked<RoomContext>): Field {
  const links = managedLinks(asked)
  if (links.length === 0) throw new StanzaError('item-not-found', 'You may change no link to this room; create one.')
  return choiceOfLink(links.map(({ invite }) => linkOption(asked, invite)))
}

export function choiceOfLink(options: readonly Option[]): Field {
  const listed = options.slice(-MOST_OPTIONS)
  return { name: LINK, type: 'list-single', label: 'The link', values: [], options: listed, required: true }
}

/** The link that a form names by its `linkId`. Throws `unknown-link` if the caller may not change it. */
export function chosenLink(asked: Asked<Readable<RoomContext>>, form: SubmittedForm): ManagedLink {
  const linkId = (form.text(LINK) ?? '').slice(0, 100)
  return managedLink(asked, asked.room, { linkId, by: asked.from.bare })
}

export function linkOption(context: Context, invite: OpenInvite): Option {
  return { value: invite.linkId, label: `${linkName(invite)}, ${stateText(context, invite)}, ${usesText(invite)}` }
}

/** The state of a link. It opens nothing (`shut`) if its owner may no longer invite. The room must be in memory. */
export function stateOf({ rooms, batch }: Pick<Context, 'rooms' | 'batch'>, invite: OpenInvite): LinkState | 'shut' {
  const room = rooms.byId(invite.roomId)
  const state = linkState(invite, batch.at)
  const isGood = state === 'open' || state === 'paused'
  return isGood && !(room && isOpenFor(room, invite)) ? 'shut' : state
}

/** The state of a link for people. The room must be in memory. */
export function stateText(context: Context, invite: OpenInvite): string {
  const state = stateOf(context, invite)
  if (state === 'shut') return 'opens nothing'
  return state === 'used-up' ? 'used up' : state
}

/** How many people have used the link, and how many may. */
export function usesText({ uses, terms }: OpenInvite): string {
  return terms.maxUses === 0 ? `${uses} used it` : `${uses} of ${terms.maxUses} used it`
}

/** When a link ends, for people. */
export function endText({ terms }: Pick<OpenInvite, 'terms'>): string {
  return terms.expiresAt === 0 ? 'never' : readableTime(terms.expiresAt)
}

/** Those joiners (bare JIDs) who are plain members of the room now. */
export function membersOf(room: Room, joiners: readonly string[]): string[] {
  return joiners.filter(user => affiliationOf(room, user) === 'member')
}
