import type { Completed } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { dataForm, type Field, resultField, textField } from '../../stanza/data-form.js'
import { joinUri } from '../../stanza/join-uri.js'
import { linkName } from '../link-name.js'
import type { ManagedLink } from '../managed-link.js'
import { linkUrl } from '../notify-owner.js'
import { endText, stateText, usesText } from './links.js'

/** The answer with a link: its URL, its `xmpp:` address, its id and its `linkId`. It contains the secret id. */
export function linkAnswer(
  context: Context,
  room: Room,
  { link, formType, done }: { link: ManagedLink; formType: string; done: string },
): Completed {
  const { invite } = link
  const url = linkUrl(context, link)
  const uri = joinUri(room.record.jid, invite.id)
  const fields: Field[] = [
    textField('url', 'The link', url),
    textField('uri', 'Address for XMPP clients', uri),
    resultField('id', 'Secret id', invite.id),
    resultField('link', 'Link id', invite.linkId),
    resultField('expires', 'Ends', endText(invite)),
    resultField('uses', 'Uses', usesText(invite)),
    resultField('state', 'State', stateText(context, invite)),
  ]
  return { note: `${done} ${linkName(invite)}: ${url} or ${uri}`, result: dataForm('result', formType, fields) }
}
