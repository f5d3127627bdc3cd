import type { HistoryMessage } from '../src/muc/model/room.js'

/** A stored message of a room's history; `named` overrides the default fields. */
export function historyMessage(named: Pick<HistoryMessage, 'id'> & Partial<HistoryMessage>): HistoryMessage {
  const usual = { stanza: '<message/>', at: 1, sender: '', nick: '', shown: true, archived: false }
  return { ...usual, ...named }
}
