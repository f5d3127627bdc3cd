import type { Asked } from '../../muc/command.js'
import type { Context, Readable, RoomContext } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import type { Field, Option, SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { isoTime } from '../../stanza/time.js'
import { managedLink } from '../change.js'
import { linkState, linksOf } from '../links.js'
import type { OpenInvite } from '../open-invite.js'
import { isOpenFor, mayMakeLink } from '../rights.js'

export const LINK = 'link'
/** A form lists no more; of more, the newest. Our own decision. */
export const MOST_OPTIONS = 500

/** The links of the room that who asks may see and change, the oldest first: all of them, or their own. */
export function managedLinks(asked: Asked<Readable<RoomContext>>): OpenInvite[] {
  return linksOf(asked, asked.room, asked.from.bare)
}

/** Who has to do with the links of the room: those who may make some, and those who have some. */
export function hasLinks(asked: Asked<Readable<RoomContext>>): boolean {
  return mayMakeLink(asked.room, asked.from.bare, 'member') || managedLinks(asked).length > 0
}

/** The links to choose from. Throws `item-not-found` where there is none. */
export function linkField(asked: Asked<RoomContext>): Field {
  const links = managedLinks(asked)
  if (links.length === 0)
    throw new StanzaError('item-not-found', 'There is no link here that you may change; make one.')
  return choiceOfLink(links.map(invite => linkOption(asked, invite)))
}

export function choiceOfLink(options: readonly Option[]): Field {
  const listed = options.slice(-MOST_OPTIONS)
  return { name: LINK, type: 'list-single', label: 'The link', values: [], options: listed, required: true }
}

/** The link that a form names by its `linkId`. Throws `item-not-found` where there is none for who asks. */
export function chosenLink(asked: Asked<Readable<RoomContext>>, form: SubmittedForm): OpenInvite {
  const linkId = (form.text(LINK) ?? '').slice(0, 100)
  return managedLink(asked, asked.room, { linkId, by: asked.from.bare })
}

export function linkOption(context: Context, invite: OpenInvite): Option {
  return { value: invite.linkId, label: `${linkName(invite)}, ${stateOf(context, invite)}, ${usesOf(invite)}` }
}

/** What people call a link: never by what opens the room. */
export function linkName({ linkId, terms }: Pick<OpenInvite, 'linkId' | 'terms'>): string {
  return nameOf(linkId, terms.label)
}

export function nameOf(linkId: string, label = ''): string {
  const end = linkId.slice(-6)
  return label === '' ? `link …${end}` : `${label} (…${end})`
}

/** What it does now. It opens nothing where its owner may not invite any more. Its room is looked for in memory. */
export function stateOf({ rooms, batch }: Context, invite: OpenInvite): string {
  const room = rooms.byId(invite.roomId)
  const state = linkState(invite, batch.at)
  const isGood = state === 'open' || state === 'paused'
  if (isGood && !(room && isOpenFor(room, invite))) return 'opens nothing'
  return state === 'used-up' ? 'used up' : state
}

export function usesOf({ uses, terms }: OpenInvite): string {
  return terms.maxUses === 0 ? `${uses} used it` : `${uses} of ${terms.maxUses} used it`
}

/** When a link ends; empty where it does not by itself. */
export function endOf({ terms }: OpenInvite): string {
  return terms.expiresAt === 0 ? '' : isoTime(terms.expiresAt)
}

/** Of those who came in through a link, by bare JID: the ones who are plain members still. */
export function membersOf(room: Room, joiners: readonly string[]): string[] {
  return joiners.filter(user => affiliationOf(room, user) === 'member')
}
