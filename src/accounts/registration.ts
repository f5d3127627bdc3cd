import { attr, childElements, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Credentials, preparedPassword } from './sasl.js'
import type { SecuredStream } from './secure-stream.js'
import { AccountsUnavailable } from './unavailable.js'

/**
 * `conflict`: the name is taken. `unacceptable`: the server refuses the name, the password or another value; it holds
 * the server's text, which may be empty. `not-allowed`: the server accepts no registration, or none over this stream.
 */
export type RegistrationOutcome = 'created' | 'conflict' | 'not-allowed' | { readonly unacceptable: string }

/** The maximum length of the server's text that is passed on, in characters. */
const MAX_SERVER_TEXT = 200

/** The fields that we can fill in. */
const FIELDS = ['username', 'password']
/** Elements that are not fields. A data form `x` repeats the fields beside it. */
const NO_FIELDS = ['instructions', 'x']

/** Creates an account (XEP-0077 §3.1). The server must accept registrations before authentication. */
export async function registerAccount(
  { stream, isConfidential }: SecuredStream,
  { credentials, domain }: { credentials: Credentials; domain: string },
): Promise<RegistrationOutcome> {
  const password = preparedPassword(credentials.password)
  if (password === undefined) return { unacceptable: '' }
  if (!isConfidential) throw new AccountsUnavailable('a password is never sent to another machine without TLS')
  const fieldsAnswer = await stream.ask(registerIq({ type: 'get', id: 'fields', to: domain })).catch(notAuthorized)
  if (fieldsAnswer === undefined) return 'not-allowed'
  if (attr(fieldsAnswer, 'type') !== 'result') return outcomeOf(fieldsAnswer)
  refuseOtherFields(fieldsAnswer)
  const fields = [xml('username', {}, credentials.name), xml('password', {}, credentials.password)]
  return outcomeOf(await stream.ask(registerIq({ type: 'set', id: 'register', to: domain }, fields)))
}

/** Some servers without registration end the stream when a client sends an IQ before it authenticates. */
function notAuthorized(error: unknown): undefined {
  if (error instanceof AccountsUnavailable && error.condition === 'not-authorized') return
  throw error
}

function registerIq(attributes: Record<string, string>, fields: readonly Element[] = []): Element {
  return xml('iq', attributes, xml('query', NS.register, ...fields))
}

/** Throws if the server requires other fields: XEP-0077 §3.1 demands all of them. */
function refuseOtherFields(iq: Element): void {
  const names = childElements(iq.getChild('query', NS.register) ?? iq).map(child => child.name)
  const others = names.filter(name => !FIELDS.includes(name) && !NO_FIELDS.includes(name))
  if (others.length > 0) {
    throw new AccountsUnavailable(`a registration needs more than a name and a password: ${others.join(', ')}`)
  }
  if (!names.includes('username')) throw new AccountsUnavailable('the server offers registration elsewhere only')
}

function outcomeOf(answer: Element): RegistrationOutcome {
  if (answer.name === 'iq' && attr(answer, 'type') === 'result') return 'created'
  const error = answer.getChild('error')
  const condition = error?.getChildElements().find(child => child.name !== 'text')?.name
  const serverText = error?.getChildText('text') ?? ''
  switch (condition) {
    case 'conflict':
      return 'conflict'
    case 'not-acceptable':
    case 'bad-request':
    case 'jid-malformed':
      return { unacceptable: Array.from(serverText).slice(0, MAX_SERVER_TEXT).join('') }
    case 'not-allowed':
    case 'forbidden':
    case 'not-authorized':
    case 'service-unavailable':
    case 'feature-not-implemented':
      return 'not-allowed'
    default:
      throw new AccountsUnavailable(`the server answered a registration with ${condition ?? answer.name} ${serverText}`)
  }
}
