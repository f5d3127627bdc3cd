import { localOf } from '../stanza/jid.js'

export type User = {
  /** A bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits (`userIdOf`). */
  readonly id: string
  readonly profile: Profile
}

/** What a user has entered about themselves; the rest is absent. */
export type Profile = {
  readonly firstName?: string
  readonly lastName?: string
  readonly nickName?: string
  readonly title?: string
  readonly jobTitle?: string
  readonly country?: string
  readonly language?: string
  readonly timezone?: string
  /** The account was registered by an open invite. */
  readonly isGuest?: boolean
}

/** The display name: first and last name, or the nick, or the part of the address before the `@`. */
export function displayNameOf({ jid, profile = {} }: { jid: string; profile?: Profile | undefined }): string {
  const { firstName = '', lastName = '', nickName = '' } = profile
  return `${firstName} ${lastName}`.trim() || nickName || localOf(jid)
}
