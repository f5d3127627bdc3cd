import type { Asked } from '../../muc/command.js'
import type { RoomContext } from '../../muc/context.js'
import { isRoomAdmin } from '../../muc/operations/command-rights.js'
import { booleanField, type Field, type SubmittedForm } from '../../stanza/data-form.js'

const REMOVE_GUESTS = 'removeguests'

/** The choice to put the guests of a link out of the room, for admins and owners. */
export function removeGuestsFields(asked: Asked<RoomContext>): Field[] {
  return isRoomAdmin(asked) ? [booleanField(REMOVE_GUESTS, 'Also put out the guests who came by it', false)] : []
}

/** Whether an admin or owner has chosen so. */
export function wantsGuestsRemoved(asked: Asked<RoomContext>, form: SubmittedForm): boolean {
  return form.boolean(REMOVE_GUESTS) === true && isRoomAdmin(asked)
}
