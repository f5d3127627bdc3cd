import type { FastifySchema } from 'fastify'
import { nearestName } from '../../nearest-name.js'
import type { TypedApp } from '../schema/typed-app.js'
import { RequestError } from './request-error.js'
import type { RequestProblem } from './validation.js'

/** The most unknown keys that an answer names: a request may have any number of them. */
const MOST_NAMED = 10
/** Characters. */
const LONGEST_NAME = 100

/**
 * Refuses requests to the routes of `app` with a key that the body or the query does not have, and names the key that was
 * meant: a misspelt `maxUses` would make a link without a limit. The routes of the API family ignore such keys, since
 * their clients send some.
 */
export function refuseUnknownKeys(app: TypedApp): void {
  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, ...strictParts(route.schema ?? {}) }
  })
  app.addHook('preValidation', async ({ query, body, routeOptions: { schema } }) => {
    const known = { query: keysOf(schema?.querystring), body: keysOf(schema?.body) }
    const problems = [
      ...problemsIn(query, { known: known.query, elsewhere: known.body, other: 'body' }),
      ...problemsIn(body, { known: known.body, elsewhere: known.query, other: 'query' }),
    ]
    if (problems.length > 0) throw new RequestError('bad-request', { details: problems.slice(0, MOST_NAMED) })
  })
}

/** The keys of a part of a body that are none of the known ones. */
export function unknownKeysIn(part: unknown, known: readonly string[]): RequestProblem[] {
  return problemsIn(part, { known, elsewhere: [], other: '' })
}

/** For the document: it says that the parts have no other keys. A body of bytes has none. */
function strictParts({ body, querystring }: FastifySchema): FastifySchema {
  const strict = (part: unknown) => isPart(part) && 'properties' in part && { ...part, additionalProperties: false }
  const [strictBody, strictQuery] = [strict(body), strict(querystring)]
  return { ...(strictBody && { body: strictBody }), ...(strictQuery && { querystring: strictQuery }) }
}

function keysOf(part: unknown): string[] {
  return isPart(part) && isPart(part['properties']) ? Object.keys(part['properties']) : []
}

function isPart(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null && !Array.isArray(part) && !(part instanceof Uint8Array)
}

/** `elsewhere`: the keys of the other part, for a key that was sent in the wrong one. */
type Keys = { readonly known: readonly string[]; readonly elsewhere: readonly string[]; readonly other: string }

function problemsIn(part: unknown, keys: Keys): RequestProblem[] {
  if (!isPart(part)) return []
  const unknown = Object.keys(part).filter(key => !keys.known.includes(key))
  return unknown.slice(0, MOST_NAMED).map(key => ({ param: shortened(key), msg: hint(key, keys) }))
}

function hint(key: string, { known, elsewhere, other }: Keys): string {
  if (elsewhere.includes(key)) return `is unknown here; send it in the ${other}`
  const near = nearestName(key, known)
  if (near !== undefined) return `is unknown; did you mean ${near}?`
  return known.length === 0 ? 'is unknown; no keys are expected here' : `is unknown; expected: ${known.join(', ')}`
}

function shortened(key: string): string {
  return Array.from(key).slice(0, LONGEST_NAME).join('')
}
