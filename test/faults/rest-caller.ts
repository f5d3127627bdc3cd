import { signToken } from '../../src/http/auth/token.js'
import type { Component } from './component.js'

/** The answer to a call; undefined when there was none. */
export type Answer = { readonly status: number; readonly body: unknown } | undefined

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** Milliseconds. */
const ANSWER_WITHIN = 20_000

/** Calls the REST API in the name of any user. */
export class RestCaller {
  readonly #component: Component
  readonly #tokens = new Map<string, Promise<string>>()
  #refused = 0

  constructor(component: Component) {
    this.#component = component
  }

  /** Number of calls that were answered with a fault of the service (5xx). */
  get refused(): number {
    return this.#refused
  }

  /** Calls in the name of the user with this bare JID. */
  async call(user: string, { method, path, body }: Call): Promise<Answer> {
    const { httpPort } = this.#component
    try {
      const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, {
        method,
        headers: { authorization: `Bearer ${await this.#token(user)}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (response.status >= 500) this.#refused++
      return { status: response.status, body: await response.json() }
    } catch {
      return undefined
    }
  }

  #token(user: string): Promise<string> {
    const known = this.#tokens.get(user)
    if (known) return known
    const made = signToken(this.#component.jwtSecret, { user, userClaim: 'sub', hours: 100 })
    this.#tokens.set(user, made)
    return made
  }
}
