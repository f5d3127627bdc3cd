import type { FamilyClients } from './family-clients.js'
import type { NewsLedger, Told } from './news/news-ledger.js'
import type { User } from './user.js'

/** A user gets a first or another profile. Memory holds none. */
export type UserChange = { readonly kind: 'user'; readonly was: undefined; readonly now: User }

/**
 * A person (a bare JID) uses a client of the Rainbow family: the time of a request, in milliseconds since 1970. Undefined: this
 * is forgotten.
 */
export type FamilyClientChange = {
  readonly kind: 'family-client'
  readonly user: string
  readonly was: number | undefined
  readonly now: number | undefined
}

/** A room (a bare JID) has told news to `to`, or has news that wait. Only memory has it. */
export type RoomNewsChange = {
  readonly kind: 'room-news'
  readonly room: string
  readonly to: string
  readonly was: Told | undefined
  readonly now: Told | undefined
}

/** The facts of the REST API's users, by kind. */
export type RoomsApiChanges = {
  readonly user: UserChange
  readonly 'family-client': FamilyClientChange
  readonly 'room-news': RoomNewsChange
}

/** What memory has of the REST API's users. */
export type RoomsApiState = { readonly familyClients: FamilyClients; readonly news: NewsLedger }

/** Who gets news, and invitations in the form of the family: no one, people who use such a client, or all people. */
export type NewsSettings = { readonly news: 'off' | 'clients' | 'everyone' }

/** The addresses of rooms that are created over REST: of random digits, or readable, from the name of the room. */
export type AddressSettings = { readonly addresses: 'random' | 'readable' }

/** The part of a room's configuration that only clients of the REST API use. */
export type ClientConfig = {
  readonly disableNotifications: boolean
  readonly mediaType: '' | 'pstnAudio' | 'webrtc'
  readonly customData: Readonly<Record<string, unknown>>
  /** The room was created over REST, at a readable address. */
  readonly madeOverRest?: true
}
