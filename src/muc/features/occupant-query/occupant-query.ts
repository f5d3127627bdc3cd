import { booleanField } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Capability } from '../../capability.js'
import { occupantOf } from '../../model/room.js'
import { relayQuery, relayReply } from './relay.js'

/** As ejabberd and MongooseIM call it. */
const FIELD = 'allow_query_users'

/** XEP-0045 §17.4: occupants send IQ requests to each other through the room, if it lets them. */
export const occupantQuery: Capability = {
  fields: config => [booleanField(FIELD, 'Occupants may query each other', config.allowQueries)],
  configure: (form, config) => ({ allowQueries: form.boolean(FIELD) ?? config.allowQueries }),

  onOccupantQuery(query) {
    const { room, from, nick } = query
    const asker = occupantOf(room, from.full)
    if (!asker) return 'pass'
    const asked = room.occupants.get(nick)
    if (!asked) throw new StanzaError('item-not-found', `Nobody here is called ${nick}.`)
    if (!room.record.config.allowQueries && asked !== asker) {
      throw new StanzaError('not-allowed', 'Occupants of this room may not query each other.')
    }
    relayQuery(query, { asker, asked })
    return 'handled'
  },

  onReply(reply) {
    const { room } = reply
    return room ? relayReply({ ...reply, room }) : 'pass'
  },
}
