import type { FastifyError } from 'fastify'

/** One thing that is wrong with a request: where, what it must be, and what it is. */
export type RequestProblem = { readonly param: string; readonly msg: string; readonly value?: unknown }

/** An error of the schema check as it is with `verbose` and our own keywords. */
type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: { readonly missingProperty?: string }
  readonly message?: string
  readonly data?: unknown
  readonly parentSchema?: Expectation & { readonly properties?: Readonly<Record<string, Expectation>> }
}
type Expectation = { readonly expected?: string; readonly format?: string }

const LONGEST_VALUE = 100

/** The keywords of our schemas that say nothing about a value: the words of a refusal, the name in the document. */
export const OWN_KEYWORDS = ['expected', 'modelName']

/** The options of the schema check: a value has its type or is refused, and a refusal knows its schema and value. */
export const VALIDATION = {
  coerceTypes: false,
  // Keys that we do not know are the clients' own business.
  removeAdditional: false,
  verbose: true,
  keywords: OWN_KEYWORDS,
}

/** Whether Fastify threw it. */
export function isFrameworkError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'code' in thrown && 'statusCode' in thrown
}

/** What is wrong with a request, for `errorDetails`. Takes a Fastify error of the status 400. */
export function requestProblems(error: FastifyError): readonly RequestProblem[] {
  // Of a choice between schemas the last error is the one of the choice itself.
  const last = error.validation?.at(-1)
  if (last) return [schemaProblem(last as SchemaError, error.validationContext ?? 'request')]
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return [{ param: 'body', msg: 'must be valid JSON' }]
    case 'FST_ERR_BAD_URL':
      return [{ param: 'url', msg: 'must be percent-encoded UTF-8' }]
    default:
      return [{ param: 'request', msg: 'must be complete and well-formed HTTP' }]
  }
}

function schemaProblem(error: SchemaError, context: string): RequestProblem {
  const missing = error.keyword === 'required' ? error.params.missingProperty : undefined
  const schema = missing === undefined ? error.parentSchema : error.parentSchema?.properties?.[missing]
  const msg = schema?.expected === undefined ? (error.message ?? 'is not valid') : `must be ${schema.expected}`
  if (missing !== undefined) return { param: missing, msg }
  const value = schema?.format === 'password' ? {} : shown(error.data)
  return { param: error.instancePath.slice(1) || context, msg, ...value }
}

/** A value as it came, as far as it is short: an answer is never much longer than its request. */
function shown(value: unknown): { value?: unknown } {
  if (typeof value === 'string') return { value: Array.from(value).slice(0, LONGEST_VALUE).join('') }
  return value === null || typeof value === 'object' ? {} : { value }
}
