import { booleanField } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { mediatedInvitation } from '../../stanza/invitation.js'
import { type Jid, parseJid } from '../../stanza/jid.js'
import { reasonGiven } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { RoomMessage } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { affiliationOf, occupantOf, type Room } from '../model/room.js'
import { countInvitations } from '../operations/count-invitations.js'
import { deliverInvitation, newInvitationId } from '../operations/deliver-invitation.js'
import { displayedInviter, inviterSessions } from '../operations/invite-member.js'
import { setAffiliation } from '../operations/set-affiliation.js'
import { switchSetting } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_allowinvites'
const LABEL = 'Members may invite others'
/** COMPAT: as Prosody calls it. */
const PROSODY_FIELD = '{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites'
const MOST_AT_ONCE = 20
/** In characters. This and the number above are our own decisions. */
const LONGEST_REASON = 2000

/** XEP-0045 §7.8.2: the room passes on the invitations of its occupants, and the declines of the invitees. */
export const invitation: Capability = {
  roomInfo: room => [booleanField(FIELD, LABEL, room.record.config.allowInvites)],
  settings: [switchSetting({ key: 'allowInvites', field: FIELD, label: LABEL, others: [PROSODY_FIELD] })],

  onMessage(context) {
    const x = context.message.getChild('x', NS.mucUser)
    const invitations = x?.getChildren('invite') ?? []
    const decline = x?.getChild('decline')
    if (invitations.length > MOST_AT_ONCE) {
      throw new StanzaError('policy-violation', `Invite at most ${MOST_AT_ONCE} people in one message.`)
    }
    const invited = invitations.map(invitation => addressee(invitation).bare)
    if (invited.length > 0) refuseInviter(context.room, context.from)
    countInvitations(context, { inviter: context.from.bare, invited })
    for (const invitation of invitations) invite(context, invitation)
    const isTaken = decline && context.capabilities.some(capability => capability.takesDecline?.(context) === 'handled')
    if (decline && !isTaken) passOnDecline(context, decline)
    return invitations.length > 0 || decline ? 'handled' : 'pass'
  },
}

function invite(context: RoomMessage, invitation: Element): void {
  const { room, from } = context
  const invitee = addressee(invitation)
  refuseAddressee(invitee, context.settings.domain)
  addMember(context, invitee.bare)
  const continued = invitation.getChild('continue')
  const inviter = displayedInviter(room, { nick: occupantOf(room, from.full)?.nick, user: from.bare })
  const message = mediatedInvitation({
    from: room.record.jid,
    inviter,
    to: invitee.full,
    id: newInvitationId(context),
    reason: reasonOf(invitation),
    password: room.record.config.password || undefined,
    continueThread: continued && (attr(continued, 'thread') ?? ''),
  })
  deliverInvitation(context, message, { inviter })
}

/** §9.5: in a members-only room an invitation makes a member, so the inviter needs the right to add members. */
function refuseInviter(room: Room, from: Jid): void {
  const affiliation = affiliationOf(room, from.bare)
  if (isAtLeast(affiliation, 'admin')) return
  if (!occupantOf(room, from.full)) throw new StanzaError('forbidden', 'Enter the room to invite others.')
  if (room.record.config.membersOnly && !room.record.config.allowInvites) {
    throw new StanzaError('forbidden', 'Only admins may invite others to this room.')
  }
}

/** Only a person can be invited, not a server or a room of this service. */
function refuseAddressee(invitee: Jid, roomsDomain: string): void {
  if (invitee.local !== '' && invitee.domain !== roomsDomain) return
  throw new StanzaError('not-acceptable', `${invitee.full} is not the address of a person.`)
}

function reasonOf(element: Element): string | undefined {
  const reason = element.getChildText('reason') ?? undefined
  if (reason === undefined || reason.length <= LONGEST_REASON) return reason
  throw new StanzaError('policy-violation', `A reason has at most ${LONGEST_REASON} characters.`)
}

function addMember(context: RoomMessage, invitee: string): void {
  const { room } = context
  const affiliation = affiliationOf(room, invitee)
  if (affiliation === 'outcast') throw new StanzaError('not-allowed', `${invitee} is banned from this room.`)
  if (room.record.config.membersOnly && affiliation === 'none') {
    setAffiliation(context, { user: invitee, affiliation: 'member', skipNotification: true })
  }
}

/**
 * Sends a decline to the inviter, by the name in the invitation: a real JID or an occupant JID. Refuses senders who
 * cannot have been invited. Drops a decline for an unknown inviter silently, because an answer would reveal the
 * occupants.
 */
function passOnDecline(context: RoomMessage, decline: Element): void {
  const { room, from, batch, message } = context
  const affiliation = affiliationOf(room, from.bare)
  if (affiliation === 'outcast' || (room.record.config.membersOnly && affiliation === 'none')) {
    throw new StanzaError('forbidden', 'Only invited people can decline an invitation to this room.')
  }
  const to = inviterSessions(room, addressee(decline))
  const reason = reasonOf(decline)
  const declined = xml('decline', { from: from.bare }, ...reasonGiven(reason))
  const { id } = message.attrs
  batch.send(xml('message', { from: room.record.jid, id }, xml('x', NS.mucUser, declined)), to)
  for (const capability of context.capabilities) capability.onInvitationDeclined?.(context)
}

function addressee(element: Element): Jid {
  const jid = parseJid(attr(element, 'to') ?? '')
  if (!jid) throw new StanzaError('jid-malformed', `The attribute "to" of <${element.name}/> is not an address.`)
  return jid
}
