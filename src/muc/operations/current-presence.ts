import type { Element } from '../../stanza/element.js'
import { WrittenStanza } from '../../stanza/stanza-text.js'
import type { RoomContext } from '../context.js'
import type { Hat } from '../model/hat.js'
import type { Occupant } from '../model/occupant.js'
import { affiliationOf } from '../model/room.js'
import { currentState, occupantPresence } from './occupant-presence.js'
import { wornHats } from './worn-hats.js'

/**
 * The presence of an occupant's current state (XEP-0045 §7.2.2), with the real JID or without. Each newcomer gets that of
 * each occupant, so it is kept until something that it says changes.
 */
export function currentPresence(context: RoomContext, occupant: Occupant, showJid: boolean): Element {
  const make = () => occupantPresence(context, { ...currentState(occupant), showJid })
  if (occupant.role === 'none') return make()
  const { room, recentPresences } = context
  const { record } = room
  const affiliation = affiliationOf(room, occupant.user)
  const hats = wornHats(context, occupant)
  const recent = recentPresences.of(occupant, showJid)
  const isSame = recent?.record === record && recent.affiliation === affiliation && areSame(recent.hats, hats)
  if (isSame) return recent.presence
  const presence = new WrittenStanza(make())
  recentPresences.keep(occupant, showJid, { presence, record, affiliation, hats })
  return presence
}

function areSame(some: readonly Hat[], others: readonly Hat[]): boolean {
  return some.length === others.length && some.every((hat, index) => hat === others[index])
}
