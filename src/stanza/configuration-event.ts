import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/**
 * Tells a moderator in the room that somebody has joined through an open invite. The clients of the REST API read the
 * event; every other client shows the text, as it shows what a room says. To the session of an occupant.
 */
export function moderatorEvent(event: {
  room: string
  to: string
  id: string
  joiner: { jid: string; name: string }
}): Element {
  const { room, to, id, joiner } = event
  return xml(
    'message',
    { from: room, to, id, type: 'groupchat' },
    xml('body', {}, `${joiner.name} has been invited to join the bubble`),
    xml('event', { xmlns: NS.configurationEvent, name: 'invitation', jid: joiner.jid }),
  )
}

/** Tells those in a room that it is deleted, and by whom; without an address, for all get the same. */
export function closeEvent({ room, id, name }: { room: string; id: string; name: string }): Element {
  return xml(
    'message',
    { from: room, id, type: 'groupchat' },
    xml('body', {}, `${name} has closed the bubble`),
    xml('event', { xmlns: NS.configurationEvent, name: 'close' }),
  )
}
