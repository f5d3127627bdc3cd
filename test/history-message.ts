import type { HistoryMessage } from '../src/muc/model/room.js'

/** A message that a room keeps for newcomers, with what is named being so. */
export function historyMessage(named: Pick<HistoryMessage, 'id'> & Partial<HistoryMessage>): HistoryMessage {
  const usual = { stanza: '<message/>', at: 1, sender: '', nick: '', shown: true, archived: false }
  return { ...usual, ...named }
}
