import { type Element, xml } from '../../stanza/element.js'
import { localOf } from '../../stanza/jid.js'
import type { Context } from '../context.js'
import type { Room } from '../model/room.js'

/**
 * What a room is and can do (XEP-0030 §3.1), without what changes from moment to moment: the content of its disco#info,
 * and what its entity capabilities are the hash of (XEP-0115, XEP-0390).
 */
export function describeRoom({ capabilities }: Pick<Context, 'capabilities'>, room: Room): Element[] {
  const { jid, config } = room.record
  return describe(
    displayName({ name: config.name, jid }),
    capabilities.flatMap(capability => capability.features?.(room) ?? []),
  )
}

/** The same of the service, with its forms. */
export function describeService(context: Context): Element[] {
  const { capabilities } = context
  const features = capabilities.flatMap(capability => capability.serviceFeatures ?? [])
  const forms = capabilities.flatMap(capability => capability.serviceForms?.(context) ?? [])
  return [...describe('Chat rooms', features), ...forms]
}

/** What people call a room: a room without a name is called by its address. */
export function displayName({ name, jid }: { readonly name: string; readonly jid: string }): string {
  return name === '' ? localOf(jid) : name
}

/** Nothing is said twice: that would make the hash invalid (XEP-0115 §5.4). */
function describe(name: string, features: readonly string[]): Element[] {
  const identity = xml('identity', { category: 'conference', type: 'text', name })
  return [identity, ...[...new Set(features)].map(feature => xml('feature', { var: feature }))]
}
