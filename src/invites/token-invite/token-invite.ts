import type { Capability } from '../../muc/capability.js'
import type { RoomQuery } from '../../muc/context.js'
import { type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import { makeLink } from '../make.js'
import { ManagedLink } from '../managed-link.js'
import { hasEnded, type OpenInvite } from '../open-invite.js'
import { parseOpenInviteId } from '../parse-open-invite-id.js'
import { revokeLink } from '../revoke.js'
import { mayMakeLink, mayRevokeLink } from '../rights.js'
import { limitAskedFor, tokenElement } from './token-element.js'

/** The requests of the protocol, each with its IQ type. */
const REQUESTS = {
  request: { type: 'set', serve: request },
  tokens: { type: 'get', serve: list },
  revoke: { type: 'set', serve: revoke },
} as const satisfies Record<string, { type: RoomQuery['type']; serve: (query: RoomQuery) => Element | undefined }>

/**
 * MUC Token Invite (`urn:xmpp:muc-token-invite:0`): clients issue, list and revoke the links of a room. A token is the
 * id of an open invite, whatever way it was created. `entry.ts` admits people who enter with one.
 */
export const tokenInvite: Capability = {
  serviceFeatures: [NS.tokenInvite],
  features: () => [NS.tokenInvite],

  onQuery(query) {
    const { namespace, payload, type } = query
    if (namespace !== NS.tokenInvite || !isKnown(payload.name)) return 'pass'
    const wanted = REQUESTS[payload.name]
    if (type !== wanted.type) {
      throw new StanzaError('bad-request', `<${payload.name}/> needs an IQ of the type ${wanted.type}.`)
    }
    query.answer(wanted.serve(query))
    return 'handled'
  },
}

function isKnown(name: string): name is keyof typeof REQUESTS {
  return Object.hasOwn(REQUESTS, name)
}

/** "Token generation" and "Limits": the answer has the limits after the room and the service have cut them. */
function request(query: RoomQuery): Element {
  const { room, from, payload, batch } = query
  const asked = { lifetime: limitAskedFor(payload, 'delay'), maxUses: limitAskedFor(payload, 'counter') }
  return tokenElement(makeLink(query, room, { owner: from.bare, asked }), batch.at)
}

/**
 * "Listing tokens". A person who may create tokens but has none gets an empty list, although the schema requires one
 * token. All others get `forbidden`.
 */
function list(query: RoomQuery): Element {
  const { openInvites, room, from, batch } = query
  const links = openInvites.ofRoom(room.record.id).flatMap(invite => ManagedLink.asToken(room, from.bare, invite) ?? [])
  if (links.length === 0) refuseOutsider(query)
  const valid = links.filter(({ invite }) => !hasEnded(invite, batch.at))
  return xml('tokens', NS.tokenInvite, ...valid.map(link => tokenElement(link, batch.at)))
}

function revoke(query: RoomQuery): undefined {
  const { openInvites, room, from, payload } = query
  const id = parseOpenInviteId(payload.getText().trim())
  const invite = id === undefined ? undefined : openInvites.get(id)
  if (!isOfRoom(query, invite) || !mayRevokeLink(room, from.bare, invite)) {
    refuseOutsider(query)
    throw new StanzaError('item-not-found', 'There is no such token that you may revoke.')
  }
  revokeLink(query, room, { invite, by: from.bare })
}

function isOfRoom({ room }: RoomQuery, invite: OpenInvite | undefined): invite is OpenInvite {
  return invite?.roomId === room.record.id
}

function refuseOutsider({ room, from }: RoomQuery): void {
  if (mayMakeLink(room, from.bare, 'member')) return
  throw new StanzaError('forbidden', 'Only people who may invite to this room can use its tokens.')
}
