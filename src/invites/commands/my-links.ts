import type { Asked, Command } from '../../muc/command.js'
import type { Context, Readable, RoomContext } from '../../muc/context.js'
import type { Found, Lookup } from '../../muc/model/lookup.js'
import type { Room } from '../../muc/model/room.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import type { Field, SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { ManagedLink, type OwnLinksLookup, ownLinks } from '../managed-link.js'
import { choiceOfLink, LINK, linkOption, MOST_OPTIONS } from './links.js'
import { LINKS, linkTable } from './list-links.js'

const MOST_ROOMS = 100

export const myLinks: Command<Context> = {
  node: LINKS,
  name: 'My links',
  mayRun: () => true,
  lookUp: asked => ({ ownLinks: pageOfLinks(asked, { isNewestFirst: false }), further: roomsOfLinks }),
  run(asked) {
    return linkTable(asked, {
      title: 'My links',
      links: linksFound(asked),
      total: asked.found.ownLinks?.total,
      roomOf: ({ invite }) => asked.rooms.byId(invite.roomId)?.record.jid ?? '',
    })
  },
}

/** The service's form of a room's command on a link: the caller chooses one of their links instead of a room. */
export function onMyLink(command: Command<RoomContext>, name: string): Command<Context> {
  const { node } = command
  return {
    node,
    name,
    mayRun: () => true,
    choice: asked => ({
      formType: `${node}#choice`,
      title: name,
      instructions: 'Choose the link.',
      fields: [myLinkField(asked)],
    }),
    lookUp: (asked, form) => ({
      ownLinks: pageOfLinks(asked, { isNewestFirst: true }),
      ownLink: { owner: asked.from.bare, linkId: form.text(LINK) ?? '' },
      further: known => (form.says(LINK) ? needsOfLink(command, { ...asked, ...known }, form) : roomsOfLinks(known)),
    }),
    form: (asked, chosen) => command.form?.(inItsRoom(asked), chosen),
    run: (asked, form) => command.run(inItsRoom(asked), form),
  }
}

/** The look-ups of the room's command, after the room of the link is loaded. */
function needsOfLink(
  command: Command<RoomContext>,
  asked: Asked<Readable<Context>>,
  form: SubmittedForm,
): Lookup | undefined {
  const link = linkIn(asked)
  if (!link) return undefined
  return {
    loadIds: [link.invite.roomId],
    further: known => command.lookUp?.(inItsRoom({ ...asked, ...known }), form),
  }
}

function roomsOfLinks({ found }: Pick<Context, 'found'>): Lookup {
  return { loadIds: [...roomIdsOf(found)] }
}

/** The REST ids of the rooms of the caller's links, at most MOST_ROOMS. */
function roomIdsOf({ ownLinks: page }: Found): ReadonlySet<string> {
  return new Set([...new Set(page?.links.map(({ invite }) => invite.roomId))].slice(0, MOST_ROOMS))
}

/** The links of the caller: as many as a form offers, which is more than a table has space for. */
function pageOfLinks(
  { from, settings }: Asked<Readable<Context>>,
  { isNewestFirst }: { isNewestFirst: boolean },
): OwnLinksLookup {
  const owner = from.bare
  const all = { isBound: false, withModerators: true, offset: 0, limit: MOST_OPTIONS }
  return { owner, isAdmin: settings.admins.has(owner), isNewestFirst, ...all }
}

function linksFound(asked: Pick<Context, 'found' | 'settings'>): ManagedLink[] {
  const read = roomIdsOf(asked.found)
  return ownLinks(asked, asked.found.ownLinks?.links).flatMap(({ link }) =>
    read.has(link.invite.roomId) ? [link] : [],
  )
}

/** The link that the form names, if it is the caller's. */
function linkIn(asked: Pick<Context, 'found' | 'settings'>): ManagedLink | undefined {
  const { ownLink } = asked.found
  return ownLink && ManagedLink.ofOwner(asked, ownLink)
}

/** The request in the room of the link that the form names. Throws `item-not-found`. */
function inItsRoom<C extends Readable<Context>>(asked: Asked<C>): Asked<C> & { room: Room } {
  const room = asked.rooms.byId(linkIn(asked)?.invite.roomId ?? '')
  if (!room) throw new StanzaError('item-not-found', 'You have no link with this id to an existing room.')
  return { ...asked, room }
}

/** The choice of one of the caller's links, with their rooms. Throws `item-not-found` if there is none. */
function myLinkField(asked: Asked<Context>): Field {
  const oldestFirst = linksFound(asked).toReversed()
  const options = oldestFirst.flatMap(({ invite }) => {
    const room = asked.rooms.byId(invite.roomId)
    if (!room) return []
    const { value, label } = linkOption(asked, invite)
    return [{ value, label: `${label}, to ${titleOf(room)}` }]
  })
  if (options.length === 0) throw new StanzaError('item-not-found', 'You have no link to an existing room.')
  return choiceOfLink(options)
}
