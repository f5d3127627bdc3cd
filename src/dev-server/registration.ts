import { attr, type Element, xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import type { Accounts } from './accounts.js'

/** The answer to a registration request (XEP-0077 §3.1); undefined if the element is not one. */
export function answerRegistration(element: Element, accounts: Accounts): Element | undefined {
  const query = element.name === 'iq' ? element.getChild('query', NS.register) : undefined
  if (!query) return undefined
  const type = attr(element, 'type')
  const answer = (kind: string, ...children: Element[]) =>
    xml('iq', { type: kind, id: element.attrs['id'] }, ...children)
  if (type === 'get') return answer('result', askedFields())
  if (type !== 'set') return undefined
  const refusal = register(query, accounts)
  return refusal ? answer('error', query, errorElement(refusal)) : answer('result')
}

function askedFields(): Element {
  const instructions = xml('instructions', {}, 'Choose a name and a password.')
  return xml('query', NS.register, instructions, xml('username'), xml('password'))
}

function errorElement({ type, condition, message }: StanzaError): Element {
  return xml('error', { type }, xml(condition, NS.stanzas), xml('text', NS.stanzas, message))
}

function register(query: Element, accounts: Accounts): StanzaError | undefined {
  switch (accounts.register(query.getChildText('username') ?? '', query.getChildText('password') ?? '')) {
    case 'taken':
      return new StanzaError('conflict', 'This name is in use; choose another one.')
    case 'malformed':
      return new StanzaError(
        'not-acceptable',
        'Fill in a name that can stand before the @ of an address, and a password.',
      )
    case 'too-many':
      return new StanzaError('resource-constraint', 'The server has reached its number of accounts.')
    default:
      return undefined
  }
}
