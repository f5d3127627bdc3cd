import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import { isAtLeast } from '../model/affiliation.js'
import { affiliationOf } from '../model/room.js'
import { admittedRole } from '../operations/admitted-role.js'
import { invitationPrompt } from '../operations/invitation-prompt.js'
import { removeWithoutBroadcast } from '../operations/remove-occupant.js'
import { hasRequested } from '../operations/request-registration.js'
import { switchSetting } from '../operations/settings.js'

/** XEP-0045 §7.2.6: only members may enter. */
export const membersOnly: Capability = {
  features: room => [room.record.config.membersOnly ? 'muc_membersonly' : 'muc_open'],
  settings: [
    switchSetting({ key: 'membersOnly', field: 'muc#roomconfig_membersonly', label: 'Only members may enter' }),
  ],

  /** Clients ask for a password only after `not-authorized`: so an invitation can be typed there. */
  mayEnter(entry) {
    const { room, affiliation } = entry
    if (!room.record.config.membersOnly || isAtLeast(affiliation, 'member')) return
    if (admittedRole(entry, entry.from.bare) !== undefined) return
    const prompt = invitationPrompt(entry)
    if (prompt !== undefined) throw new StanzaError('not-authorized', prompt)
    const text = hasRequested(room, entry.from.bare)
      ? 'Your request to join waits: a moderator of the room decides, and you will get the answer as a message.'
      : 'Only members may enter this room; ask a member for an invitation.'
    throw new StanzaError('registration-required', text)
  },

  /**
   * §10.2: a room that becomes members-only removes all non-members. It removes all of them before the first
   * notification: otherwise thousands of removed occupants would each be notified of each other.
   */
  onConfigured(context) {
    const { room, was } = context
    if (was.membersOnly || !room.record.config.membersOnly) return
    const isStranger = (user: string) =>
      !isAtLeast(affiliationOf(room, user), 'member') && admittedRole(context, user) === undefined
    const strangers = [...room.occupants.values()].filter(({ user }) => isStranger(user))
    const visibleRoles = was.presenceBroadcast
    const notifications = strangers.map(occupant =>
      removeWithoutBroadcast(context, { occupant, codes: [322], visibleRoles }),
    )
    for (const notify of notifications) notify()
  },
}
