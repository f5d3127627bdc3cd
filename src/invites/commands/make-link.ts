import type { Command } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { titleOf } from '../../muc/operations/describe-room.js'
import { makeLink } from '../make.js'
import { mayMakeLink } from '../rights.js'
import { linkAnswer } from './link-answer.js'
import { newTermsFields, readTerms } from './terms-fields.js'

export const MAKE_LINK = 'urn:latchstring:command:make-link'

export const makeLinkHere: Command<RoomContext> = {
  node: MAKE_LINK,
  name: 'Create a link to this room',
  mayRun: ({ room, from }) => mayMakeLink(room, from.bare, 'member'),
  form: ({ room, from }) => ({
    formType: MAKE_LINK,
    title: `A new link to ${titleOf(room)}`,
    instructions: 'Anybody with the link can join. The room and the service may reduce the limits that you set.',
    fields: newTermsFields(room, from.bare),
  }),
  run(asked, form) {
    const { room, from } = asked
    const link = makeLink(asked, room, { owner: from.bare, asked: readTerms(form) })
    return linkAnswer(asked, room, { link, formType: MAKE_LINK, done: 'Created' })
  },
}
