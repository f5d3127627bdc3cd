import type { User } from './user.js'

/** A user gets a first or another profile. Memory holds none. */
export type UserChange = { readonly kind: 'user'; readonly was: undefined; readonly now: User }

/** The facts of the REST API's users, by kind. */
export type RoomsApiChanges = { readonly user: UserChange }

/** The part of a room's configuration that only clients of the REST API use. */
export type ClientConfig = {
  readonly disableNotifications: boolean
  readonly mediaType: '' | 'pstnAudio' | 'webrtc'
  readonly customData: Readonly<Record<string, unknown>>
}
