import type { FastifySchema } from 'fastify'
import { errorEnvelope } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { type ErrorName, kindOf } from './error-kinds.js'

declare module 'fastify' {
  interface FastifySchema {
    /** The codes of the errors that the route can answer with, by status, sorted. */
    'x-error-codes'?: Readonly<Record<number, readonly number[]>>
  }
}

const OF_ALL: readonly ErrorName[] = ['bad-request', 'too-many-requests', 'fault', 'overload']
// `not-allowed` and `insufficient-scope`: the header Act-As.
const OF_TOKENS: readonly ErrorName[] = [
  ...(['no-token', 'invalid-token', 'token-expired', 'keys-unreachable'] as const),
  ...(['not-allowed', 'insufficient-scope'] as const),
]
const OF_BODIES: readonly ErrorName[] = ['too-large', 'unsupported-media-type']

/** With these methods a client can send a body, even to a route that declares none. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Adds all errors to the schema of each route of the document: those that the route declares, and those that follow from
 * its caller, its scope and its method.
 */
export function declareErrors(app: TypedApp): void {
  app.addHook('onRoute', route => {
    const { schema, method } = route
    if (!schema?.response) return
    const hasBody = [method].flat().some(one => WITH_BODY.includes(one))
    const codes = codesOf(errorsOf(schema, hasBody))
    const answers = Object.fromEntries(Object.keys(codes).map(status => [status, errorEnvelope]))
    route.schema = { ...schema, 'x-error-codes': codes, response: { ...answers, ...schema.response } }
  })
}

function errorsOf({ security, 'x-refusals': own = [] }: FastifySchema, hasBody: boolean) {
  const isByToken = security?.some(scheme => 'Bearer' in scheme) ?? false
  return [...OF_ALL, ...(isByToken ? OF_TOKENS : []), ...(hasBody ? OF_BODIES : []), ...own]
}

function codesOf(names: readonly ErrorName[]): Record<number, readonly number[]> {
  const kinds = names.map(kindOf)
  const codes = (wanted: number) => kinds.flatMap(({ status, code }) => (status === wanted ? code : []))
  const statuses = [...new Set(kinds.map(({ status }) => status))]
  return Object.fromEntries(statuses.map(status => [status, [...new Set(codes(status))].sort((a, b) => a - b)]))
}
