import type { RoomContext } from '../context.js'
import type { AffiliationSetting } from '../model/affiliation-setting.js'
import { roomTitle, textMessage } from './text-message.js'

/**
 * Tells an absent person whose request was pending that they are a member: any way to become one approves the request.
 * COMPAT: the text stands alone, since Gajim shows no text beside an element of muc#user.
 */
export function notifyApproved(context: RoomContext, { user, nick = '' }: AffiliationSetting): void {
  const nickText = nick === '' ? '' : ` Your nick is ${nick}.`
  const text = `Approved: you are a member of ${roomTitle(context.room)} now.${nickText}`
  context.batch.deliver(textMessage(context, { user, text }))
}
