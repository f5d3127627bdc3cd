import type { Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { changeLink } from '../change.js'
import { clearLink } from '../clearing.js'
import { linkName } from '../link-name.js'
import { linkAnswer } from './link-answer.js'
import { chosenLink, hasLinks, linkField, stateText, usesText } from './links.js'
import { removeGuestsFields, wantsGuestsRemoved } from './remove-guests.js'
import { readTerms, termsFields } from './terms-fields.js'

const CHANGE_LINK = 'urn:latchstring:command:change-link'

/** Changes the terms of a link; pauses or resumes it. The form shows the current terms. */
export const changeLinkHere: Command<RoomContext> = {
  node: CHANGE_LINK,
  name: 'Change, pause or resume a link',
  mayRun: hasLinks,
  choice: asked => ({
    formType: `${CHANGE_LINK}#choice`,
    title: 'Change a link',
    instructions: 'Choose the link.',
    fields: [linkField(asked)],
  }),
  form(asked, chosen) {
    const { invite } = chosenLink(asked, chosen)
    return {
      formType: CHANGE_LINK,
      title: `Change ${linkName(invite)}`,
      instructions: `State: ${stateText(asked, invite)}; ${usesText(invite)}. Unchanged fields keep their values.`,
      fields: [
        ...termsFields(asked.room, { user: asked.from.bare, terms: invite.terms }),
        ...removeGuestsFields(asked),
      ],
    }
  },
  run(asked, form) {
    const { room, from } = asked
    const change = { link: chosenLink(asked, form), by: from.bare, asked: readTerms(form) }
    const act = { ...asked, invite: change.link.invite, by: from.bare }
    clearLink(act, { members: false, guests: wantsGuestsRemoved(asked, form) })
    return linkAnswer(asked, room, { link: changeLink(asked, room, change), formType: CHANGE_LINK, done: 'Changed' })
  },
}
