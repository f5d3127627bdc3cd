import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Capability } from './capability.js'
import type { Context } from './context.js'
import type { Lookup } from './model/lookup.js'
import { withHook } from './operations/with-hook.js'

/** Runs the hooks for a link that has come up, at the start or again. */
export function linkIsUp(context: Context): void {
  for (const capability of context.capabilities) capability.onLinkUp?.(context)
}

/** Runs the hooks for a tick, which comes every few seconds. */
export function tick(context: Context): void {
  context.clock.tick(context.batch.at)
  for (const capability of context.capabilities) capability.onTick?.(context)
}

/** The look-up of the first capability that needs one for this stanza. Throws the error of a malformed stanza. */
export function lookupFor(capabilities: readonly Capability[], stanza: Element, to: Jid): Lookup | undefined {
  for (const capability of withHook(capabilities, 'lookUp')) {
    const lookup = capability.lookUp(stanza, to)
    if (lookup) return lookup
  }
  return undefined
}
