import type { Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { resetLink } from '../change.js'
import { linkAnswer } from './link-answer.js'
import { chosenLink, hasLinks, linkField } from './links.js'

const RESET_LINK = 'urn:latchstring:command:reset-link'

/** Gives a link a new id, for example after the former one has leaked. */
export const resetLinkHere: Command<RoomContext> = {
  node: RESET_LINK,
  name: 'Give a link a new id',
  mayRun: hasLinks,
  form: asked => ({
    formType: RESET_LINK,
    title: 'Give a link a new id',
    instructions: 'The former link stops working; the new one has the same terms.',
    fields: [linkField(asked)],
  }),
  run(asked, form) {
    const link = resetLink(asked, { link: chosenLink(asked, form), by: asked.from.bare })
    return linkAnswer(asked, asked.room, { link, formType: RESET_LINK, done: 'Reset' })
  },
}
