import { saslprep } from '@mongodb-js/saslprep'
import { type Element, xml } from '../stanza/element.js'
import { SCRAM_HASHES, Scram } from './scram.js'
import type { SecuredStream } from './secure-stream.js'
import { AccountsUnavailable } from './unavailable.js'

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl'

/** The name of an account, which is its prepared localpart, and its password. */
export type Credentials = { readonly name: string; readonly password: string }

/** `disabled` and `expired`: RFC 6120 §6.5.1 and §6.5.3. */
export type SignInOutcome = 'right' | 'wrong' | 'disabled' | 'expired'

/** Signs in with SASL (RFC 6120 §6): with SCRAM if the server offers it, else with PLAIN if the stream is confidential. */
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
      'the server offers no SCRAM, and a password is never sent to another machine without TLS',
    )
  }
  if (!offered.has('PLAIN')) throw new AccountsUnavailable('the server offers neither SCRAM nor PLAIN')
  return byPlain(secured, { ...credentials, password })
}

/** Prepares a password (SASLprep, RFC 4013). Undefined if it is empty or breaks a rule of the profile. */
export function preparedPassword(password: string): string | undefined {
  try {
    // Unassigned code points are allowed, as servers allow them (RFC 4013 §2.5).
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
  return refusal(answer) ?? (answer.is('success', SASL) ? 'right' : unexpectedAnswer())
}

async function byScram(
  { stream }: SecuredStream,
  { mechanism, scram }: { mechanism: string; scram: Scram },
): Promise<SignInOutcome> {
  const first = await stream.ask(saslElement('auth', scram.first(), mechanism))
  const refused = refusal(first)
  if (refused) return refused
  if (!first.is('challenge', SASL)) unexpectedAnswer()
  const final = await stream.ask(saslElement('response', await scram.final(textOf(first))))
  const wrong = refusal(final)
  if (wrong) return wrong
  if (!scram.isProvenBy(textOf(final)))
    throw new AccountsUnavailable('the server does not prove that it knows the password')
  // RFC 6120 §6.4.6: the proof comes with the success or in a challenge before it.
  const end = final.is('challenge', SASL) ? await stream.ask(saslElement('response', '')) : final
  return end.is('success', SASL) ? 'right' : unexpectedAnswer()
}

/** What a SASL failure means for the user. Undefined if the answer is no failure. */
function refusal(answer: Element): SignInOutcome | undefined {
  if (!answer.is('failure', SASL)) return undefined
  const condition = answer.getChildElements()[0]?.name
  if (condition === 'not-authorized') return 'wrong'
  if (condition === 'account-disabled') return 'disabled'
  if (condition === 'credentials-expired') return 'expired'
  throw new AccountsUnavailable(`the server refuses every sign-in: ${condition} ${answer.getChildText('text') ?? ''}`)
}

function unexpectedAnswer(): never {
  throw new AccountsUnavailable('the server sent an unexpected answer to a sign-in')
}

function saslElement(name: 'auth' | 'response', message: string, mechanism?: string): Element {
  const text = Buffer.from(message).toString('base64')
  return xml(name, { xmlns: SASL, ...(mechanism === undefined ? {} : { mechanism }) }, text)
}

function textOf(element: Element): string {
  return Buffer.from(element.getText(), 'base64').toString('utf8')
}
