import { localOf } from '../stanza/jid.js'

/** A person as the REST API knows them. */
export type User = {
  /** The bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits (`userIdOf`). */
  readonly id: string
  readonly profile: Profile
}

/** What a person has said of themselves; what they have not said is left out. */
export type Profile = {
  readonly firstName?: string
  readonly lastName?: string
  readonly nickName?: string
  readonly title?: string
  readonly jobTitle?: string
  readonly country?: string
  readonly language?: string
  readonly timezone?: string
  /** The account was made through an open invite. */
  readonly isGuest?: boolean
}

/** How others hear a person called: by first and last name, or the nick, or the part of the address before the `@`. */
export function displayNameOf({ jid, profile = {} }: { jid: string; profile?: Profile | undefined }): string {
  const { firstName = '', lastName = '', nickName = '' } = profile
  return `${firstName} ${lastName}`.trim() || nickName || localOf(jid)
}
