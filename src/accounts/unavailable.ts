/** Whatever the server says of it, in characters. */
const LONGEST_REASON = 500

/**
 * The XMPP server could not be asked, so that nobody knows whether a password is right. The message tells the admin
 * what is wrong, without anything that the person wrote.
 */
export class AccountsUnavailable extends Error {
  override readonly name = 'AccountsUnavailable'
  /** The stream error with which the server ended the stream (RFC 6120 §4.9.3), where it did. */
  readonly condition: string | undefined

  constructor(message: string, condition?: string) {
    super(message.slice(0, LONGEST_REASON))
    this.condition = condition
  }
}
