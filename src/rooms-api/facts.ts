import type { User } from './user.js'

/** A person gets a profile, or another one. Memory holds none. */
export type UserChange = { readonly kind: 'user'; readonly was: undefined; readonly now: User }

/** The facts of the REST API's users, by kind. */
export type RoomsApiChanges = { readonly user: UserChange }

/** What clients of the REST API keep in a room's configuration. */
export type ClientConfig = {
  readonly disableNotifications: boolean
  readonly mediaType: '' | 'pstnAudio' | 'webrtc'
  readonly customData: Readonly<Record<string, unknown>>
}
