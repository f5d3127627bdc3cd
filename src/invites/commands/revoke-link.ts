import type { Asked, Command, Completed } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { booleanField, type SubmittedForm, type TitledForm } from '../../stanza/data-form.js'
import { clearLink } from '../clearing.js'
import { linkName } from '../link-name.js'
import type { OpenInvite } from '../open-invite.js'
import { revokeLink } from '../revoke.js'
import { chosenLink, hasLinks, linkField, membersOf, usesText } from './links.js'
import { removeGuestsFields, wantsGuestsRemoved } from './remove-guests.js'

const REVOKE_LINK = 'urn:latchstring:command:revoke-link'
const REMOVE = 'remove'

/** Revokes a link and, if a moderator chooses so, removes the members who joined by it. */
export const revokeLinkHere: Command<RoomContext> = {
  node: REVOKE_LINK,
  name: 'Revoke a link',
  mayRun: hasLinks,
  choice: asked => ({
    formType: `${REVOKE_LINK}#choice`,
    title: 'Revoke a link',
    instructions: 'Choose the link.',
    fields: [linkField(asked)],
  }),
  lookUp: (asked, form) => ({ joinersOf: chosenLink(asked, form).invite.linkId }),
  form: (asked, chosen) => revocationForm(asked, chosenLink(asked, chosen).invite),
  run: (asked, form) => revoke(asked, chosenLink(asked, form).invite, form),
}

/** The second step: what the revocation does. Needs the look-up `joinersOf`. */
function revocationForm(asked: Asked<RoomContext>, invite: OpenInvite): TitledForm {
  const count = membersOf(asked.room, asked.found.joinersOf ?? []).length
  const removal = booleanField(REMOVE, `Also remove the members who joined by it (${count})`, false)
  return {
    formType: REVOKE_LINK,
    title: `Revoke ${linkName(invite)}`,
    instructions: `The link stops working, and the pending requests by it are declined; ${usesText(invite)}.`,
    fields: isRoomAdmin(asked) ? [removal, ...removeGuestsFields(asked)] : [],
  }
}

function revoke(asked: Asked<RoomContext>, invite: OpenInvite, form: SubmittedForm): Completed {
  const { room, from } = asked
  const by = from.bare
  const removes = form.boolean(REMOVE) === true && isRoomAdmin(asked)
  const cleared = { members: removes, guests: wantsGuestsRemoved(asked, form) }
  const { members, guests } = clearLink({ ...asked, invite, by }, cleared)
  revokeLink(asked, room, { invite, by })
  const removed = removes ? ` and removed ${members.length} of its joiners` : ''
  const putOut = guests.length > 0 ? ` Guests who were put out: ${guests.length}.` : ''
  return { note: `Revoked ${linkName(invite)}${removed}.${putOut}` }
}
