import { booleanField } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Capability } from '../../capability.js'
import { occupantOf } from '../../model/room.js'
import { switchSetting } from '../../operations/settings.js'
import { asksForProfile } from './account-request.js'
import { relayQuery, relayReply } from './relay.js'

/** As ejabberd and MongooseIM call it. */
const FIELD = 'allow_query_users'
const LABEL = 'Occupants may query each other'

/**
 * XEP-0045 §17.4: the room passes on IQ requests between occupants, if its configuration allows them. Requests for a vCard
 * or an avatar are always passed on. disco#info says whether the others are (§6.4).
 */
export const occupantQuery: Capability = {
  roomInfo: ({ record }) => [booleanField(FIELD, LABEL, record.config.allowQueries)],
  settings: [switchSetting({ key: 'allowQueries', field: FIELD, label: LABEL })],

  onOccupantQuery(query) {
    const { room, from, nick } = query
    const requester = occupantOf(room, from.full)
    if (!requester) return 'pass'
    const target = room.occupants.get(nick)
    if (!target) throw new StanzaError('item-not-found', `No occupant has the nick ${nick}.`)
    if (!room.record.config.allowQueries && target !== requester && !asksForProfile(query)) {
      throw new StanzaError('not-allowed', 'Occupants of this room may not query each other.')
    }
    relayQuery(query, { requester, target })
    return 'handled'
  },

  onReply(reply) {
    const { room } = reply
    return room ? relayReply({ ...reply, room }) : 'pass'
  },
}
