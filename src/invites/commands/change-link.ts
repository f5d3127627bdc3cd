import type { Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { changeLink } from '../change.js'
import { linkAnswer } from './link-answer.js'
import { chosenLink, hasLinks, linkField, linkName, stateOf, usesOf } from './links.js'
import { readTerms, termsFields } from './terms-fields.js'

const CHANGE_LINK = 'urn:latchstring:command:change-link'

/** Changes what a link says: its limits, what it gives, whether it is paused. Shows what it says now. */
export const changeLinkHere: Command<RoomContext> = {
  node: CHANGE_LINK,
  name: 'Change, pause or resume a link',
  mayRun: hasLinks,
  choice: asked => ({
    formType: `${CHANGE_LINK}#choice`,
    title: 'Changing a link',
    instructions: 'Choose the link.',
    fields: [linkField(asked)],
  }),
  form(asked, chosen) {
    const invite = chosenLink(asked, chosen)
    return {
      formType: CHANGE_LINK,
      title: `Changing ${linkName(invite)}`,
      instructions: `It is ${stateOf(asked, invite)}; ${usesOf(invite)}. What you leave as it is stays so.`,
      fields: termsFields(asked.room, { user: asked.from.bare, terms: invite.terms }),
    }
  },
  run(asked, form) {
    const { room, from } = asked
    const change = { invite: chosenLink(asked, form), by: from.bare, asked: readTerms(form) }
    return linkAnswer(asked, room, { invite: changeLink(asked, room, change), formType: CHANGE_LINK, done: 'Changed' })
  },
}
