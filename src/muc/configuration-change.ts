import { xml } from '../stanza/element.js'
import { statusCode } from '../stanza/muc-user.js'
import { NS } from '../stanza/namespaces.js'
import type { RoomContext } from './capability.js'
import { allSessions } from './room.js'

/**
 * XEP-0045 §10.2.1: tells the occupants by a status code that the room is set up otherwise than before; 104 is what
 * does not touch privacy.
 */
export function tellConfigured({ room, batch }: RoomContext, code = 104): void {
  const attributes = { from: room.record.jid, id: batch.newId(), type: 'groupchat' }
  batch.send(xml('message', attributes, xml('x', NS.mucUser, statusCode(code))), allSessions(room))
}
