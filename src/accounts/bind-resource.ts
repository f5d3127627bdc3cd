import { attr, xml } from '../stanza/element.js'
import { authenticate, type Credentials, type SignInOutcome } from './sasl.js'
import type { SecuredStream } from './secure-stream.js'
import { AccountsUnavailable } from './unavailable.js'

const BIND = 'urn:ietf:params:xml:ns:xmpp-bind'

const REASONS: Readonly<Record<Exclude<SignInOutcome, 'right'>, string>> = {
  wrong: 'the name or the password is wrong',
  disabled: 'the account is disabled',
  expired: 'the password has expired',
}

/** The server does not let the account sign in. The message says why. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
}

/**
 * Authenticates and binds a resource (RFC 6120 §6, §7). Gives the full JID. Rejects with SignInRefused, or with
 * AccountsUnavailable.
 */
export async function bindResource(
  secured: SecuredStream,
  { resource, ...credentials }: Credentials & { readonly resource: string },
): Promise<string> {
  const { stream } = secured
  const outcome = await authenticate(secured, credentials)
  if (outcome !== 'right') {
    throw new SignInRefused(`The server does not let ${credentials.name} sign in: ${REASONS[outcome]}.`)
  }
  await stream.open()
  const bind = xml('bind', BIND, xml('resource', {}, resource))
  const answer = await stream.ask(xml('iq', { type: 'set', id: 'bind' }, bind))
  const jid = answer.getChild('bind', BIND)?.getChildText('jid')
  if (attr(answer, 'type') === 'result' && jid) return jid
  throw new AccountsUnavailable(`the server binds no resource: ${answer.toString()}`)
}
