import type { RoomContext } from '../../muc/context.js'
import { withHook } from '../../muc/operations/with-hook.js'
import { xml } from '../../stanza/element.js'
import type { MessageLimits } from './send-message.js'
import { jidOf, speakerOf } from './speaker.js'

/**
 * Sets the subject of a room as a person (a bare JID) who need not be in it, as a message with a subject does (XEP-0045
 * §8.1), for which it counts. The same text changes nothing. Throws as `speakerOf` does, `forbidden` if the person may not
 * change it, `policy-violation` if it is too long, and what the limits throw.
 */
export function changeSubject(
  context: RoomContext,
  { by, text }: { by: string; text: string },
  limits: MessageLimits,
): void {
  const { room, batch, capabilities } = context
  if (text === (room.subject?.text ?? '')) return
  const [from, to] = [jidOf(by), jidOf(room.record.jid)]
  const attributes = { type: 'groupchat', id: batch.newId(), from: from.bare, to: to.bare }
  const message = xml('message', attributes, xml('subject', {}, text))
  const said = { ...context, occupant: speakerOf(room, by), from, message }
  limits.countForUser(message, from, batch)
  limits.inRoom({ batch, stanza: message, from, to }, () => {
    withHook(capabilities, 'onGroupchat').some(capability => capability.onGroupchat(said) === 'handled')
  })
}
