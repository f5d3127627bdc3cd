import type { Asked, Command, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { booleanField, type SubmittedForm, type TitledForm } from '../../stanza/data-form.js'
import type { OpenInvite } from '../open-invite.js'
import { removeJoiners, revokeLink } from '../revoke.js'
import { chosenLink, hasLinks, linkField, linkName, membersOf, usesOf } from './links.js'

const REVOKE_LINK = 'urn:latchstring:command:revoke-link'
const REMOVE = 'remove'

/** Takes a link away, and those who came through it, if a moderator wants so. */
export const revokeLinkHere: Command<RoomContext> = {
  node: REVOKE_LINK,
  name: 'Revoke a link',
  mayRun: hasLinks,
  choice: asked => ({
    formType: `${REVOKE_LINK}#choice`,
    title: 'Revoking a link',
    instructions: 'Choose the link.',
    fields: [linkField(asked)],
  }),
  lookUp: (asked, form) => ({ joinersOf: chosenLink(asked, form).linkId }),
  form: (asked, chosen) => revocationForm(asked, chosenLink(asked, chosen)),
  run: (asked, form) => revoke(asked, chosenLink(asked, form), form),
}

/** Says what becomes of it. What it needs is looked up as `joinersOf`. */
function revocationForm(asked: Asked<RoomContext>, invite: OpenInvite): TitledForm {
  const count = membersOf(asked.room, asked.found.joinersOf ?? []).length
  const removal = booleanField(REMOVE, `Also remove the ${count} who came through it and are members still`, false)
  return {
    formType: REVOKE_LINK,
    title: `Revoking ${linkName(invite)}`,
    instructions: `It lets nobody in from then on, and who waits for an approval by it is turned down; ${usesOf(invite)}.`,
    fields: isRoomAdmin(asked) ? [removal] : [],
  }
}

/** Revokes the link, and removes who came through it where the form of a moderator says so. */
function revoke(asked: Asked<RoomContext>, invite: OpenInvite, form: SubmittedForm): Completed {
  const { room, from } = asked
  const by = from.bare
  revokeLink(asked, room, { invite, by })
  if (!form.boolean(REMOVE) || !isRoomAdmin(asked)) return { note: `Revoked ${linkName(invite)}.` }
  const removed = removeJoiners(asked, room, { invite, by })
  return { note: `Revoked ${linkName(invite)} and removed ${removed.length} of those who came through it.` }
}
