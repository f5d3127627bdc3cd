import { type Element, xml } from '../../stanza/element.js'
import { domainOf, localOf } from '../../stanza/jid.js'
import type { Asker, Context } from '../context.js'
import type { Room } from '../model/room.js'
import { withHook } from './with-hook.js'

/**
 * The identity and features of a room (XEP-0030 §3.1), as in its disco#info for `asker`. Without an asker they are those
 * that the occupants see. The room's entity capabilities are the hash of these (XEP-0115, XEP-0390), so nothing that
 * changes often belongs there.
 */
export function describeRoom(
  { capabilities }: Pick<Context, 'capabilities'>,
  room: Pick<Room, 'record'>,
  asker?: Asker,
): Element[] {
  const { jid, config } = room.record
  return describe(
    displayName({ name: config.name, jid }),
    withHook(capabilities, 'features').flatMap(it => it.features(room, asker)),
  )
}

/** The identity, features and forms of the service. */
export function describeService(context: Context): Element[] {
  const { capabilities } = context
  const features = capabilities.flatMap(capability => capability.serviceFeatures ?? [])
  const forms = capabilities.flatMap(capability => capability.serviceForms?.(context) ?? [])
  return [...describe('Chat rooms', features), ...forms]
}

/** The room's name, or the local part of its JID if it has none. */
export function displayName({ name, jid }: { readonly name: string; readonly jid: string }): string {
  return name === '' ? localOf(jid) : name
}

/** The room's name, for a title; its local part if it has none. */
export function titleOf({ record: { jid, config } }: Pick<Room, 'record'>): string {
  return displayName({ name: config.name, jid })
}

/** Removes duplicates: they would make the hash invalid (XEP-0115 §5.4). */
function describe(name: string, features: readonly string[]): Element[] {
  const identity = xml('identity', { category: 'conference', type: 'text', name })
  return [identity, ...[...new Set(features)].map(feature => xml('feature', { var: feature }))]
}

/** The nick of a room's own texts: the domain of the service. No occupant may have it. */
export function nickOfRoom({ record }: Pick<Room, 'record'>): string {
  return domainOf(record.jid)
}
