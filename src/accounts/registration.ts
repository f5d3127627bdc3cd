import { attr, childElements, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Credentials, preparedPassword } from './sasl.js'
import type { SecuredStream } from './secure-stream.js'
import { AccountsUnavailable } from './unavailable.js'

/**
 * `conflict`: somebody has this name. `unacceptable`: the server does not like the name, the password or something
 * else, and may say what in its own words. `not-allowed`: it lets nobody register, or not us.
 */
export type RegistrationOutcome = 'created' | 'conflict' | 'not-allowed' | { readonly unacceptable: string }

/** How much of the server's words is passed on, in characters. */
const LONGEST_REASON = 200

/** All that we can fill in. */
const FIELDS = ['username', 'password']
/** What is no field to fill in; a form says the same as the fields beside it, or asks for more by its own fields. */
const NO_FIELDS = ['instructions', 'x']

/** Makes an account (XEP-0077 §3.1). The server must let those register who are not signed in. */
export async function registerAccount(
  { stream, isConfidential }: SecuredStream,
  { credentials, domain }: { credentials: Credentials; domain: string },
): Promise<RegistrationOutcome> {
  const password = preparedPassword(credentials.password)
  if (password === undefined) return { unacceptable: '' }
  if (!isConfidential) throw new AccountsUnavailable('a password is not sent without TLS to another machine')
  const asked = await stream.ask(registerIq({ type: 'get', id: 'fields', to: domain })).catch(notAuthorized)
  if (asked === undefined) return 'not-allowed'
  if (attr(asked, 'type') !== 'result') return outcomeOf(asked)
  refuseMoreFields(asked)
  const fields = [xml('username', {}, credentials.name), xml('password', {}, credentials.password)]
  return outcomeOf(await stream.ask(registerIq({ type: 'set', id: 'register', to: domain }, fields)))
}

/** Before a sign-in, some servers without registration end the stream on anything else. */
function notAuthorized(error: unknown): undefined {
  if (error instanceof AccountsUnavailable && error.condition === 'not-authorized') return
  throw error
}

function registerIq(attributes: Record<string, string>, fields: readonly Element[] = []): Element {
  return xml('iq', attributes, xml('query', NS.register, ...fields))
}

/** XEP-0077 §3.1: whoever registers must fill in everything that is asked for. */
function refuseMoreFields(iq: Element): void {
  const names = childElements(iq.getChild('query', NS.register) ?? iq).map(child => child.name)
  const more = names.filter(name => !FIELDS.includes(name) && !NO_FIELDS.includes(name))
  if (more.length > 0) {
    throw new AccountsUnavailable(`the server wants more than name and password of who registers: ${more.join(', ')}`)
  }
  if (!names.includes('username')) throw new AccountsUnavailable('the server lets people register elsewhere only')
}

function outcomeOf(answer: Element): RegistrationOutcome {
  if (answer.name === 'iq' && attr(answer, 'type') === 'result') return 'created'
  const error = answer.getChild('error')
  const condition = error?.getChildElements().find(child => child.name !== 'text')?.name
  const said = error?.getChildText('text') ?? ''
  switch (condition) {
    case 'conflict':
      return 'conflict'
    case 'not-acceptable':
    case 'bad-request':
    case 'jid-malformed':
      return { unacceptable: Array.from(said).slice(0, LONGEST_REASON).join('') }
    case 'not-allowed':
    case 'forbidden':
    case 'not-authorized':
    case 'service-unavailable':
    case 'feature-not-implemented':
      return 'not-allowed'
    default:
      throw new AccountsUnavailable(`the server answers ${condition ?? answer.name} ${said}`)
  }
}
