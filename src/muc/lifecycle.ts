import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Capability } from './capability.js'
import type { Context } from './context.js'
import type { Lookup } from './model/lookup.js'

/** Runs what the capabilities do when the link to the server is up, at the start or again. */
export function linkIsUp(context: Context): void {
  for (const capability of context.capabilities) capability.onLinkUp?.(context)
}

/** Runs what the capabilities do every few seconds. */
export function tick(context: Context): void {
  context.clock.tick(context.batch.at)
  for (const capability of context.capabilities) capability.onTick?.(context)
}

/** What a stanza needs from the store, as the first capability that needs something says. Throws a malformed stanza's error. */
export function lookupFor(capabilities: readonly Capability[], stanza: Element, to: Jid): Lookup | undefined {
  for (const capability of capabilities) {
    const lookup = capability.lookUp?.(stanza, to)
    if (lookup) return lookup
  }
  return undefined
}
