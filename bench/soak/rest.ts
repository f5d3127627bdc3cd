import { signToken } from '../../src/http/auth/token.js'
import { Refused } from './tally.js'

export const API = '/api/rainbow/enduser/v1.0'

/** A call of the REST API in the name of the user `by`: method and path (`POST /rooms`), and the JSON body. */
export type Call = { readonly by: string; readonly call: string; readonly body?: object }

/** Milliseconds. */
const ANSWER_TIMEOUT = 300_000

/** Calls the REST API of one service in the name of any user. */
export class Rest {
  readonly #url: string
  readonly #secret: string
  readonly #tokens = new Map<string, string>()

  constructor(url: string, secret: string) {
    this.#url = url
    this.#secret = secret
  }

  /**
   * Returns the JSON of the answer. Rejects with Refused for a status other than 200, with another error for no answer.
   */
  async calls({ by, call, body }: Call): Promise<unknown> {
    const [method = '', path = ''] = call.split(' ')
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.#token(by)}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = await response.text()
    if (response.status !== 200) throw new Refused(`${response.status} ${answer.slice(0, 100)}`)
    return JSON.parse(answer)
  }

  async #token(user: string): Promise<string> {
    const known = this.#tokens.get(user)
    if (known) return known
    const token = await signToken(this.#secret, { user, userClaim: 'sub', hours: 48 })
    this.#tokens.set(user, token)
    return token
  }
}
