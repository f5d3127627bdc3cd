import { attr, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { Player } from './player.js'

/** Lets bob's client enter the room when it gets the invitation to it, and greet. */
export function acceptInvitation(bob: Player, room: string): void {
  bob.onStanza(async stanza => {
    const invitation = stanza.getChild('x', NS.directInvitation)
    if (!invitation || attr(invitation, 'jid') !== room) return
    const entered = await bob.enters(room)
    if (!entered || attr(entered, 'type') === 'error') return
    bob.send(xml('message', { type: 'groupchat', to: room }, xml('body', {}, 'Here I am: the link let my app in.')))
  })
}
