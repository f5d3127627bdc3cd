import type { FastifyError } from 'fastify'

/** One problem of a request: the parameter, what it must be, and its value. */
export type RequestProblem = { readonly param: string; readonly msg: string; readonly value?: unknown }

/** An error of Ajv, with `verbose` and our own keywords. */
type SchemaError = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: { readonly missingProperty?: string }
  readonly message?: string
  readonly data?: unknown
  readonly parentSchema?: Expectation & { readonly properties?: Readonly<Record<string, Expectation>> }
}
type Expectation = { readonly expected?: string; readonly format?: string }

/** Characters. */
const LONGEST_VALUE = 100

/**
 * The keywords of our schemas that restrict no value: the text of a refusal; the name, binary content, and another schema, in
 * documents.
 */
export const OWN_KEYWORDS = ['expected', 'modelName', 'isBinary', 'documentedAs']

/** The options of Ajv: no conversion of types, and errors with their schema and value. */
export const VALIDATION = {
  coerceTypes: false,
  // Unknown keys are ignored, not removed or refused.
  removeAdditional: false,
  verbose: true,
  keywords: OWN_KEYWORDS,
}

/** Whether Fastify has thrown this. */
export function isFrameworkError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'code' in thrown && 'statusCode' in thrown
}

/** The problems of a request, for `errorDetails`. `error` has a status from 400 to 499. */
export function requestProblems(error: FastifyError): readonly RequestProblem[] {
  const problems = schemaProblems(error.validation, error.validationContext ?? 'request')
  if (problems.length > 0) return problems
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return [{ param: 'body', msg: 'must be valid JSON' }]
    case 'FST_ERR_BAD_URL':
      return [{ param: 'url', msg: 'must be percent-encoded UTF-8' }]
    default:
      return [{ param: 'request', msg: 'must be complete and well-formed HTTP' }]
  }
}

/** The problem of a value that Ajv has refused with these errors; `context` names the value as a whole. */
export function schemaProblems(errors: readonly unknown[] | null | undefined, context: string): RequestProblem[] {
  // For a union of schemas, the last error is that of the union itself.
  const last = errors?.at(-1)
  return last === undefined ? [] : [schemaProblem(last as SchemaError, context)]
}

function schemaProblem(error: SchemaError, context: string): RequestProblem {
  const missing = error.keyword === 'required' ? error.params.missingProperty : undefined
  const schema = missing === undefined ? error.parentSchema : error.parentSchema?.properties?.[missing]
  const msg = schema?.expected === undefined ? (error.message ?? 'is not valid') : `must be ${schema.expected}`
  if (missing !== undefined) return { param: missing, msg }
  const value = schema?.format === 'password' ? {} : echoOf(error.data)
  return { param: error.instancePath.slice(1) || context, msg, ...value }
}

/** The value, shortened so that an answer is never much longer than its request. */
export function echoOf(value: unknown): { value?: unknown } {
  if (typeof value === 'string') return { value: Array.from(value).slice(0, LONGEST_VALUE).join('') }
  return value === null || typeof value === 'object' ? {} : { value }
}
