import { AccountsUnavailable } from '../../accounts/unavailable.js'
import { Refusal } from '../../rooms-api/refusal.js'
import { RequestError } from '../errors/request-error.js'
import { fill, type Insertable } from './html.js'
import type { Texts } from './texts/shape.js'

/** A field of a form, and what is wrong with it. */
export type WrongField = { readonly field: string; readonly problem: Insertable }

/** What a refused registration says at the form. Throws what is no refusal of the account or the link. */
export function accountProblem(thrown: unknown, words: Texts['account']): WrongField {
  if (thrown instanceof AccountsUnavailable) return { field: 'account', problem: words.unavailable }
  if (thrown instanceof Refusal) return { field: 'account', problem: words.notJoined }
  if (!(thrown instanceof RequestError)) throw thrown
  switch (thrown.error) {
    case 'name-taken':
      return { field: 'account', problem: words.nameTaken }
    case 'registration-off':
      return { field: 'account', problem: words.off }
    case 'bad-request':
      return serverProblem(thrown, words)
    default:
      throw thrown
  }
}

/** The name cannot be one of the domain, or the server has refused the name or the password and may say why. */
function serverProblem({ details }: RequestError, words: Texts['account']): WrongField {
  const [first] = typeof details === 'object' ? details : []
  if (first?.param !== 'password') return { field: 'account', problem: words.nameWrong }
  return { field: 'password', problem: fill(words.refused, { reason: first.msg }) }
}
