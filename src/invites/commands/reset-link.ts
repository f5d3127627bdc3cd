import type { Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { resetLink } from '../change.js'
import { linkAnswer } from './link-answer.js'
import { chosenLink, hasLinks, linkField } from './links.js'

const RESET_LINK = 'urn:latchstring:command:reset-link'

/** Gives a link a new id, where the former one has come into the wrong hands. */
export const resetLinkHere: Command<RoomContext> = {
  node: RESET_LINK,
  name: 'Give a link a new id',
  mayRun: hasLinks,
  form: asked => ({
    formType: RESET_LINK,
    title: 'Giving a link a new id',
    instructions: 'The link as people have it lets nobody in from then on; the new one does, by the same terms.',
    fields: [linkField(asked)],
  }),
  run(asked, form) {
    const invite = resetLink(asked, { invite: chosenLink(asked, form), by: asked.from.bare })
    return linkAnswer(asked, asked.room, { invite, formType: RESET_LINK, done: 'Reset' })
  },
}
