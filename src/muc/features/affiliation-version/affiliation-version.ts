import { attr, type Element } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Entered } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import { initialRole } from '../../model/initial-role.js'
import { affiliationOf } from '../../model/room.js'
import { mayList } from '../../operations/affiliation-rules.js'
import { difference, wholeList } from './items.js'
import { sendItems, sendRefusal } from './messages.js'

/**
 * XEP-0463: a newcomer may send the version of the affiliations that the client knows, and gets the differences or the
 * whole list. Comes before all capabilities that send presence to a newcomer (§5.2.1).
 */
export const affiliationVersion: Capability = {
  features: () => [NS.affiliationVersions],

  lookUp(stanza, to) {
    const since = stanza.name === 'presence' ? sinceOf(stanza) : undefined
    return since === undefined ? undefined : { affiliationSteps: { room: to.bare, since } }
  },

  /** A refusal of the list does not refuse the entry (§5.2.3). */
  onEntered(entered) {
    if (!request(entered.presence)) return
    try {
      answer(entered)
    } catch (refusal) {
      if (!(refusal instanceof StanzaError)) throw refusal
      sendRefusal(entered, refusal)
    }
  },
}

function request(presence: Element): Element | undefined {
  return presence.getChild('x', NS.muc)?.getChild('mav', NS.affiliationVersions)
}

function sinceOf(presence: Element): string | undefined {
  const mav = request(presence)
  return mav && attr(mav, 'since')
}

/** Sends the whole list if the version is unknown, or if no change is visible to the requester. */
function answer(entered: Entered): void {
  const { room, found, presence, occupant } = entered
  const viewer = { own: affiliationOf(room, occupant.user), role: occupant.role }
  if (!mayList(room, viewer, 'member')) refuse()
  const since = sinceOf(presence)
  if (since === room.affiliationVersion) return
  const steps = since === undefined ? undefined : found.affiliationSteps
  refuseFormerView(entered, steps?.find(({ user }) => user === occupant.user)?.before)
  const changed = steps ? difference(room, viewer, steps) : []
  if (changed.length > 0) sendItems(entered, { since, items: changed })
  else sendItems(entered, { since: undefined, items: wholeList(room, viewer) })
}

/** §6: throws `forbidden` if the requester had no right to see the list at the time of the known version. */
function refuseFormerView({ room }: Entered, before: ReturnType<typeof affiliationOf> | undefined): void {
  if (before === undefined) return
  const { config } = room.record
  const mayEnter = isAtLeast(before, 'member') || !config.membersOnly
  const viewer = { own: before, role: mayEnter ? initialRole(config, before) : ('none' as const) }
  if (!mayList(room, viewer, 'member')) refuse()
}

function refuse(): never {
  throw new StanzaError(
    'forbidden',
    'You may not see the affiliations of this room, or you were not allowed to at the time of this version.',
  )
}
