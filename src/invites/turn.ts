import type { Context } from '../muc/capability.js'

/** What a piece of work on rooms and open invites may use. */
export type Turn = Context
