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

/** Calls the REST API in the name of any user, in turns at all instances. One that does not run is left out. */
export class RestCaller {
  readonly #instances: readonly Component[]
  #calls = 0
  readonly #tokens = new Map<string, Promise<string>>()
  #refused = 0

  constructor(instances: readonly Component[]) {
    this.#instances = instances
  }

  /** Number of calls that were answered with a fault of the service (5xx). */
  get refused(): number {
    return this.#refused
  }

  /** Calls in the name of the user with this bare JID. */
  async call(user: string, call: Call): Promise<Answer> {
    const first = this.#calls++ % this.#instances.length
    for (const instance of [...this.#instances.slice(first), ...this.#instances.slice(0, first)]) {
      try {
        return await this.#callAt(instance, user, call)
      } catch (error) {
        if (!isUnreached(error)) return undefined
      }
    }
    return undefined
  }

  async #callAt({ httpPort, jwtSecret }: Component, user: string, { method, path, body }: Call): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.#token(user, jwtSecret)}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (response.status >= 500) this.#refused++
    return { status: response.status, body: await response.json() }
  }

  #token(user: string, secret: string): Promise<string> {
    const known = this.#tokens.get(user)
    if (known) return known
    const made = signToken(secret, { user, userClaim: 'sub', hours: 100 })
    this.#tokens.set(user, made)
    return made
  }
}

/** Whether a call has got no connection, so that it can be tried elsewhere. */
function isUnreached(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return Reflect.get(Object(cause), 'code') === 'ECONNREFUSED'
}
