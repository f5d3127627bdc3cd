import { type Static, Type } from '@sinclair/typebox'
import { changeLink, resetLink } from '../../../invites/change.js'
import { clearLink } from '../../../invites/clearing.js'
import { linksOf } from '../../../invites/links.js'
import { makeLink } from '../../../invites/make.js'
import type { ManagedLink } from '../../../invites/managed-link.js'
import { revokeLink } from '../../../invites/revoke.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { requireScope } from '../../auth/auth.js'
import { operation } from '../../schema/operation.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { linkView, person, personOf, viewOfLink } from '../../views/link-view.js'
import { anyPage, anyPageOf, pageBy } from './cursor.js'
import { linkOf, linkToRevoke, maySeeId, requireScopeForGrant } from './link-scope.js'
import { changeBody, removeGuests, requestedTerms, termsBody } from './link-terms.js'
import { inOwnRoom } from './own-room.js'
import { linkParam, roomParam } from './parameters.js'

const ofRoom = Type.Object({ room: roomParam })
const ofLink = Type.Object({ room: roomParam, linkId: linkParam })
const oneLink = Type.Object({ data: linkView })

const makeOne = operation({
  id: 'makeLink',
  scope: 'links',
  tag: 'Links',
  summary: 'Create a link to a room',
  description: 'For its moderators, and its members if they may invite. Missing keys have the defaults of the room.',
  params: ofRoom,
  body: termsBody,
  result: oneLink,
  repeatable: true,
  tagged: 'told',
  refusals: ['not-allowed', 'too-many-links', 'unknown-room', 'closed'],
})

const list = operation({
  id: 'listLinks',
  scope: 'links',
  tag: 'Links',
  summary: 'List the links to a room',
  description: 'Moderators get all links, members their own. Oldest first.',
  params: ofRoom,
  querystring: Type.Object(anyPage),
  result: Type.Object({ data: Type.Array(linkView), ...anyPageOf }),
  refusals: ['unknown-room'],
})

const read = operation({
  id: 'readLink',
  scope: 'links',
  tag: 'Links',
  summary: 'Read a link',
  params: ofLink,
  result: oneLink,
  tagged: 'read',
  refusals: ['unknown-room', 'unknown-link'],
})

const change = operation({
  id: 'changeLink',
  scope: 'links',
  tag: 'Links',
  summary: 'Change the terms of a link; pause or resume it',
  description: 'A link that begins to grant moderator gets a new id, since others may know the old one.',
  params: ofLink,
  body: changeBody,
  result: oneLink,
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room', 'unknown-link'],
})

const reset = operation({
  id: 'resetLink',
  scope: 'links',
  tag: 'Links',
  summary: 'Give a link a new id',
  description: 'The old id stops working; the terms and the history of the link stay.',
  params: ofLink,
  result: oneLink,
  repeatable: true,
  tagged: 'told',
  refusals: ['unknown-room', 'unknown-link'],
})

const revoke = operation({
  id: 'revokeLink',
  scope: 'links',
  tag: 'Links',
  summary: 'Revoke a link',
  description: 'Pending requests through it are declined.',
  params: ofLink,
  querystring: Type.Object({
    removeJoiners: Type.Boolean({
      default: false,
      expected: 'true or false',
      description: 'Also removes the members who joined through it; for moderators',
    }),
    removeGuests: Type.Boolean(removeGuests),
  }),
  result: Type.Object({ data: Type.Object({ linkId: Type.String(), removed: Type.Array(person) }) }),
  tagged: 'checked',
  refusals: ['not-allowed', 'unknown-room', 'unknown-link'],
})

/** The links to a room, with all their terms. */
export function linkRoutes(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  const view: LinkView = (link, { record }, { batch }) => viewOfLink(link, record.jid, { at: batch.at, publicUrl })
  readingRoutes(app, view)
  changingRoutes(app, view)
  revokingRoutes(app, view)
}

/** The place of a link in a list. A cursor must not contain the id of a link, which is a secret. */
const placeOfLink = ({ invite }: ManagedLink) => ({ at: invite.createdAt, key: invite.linkId })

type LinkView = (link: ManagedLink, room: Room, turn: ServiceContext) => Static<typeof linkView>

function readingRoutes(app: TypedApp, view: LinkView): void {
  app.get('/rooms/:room/links', { schema: list }, async request => {
    const { params, query, user } = request
    const page = pageBy('links', query, placeOfLink)
    return inOwnRoom(request, params, (turn, room) => {
      const links = linksOf(turn, room, user.jid).filter(link => maySeeId(user, link))
      const { shown, keys } = page.of(links)
      return { data: shown.map(link => view(link, room, turn)), ...keys }
    })
  })

  app.get('/rooms/:room/links/:linkId', { schema: read }, async request => {
    const { params, user } = request
    return inOwnRoom(request, params, (turn, room) => {
      return { data: view(linkOf(turn, room, { linkId: params.linkId, user }), room, turn) }
    })
  })
}

function changingRoutes(app: TypedApp, view: LinkView): void {
  app.post('/rooms/:room/links', { schema: makeOne }, async request => {
    const { params, body, user } = request
    requireScopeForGrant(user, body)
    return inOwnRoom(request, params, (turn, room) => {
      return { data: view(makeLink(turn, room, { owner: user.jid, asked: requestedTerms(body) }), room, turn) }
    })
  })

  app.patch('/rooms/:room/links/:linkId', { schema: change }, async request => {
    const { params, body, user, refuseUnmatched } = request
    const { removeGuests, ...terms } = body
    requireScopeForGrant(user, terms)
    if (removeGuests) requireScope(user, 'rooms')
    return inOwnRoom(request, params, (turn, room) => {
      const link = linkOf(turn, room, { linkId: params.linkId, user })
      refuseUnmatched(() => view(link, room, turn))
      const act = { ...turn, room, invite: link.invite, by: user.jid }
      clearLink(act, { members: false, guests: removeGuests === true })
      const changed = changeLink(turn, room, { link, by: user.jid, asked: requestedTerms(terms) })
      return { data: view(changed, room, turn) }
    })
  })

  app.post('/rooms/:room/links/:linkId/reset', { schema: reset }, async request => {
    const { params, user } = request
    return inOwnRoom(request, params, (turn, room) => {
      const link = linkOf(turn, room, { linkId: params.linkId, user })
      return { data: view(resetLink(turn, { link, by: user.jid }), room, turn) }
    })
  })
}

function revokingRoutes(app: TypedApp, view: LinkView): void {
  app.delete('/rooms/:room/links/:linkId', { schema: revoke }, async request => {
    const { room, linkId } = request.params
    const { jid: by } = request.user
    const { removeJoiners: removesJoiners, removeGuests } = request.query
    if (removesJoiners || removeGuests) requireScope(request.user, 'rooms')
    const lookup = removesJoiners ? { joinersOf: linkId } : undefined
    return inOwnRoom(request, { room, lookup }, (turn, room) => {
      const link = linkToRevoke(turn, room, { linkId, user: request.user })
      const { invite } = link
      request.refuseUnmatched(() => view(link, room, turn))
      const cleared = { members: removesJoiners, guests: removeGuests }
      const { members: removed } = clearLink({ ...turn, room, invite, by }, cleared)
      revokeLink(turn, room, { invite, by })
      return { data: { linkId, removed: removed.map(personOf) } }
    })
  })
}
