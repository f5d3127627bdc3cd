import { makeGuest } from '../../src/guests/make.js'
import { changeLink, managedLink, resetLink } from '../../src/invites/change.js'
import { clearLink } from '../../src/invites/clearing.js'
import { makeLink } from '../../src/invites/make.js'
import type { OpenInvite } from '../../src/invites/open-invite.js'
import { answerRequest } from '../../src/invites/pending-requests.js'
import { redeem } from '../../src/invites/redeem.js'
import { revokeLink } from '../../src/invites/revoke.js'
import type { AskedTerms } from '../../src/invites/terms.js'
import { inviteAddress } from '../../src/invites/vouch/invite-address.js'
import { mapOf, type Room } from '../../src/muc/model/room.js'
import type { Service, ServiceContext } from '../../src/service/types.js'
import { StanzaError } from '../../src/stanza/error.js'
import type { Chance } from './chance.js'
import { ROOMS, USERS } from './random-stanza.js'

/** Runs a random request of the REST API about links, valid or not; `known` are the existing links. */
export function randomLinkRequest(service: Service, by: Chance, known: readonly OpenInvite[]): Promise<unknown> {
  const { below, one } = by
  const [user, other] = [USERS[below(USERS.length)] ?? '', USERS[below(USERS.length)] ?? '']
  const link = known[below(known.length)]
  const comes = (turn: ServiceContext) =>
    makeGuest(turn, { openInviteId: link?.id ?? '', name: one('A', 'B', 'F'), address: one('a', 'b') })
  if (by.some(0.3)) return service.run({ openInvite: link?.id }, comes)
  const joins = (turn: ServiceContext) =>
    redeem(turn, { openInviteId: link?.id ?? '', joiner: { jid: user, name: user } })
  if (by.some(0.4)) return service.run({ openInvite: link?.id }, joins)
  const invites = (turn: ServiceContext) => inviteAddress(turn, { openInviteId: link?.id ?? '', user })
  if (by.some(0.2)) return service.run({ openInvite: link?.id }, invites)
  const room = ROOMS[below(ROOMS.length)] ?? ''
  const managed = (turn: ServiceContext, own: Room) => managedLink(turn, own, { linkId: link?.linkId ?? '', by: user })
  const work = one<(turn: ServiceContext, own: Room) => unknown>(
    (turn, own) => makeLink(turn, own, { owner: user, asked: terms(by) }),
    (turn, own) => changeLink(turn, own, { link: managed(turn, own), by: user, asked: terms(by) }),
    (turn, own) => resetLink(turn, { link: managed(turn, own), by: user }),
    (turn, own) =>
      answerRequest(turn, own, { user: one(other, guestIn(own, by)), by: user, isAllowed: one(true, true, false) }),
    (turn, own) => {
      const { invite } = managed(turn, own)
      const act = { ...turn, found: { joinersOf: [other] }, room: own, invite, by: user }
      clearLink(act, { members: one(true, false), guests: one(true, false) })
      revokeLink(turn, own, { invite, by: user })
    },
  )
  return service.run({ room }, turn => work(turn, roomOf(turn, room)))
}

/** One of the guests of a room; if there is none, a guest of none. */
function guestIn(room: Room, { below }: Chance): string {
  const guests = [...mapOf(room, 'guest').keys()]
  return guests[below(guests.length)] ?? 'guest-ffffffffffffffff@rooms.localhost'
}

function roomOf({ rooms }: ServiceContext, jid: string): Room {
  const room = rooms.get(jid)
  if (!room) throw new StanzaError('item-not-found', 'There is no such room.')
  return room
}

function terms({ one }: Chance): AskedTerms {
  return {
    maxUses: one(undefined, undefined, 0, 1, 2),
    lifetime: one(undefined, undefined, 600, 100_000),
    grants: one(undefined, 'member', 'visitor', 'moderator'),
    admission: one(undefined, 'unlock', 'unlock_ack', 'lock'),
    paused: one(undefined, false, true),
    domains: one(undefined, [], ['localhost'], ['example.org']),
    guests: one(undefined, undefined, 'auto', 'yes', 'no'),
  }
}
