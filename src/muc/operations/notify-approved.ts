import { xml } from '../../stanza/element.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { AffiliationSetting } from '../model/affiliation-setting.js'
import { roomTitle, textMessage } from './text-message.js'

/**
 * Notifies an absent person whose request was pending, by a text and by 101 (XEP-0045 §18.1): any way to become a member
 * approves the request.
 */
export function notifyApproved(context: RoomContext, { user, affiliation, nick = '' }: AffiliationSetting): void {
  const { room, batch } = context
  const nickText = nick === '' ? '' : ` Your nick is ${nick}.`
  const text = `Your request to join ${roomTitle(room)} was approved: you are a member now.${nickText}`
  const item = xml('item', { affiliation, role: 'none', jid: user, nick: nick || undefined })
  const message = textMessage(context, { user, text })
  message.append(xml('x', NS.mucUser, item, statusCode(101)))
  batch.deliver(message)
}
