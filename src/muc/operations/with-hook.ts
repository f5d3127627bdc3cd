import type { Capability } from '../capability.js'

/** The names of the hooks that capabilities have. */
type HookName = keyof Capability
/** A capability that has this hook. */
export type With<Name extends HookName> = Capability & { readonly [Key in Name]-?: NonNullable<Capability[Name]> }

/** By the list of all capabilities, which does not change, and by the name of the hook. Ends with the list. */
const lists = new WeakMap<readonly Capability[], Map<HookName, readonly Capability[]>>()

/** The capabilities that have this hook, in their order: few of them have each, so the list is made once. */
export function withHook<Name extends HookName>(
  capabilities: readonly Capability[],
  name: Name,
): readonly With<Name>[] {
  const known = lists.get(capabilities) ?? new Map<HookName, readonly Capability[]>()
  lists.set(capabilities, known)
  const list = known.get(name) ?? capabilities.filter(capability => capability[name] !== undefined)
  known.set(name, list)
  return list as readonly With<Name>[]
}
