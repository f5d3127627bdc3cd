import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

const WORDS = {
  invitation: 'has been invited to join the bubble',
  join: 'has joined the bubble',
  leave: 'has left the bubble',
  bounced: 'could not be reached: the invitation came back',
} as const

/**
 * A room's message about one of its users, without an address. Clients of the REST API read the event; all other
 * clients show the text: by default the name of the person and the words of the API family for this event.
 */
export function userEvent(event: {
  room: string
  id: string
  name: keyof typeof WORDS
  person: { readonly jid: string; readonly name: string }
  text?: string | undefined
}): Element {
  const { room, id, name, person, text = `${person.name} ${WORDS[name]}` } = event
  return xml(
    'message',
    { from: room, id, type: 'groupchat' },
    xml('body', {}, text),
    xml('event', { xmlns: NS.configurationEvent, name, jid: person.jid }),
  )
}

/** A room's message that `name` has deleted it, without an address. */
export function closeEvent({ room, id, name }: { room: string; id: string; name: string }): Element {
  return xml(
    'message',
    { from: room, id, type: 'groupchat' },
    xml('body', {}, `${name} has closed the bubble`),
    xml('event', { xmlns: NS.configurationEvent, name: 'close' }),
  )
}
