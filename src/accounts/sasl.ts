import { saslprep } from '@mongodb-js/saslprep'
import { type Element, xml } from '../stanza/element.js'
import { SCRAM_HASHES, Scram } from './scram.js'
import type { SecuredStream } from './secure-stream.js'
import { AccountsUnavailable } from './unavailable.js'

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl'

/** The name (the local part of the address, prepared) and the password of an account. */
export type Credentials = { readonly name: string; readonly password: string }

/** `disabled` and `expired` as RFC 6120 §6.5.1 and §6.5.3 mean them. */
export type SignInOutcome = 'right' | 'wrong' | 'disabled' | 'expired'

/** Signs in over SASL (RFC 6120 §6): by SCRAM where the server offers it, by PLAIN only where nobody reads along. */
export async function authenticate(secured: SecuredStream, credentials: Credentials): Promise<SignInOutcome> {
  const password = preparedPassword(credentials.password)
  if (password === undefined) return 'wrong'
  const offered = mechanismsOf(secured.features)
  for (const [mechanism, hash] of SCRAM_HASHES) {
    if (offered.has(mechanism))
      return byScram(secured, { mechanism, scram: new Scram(hash, { ...credentials, password }) })
  }
  if (!secured.isConfidential) {
    throw new AccountsUnavailable(
      'the server offers no SCRAM, and a password is not sent without TLS to another machine',
    )
  }
  if (!offered.has('PLAIN')) throw new AccountsUnavailable('the server offers neither SCRAM nor PLAIN')
  return byPlain(secured, { ...credentials, password })
}

/**
 * A password as SASLprep (RFC 4013) prepares it. Undefined if it is empty or breaks a rule of the profile: no account
 * has such a password.
 */
export function preparedPassword(password: string): string | undefined {
  try {
    // RFC 3454 §7: a query may contain unassigned code points. Servers accept them too, and leave them as they are.
    return saslprep(password, { allowUnassigned: true }) || undefined
  } catch {
    return undefined
  }
}

function mechanismsOf(features: Element): Set<string> {
  const offered = features.getChild('mechanisms', SASL)?.getChildren('mechanism') ?? []
  return new Set(offered.map(mechanism => mechanism.getText()))
}

async function byPlain({ stream }: SecuredStream, { name, password }: Credentials): Promise<SignInOutcome> {
  const answer = await stream.ask(saslElement('auth', `\0${name}\0${password}`, 'PLAIN'))
  return refusal(answer) ?? (answer.is('success', SASL) ? 'right' : nonsense())
}

async function byScram(
  { stream }: SecuredStream,
  { mechanism, scram }: { mechanism: string; scram: Scram },
): Promise<SignInOutcome> {
  const first = await stream.ask(saslElement('auth', scram.first(), mechanism))
  const refused = refusal(first)
  if (refused) return refused
  if (!first.is('challenge', SASL)) nonsense()
  const final = await stream.ask(saslElement('response', await scram.final(textOf(first))))
  const wrong = refusal(final)
  if (wrong) return wrong
  if (!scram.isProvenBy(textOf(final)))
    throw new AccountsUnavailable('the server does not prove that it knows the password')
  // RFC 6120 §6.4.6: the proof comes with the success, or as a challenge before it.
  const end = final.is('challenge', SASL) ? await stream.ask(saslElement('response', '')) : final
  return end.is('success', SASL) ? 'right' : nonsense()
}

/** What a failure means for the person; undefined where the answer is none. */
function refusal(answer: Element): SignInOutcome | undefined {
  if (!answer.is('failure', SASL)) return undefined
  const condition = answer.getChildElements()[0]?.name
  if (condition === 'not-authorized') return 'wrong'
  if (condition === 'account-disabled') return 'disabled'
  if (condition === 'credentials-expired') return 'expired'
  throw new AccountsUnavailable(`the server refuses every sign-in: ${condition} ${answer.getChildText('text') ?? ''}`)
}

function nonsense(): never {
  throw new AccountsUnavailable('the server answers a sign-in with something else')
}

function saslElement(name: 'auth' | 'response', message: string, mechanism?: string): Element {
  const text = Buffer.from(message).toString('base64')
  return xml(name, { xmlns: SASL, ...(mechanism === undefined ? {} : { mechanism }) }, text)
}

function textOf(element: Element): string {
  return Buffer.from(element.getText(), 'base64').toString('utf8')
}
