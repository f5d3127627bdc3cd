import type { Asked, Command } from '../../muc/command.js'
import type { Context, Readable, RoomContext } from '../../muc/context.js'
import type { Found, Lookup } from '../../muc/model/lookup.js'
import type { Room } from '../../muc/model/room.js'
import type { Field, SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { OpenInvite } from '../open-invite.js'
import { mayManageLink } from '../rights.js'
import { choiceOfLink, LINK, linkOption } from './links.js'
import { LINKS, linkTable } from './list-links.js'

const MOST_ROOMS = 100

export const myLinks: Command<Context> = {
  node: LINKS,
  name: 'My links',
  mayRun: () => true,
  lookUp: ({ from }) => ({ openInvitesOf: from.bare, further: roomsOfLinks }),
  run(asked) {
    const links = linksFound(asked)
    return linkTable(asked, {
      title: 'My links',
      links,
      roomOf: link => asked.rooms.byId(link.roomId)?.record.jid ?? '',
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
      openInvitesOf: asked.from.bare,
      further: known => (form.says(LINK) ? needsOfLink(command, { ...asked, ...known }, form) : roomsOfLinks(known)),
    }),
    form: (asked, chosen) => command.form?.(inItsRoom(asked, chosen), chosen),
    run: (asked, form) => command.run(inItsRoom(asked, form), form),
  }
}

/** The look-ups of the room's command, after the room of the link is loaded. */
function needsOfLink(
  command: Command<RoomContext>,
  asked: Asked<Readable<Context>>,
  form: SubmittedForm,
): Lookup | undefined {
  const link = linkIn(asked, form)
  if (!link) return undefined
  return {
    loadIds: [link.roomId],
    further: known => command.lookUp?.(inItsRoom({ ...asked, ...known }, form), form),
  }
}

function roomsOfLinks({ found }: Pick<Context, 'found'>): Lookup {
  return { loadIds: [...roomIdsOf(found)] }
}

/** The REST ids of the rooms of the caller's links, at most MOST_ROOMS. */
function roomIdsOf({ openInvitesOf = [] }: Found): ReadonlySet<string> {
  return new Set([...new Set(openInvitesOf.map(({ roomId }) => roomId))].slice(0, MOST_ROOMS))
}

function linksFound({ found }: Pick<Context, 'found'>): OpenInvite[] {
  const read = roomIdsOf(found)
  return (found.openInvitesOf ?? []).filter(({ roomId }) => read.has(roomId))
}

function linkIn({ found }: Pick<Context, 'found'>, form: SubmittedForm): OpenInvite | undefined {
  return found.openInvitesOf?.find(({ linkId }) => linkId === form.text(LINK))
}

/** The request in the room of the link that the form names. Throws `item-not-found`. */
function inItsRoom<C extends Readable<Context>>(asked: Asked<C>, form: SubmittedForm): Asked<C> & { room: Room } {
  const room = asked.rooms.byId(linkIn(asked, form)?.roomId ?? '')
  if (!room) throw new StanzaError('item-not-found', 'You have no link with this id to an existing room.')
  return { ...asked, room }
}

/** The choice of one of the caller's links, with their rooms. Throws `item-not-found` if there is none. */
function myLinkField(asked: Asked<Context>): Field {
  const options = linksFound(asked).flatMap(link => {
    const room = asked.rooms.byId(link.roomId)
    if (!room || !mayManageLink(room, asked.from.bare, link)) return []
    const { value, label } = linkOption(asked, link)
    return [{ value, label: `${label}, to ${room.record.jid}` }]
  })
  if (options.length === 0) throw new StanzaError('item-not-found', 'You have no link to an existing room.')
  return choiceOfLink(options)
}
