import type { RoomContext } from '../context.js'
import type { Role } from '../model/role.js'
import { withHook } from './with-hook.js'

/**
 * The role of a person (a bare JID) whom a capability lets in without an affiliation, into a members-only room too.
 * Undefined for all others.
 */
export function admittedRole(context: RoomContext, user: string): Role | undefined {
  for (const capability of withHook(context.capabilities, 'admittedRole')) {
    const role = capability.admittedRole(context, user)
    if (role !== undefined) return role
  }
  return undefined
}
