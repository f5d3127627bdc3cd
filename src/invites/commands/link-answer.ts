import type { Completed } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { dataForm, type Field, resultField, textField } from '../../stanza/data-form.js'
import { joinUri } from '../../stanza/join-uri.js'
import { linkUrl } from '../notify-owner.js'
import type { OpenInvite } from '../open-invite.js'
import { endOf, linkName, stateOf, usesOf } from './links.js'

/** A link, shown whole to who may have it: what one clicks, what a client opens, and by what it is spoken of. */
export function linkAnswer(
  context: Context,
  room: Room,
  { invite, formType, done }: { invite: OpenInvite; formType: string; done: string },
): Completed {
  const url = linkUrl(context, invite.id)
  const uri = joinUri(room.record.jid, invite.id)
  const fields: Field[] = [
    textField('url', 'The link', url),
    textField('uri', 'The same for XMPP clients', uri),
    resultField('id', 'Its id', invite.id),
    resultField('link', 'By what it is spoken of', invite.linkId),
    resultField('expires', 'It ends', endOf(invite)),
    resultField('uses', 'Uses', usesOf(invite)),
    resultField('state', 'State', stateOf(context, invite)),
  ]
  return { note: `${done} ${linkName(invite)}: ${url} or ${uri}`, result: dataForm('result', formType, fields) }
}
