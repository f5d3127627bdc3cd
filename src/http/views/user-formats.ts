import { type Static, Type } from '@sinclair/typebox'
import type { User } from '../../rooms-api/user.js'
import { isoTime } from '../schema/schemas.js'
import { userView, wholeUser } from './user-view.js'

/** The service does not store when a profile was changed, but the API requires a time. */
const UNKNOWN_TIME = new Date(0).toISOString()

const SMALL = ['id', 'loginEmail', 'displayName', 'jid_im'] as const
const MEDIUM = ['firstName', 'lastName', 'jid_tel', 'companyId', 'companyName', 'roles'] as const
const FLAGS = ['isTerminated', 'guestMode'] as const

const whole = Type.Composite([
  wholeUser,
  Type.Object({ lastUpdateDate: isoTime, adminType: Type.String({ description: 'Always empty' }) }),
])

/** A user with the keys of the requested format. */
export const partialUser = Type.Composite([Type.Pick(whole, SMALL), Type.Partial(Type.Omit(whole, SMALL))])

/** A user in each format of the API. */
export const userFormats: Record<'small' | 'medium' | 'full', (user: User) => Static<typeof partialUser>> = {
  small: user => picked(fullView(user), SMALL),
  medium: user => picked(fullView(user), [...SMALL, ...MEDIUM, ...FLAGS, 'lastUpdateDate']),
  full: fullView,
}

function fullView(user: User): Static<typeof whole> {
  return { ...userView(user), lastUpdateDate: UNKNOWN_TIME, adminType: '' }
}

function picked<Whole extends object, Key extends keyof Whole>(of: Whole, keys: readonly Key[]): Pick<Whole, Key> {
  return Object.fromEntries(keys.map(key => [key, of[key]])) as Pick<Whole, Key>
}
