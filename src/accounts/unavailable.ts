/** The maximum length of the message, in characters: it may contain text of the server. */
const MAX_MESSAGE = 500

/**
 * The XMPP server gave no usable answer, so it is unknown whether a password is right. The message tells the admin the
 * reason and contains no input of the user.
 */
export class AccountsUnavailable extends Error {
  override readonly name = 'AccountsUnavailable'
  /** The stream error of the server (RFC 6120 §4.9.3), if there was one. */
  readonly condition: string | undefined

  constructor(message: string, condition?: string) {
    super(message.slice(0, MAX_MESSAGE))
    this.condition = condition
  }
}

/** The same for a request that was not passed on to the server, because too many others wait. */
export class AccountsBusy extends AccountsUnavailable {}
