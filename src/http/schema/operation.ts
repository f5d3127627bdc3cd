import { KindGuard, type TArray, type TObject, type TSchema, Type } from '@sinclair/typebox'
import type { Scope } from '../../tokens/scope.js'
import type { ErrorName } from '../errors/error-kinds.js'
import { withDefaultModelName } from './model-name.js'
import type { Tag } from './tags.js'

declare module 'fastify' {
  interface FastifySchema {
    /** The scope that the route needs: `requireToken` enforces it, and the document contains it. */
    'x-scope'?: Scope
    /** The errors of the route, without those that `declareErrors` adds. */
    'x-refusals'?: readonly ErrorName[]
    /** Whether and how the route has entity tags (`tagAnswers`). */
    'x-tagged'?: Tagged
  }
}

/**
 * Entity tags (RFC 9110 §8.8.3): `told` with the answer; `read`: also If-None-Match is heard; `checked`: also If-Match is
 * heard, before a change.
 */
type Tagged = 'told' | 'read' | 'checked'

/** A route schema: used for validation and for the OpenAPI document. */
type Operation = Described & (ByToken | { readonly caller: 'password' | 'anybody'; readonly scope?: never })

/** The route needs a token with this scope; `any` accepts every token. */
type ByToken = { readonly caller?: 'token'; readonly scope: Scope | 'any' }

type Described = {
  /** The operationId, the name of the method in generated clients. COMPAT: spelled as in the API family. */
  readonly id: string
  /** The section of the document, the class in generated clients. */
  readonly tag: Tag
  /** One line, such as "Join a room by the id of an open invite". */
  readonly summary: string
  /** Markdown. */
  readonly description?: string
  readonly deprecated?: true
  readonly params?: TObject
  readonly querystring?: TObject
  readonly headers?: TObject
  readonly body?: TSchema
  /** The types of a body that is not JSON. */
  readonly consumes?: readonly string[]
  /** The answer with the status 200, or 201 if the route `created` something. */
  readonly result: TSchema
  readonly created?: true
  /** The answer has the status 202: what was asked for goes on behind it. */
  readonly accepted?: true
  /** It takes the header Idempotency-Key (`keepAnswers`). */
  readonly repeatable?: true
  readonly tagged?: Tagged
  /** Its errors, without those that `declareErrors` adds. */
  readonly refusals?: readonly ErrorName[]
}

const EXPECTED_KEY = '1 to 255 printable ASCII characters'

/** Of routes that are `repeatable`. */
const KEY_HEADER = {
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[ -~]{1,255}$',
      expected: EXPECTED_KEY,
      description:
        `${EXPECTED_KEY}, new for each act, such as a UUID: within 24 hours the same request with the same key has no ` +
        'second effect and gets the first answer again.',
    }),
  ),
}
const EXPECTED_TAGS = '* or a list of entity tags in double quotes (RFC 9110 §13.1)'
const ifNoneMatch = Type.Optional(
  Type.String({ description: `${EXPECTED_TAGS}: 304 if the ETag is one of them, as the caller has it already` }),
)
const ifMatch = Type.Optional(
  Type.String({ description: `${EXPECTED_TAGS}: 412 unless the ETag is one of them, so that no change is lost` }),
)
const absent = Type.Optional(
  Type.String({ description: `${EXPECTED_TAGS}: 412 if the ETag is one of them; *: only if there is none yet` }),
)
const TAG_HEADERS: Readonly<Record<Tagged, Readonly<Record<string, TSchema>>>> = {
  told: {},
  read: { 'if-none-match': ifNoneMatch },
  checked: { 'if-match': ifMatch, 'if-none-match': absent },
}

const OF_KEYS: readonly ErrorName[] = ['key-under-way', 'key-reused']
const OF_TAGS: readonly ErrorName[] = ['precondition-failed']

type Validated = 'params' | 'querystring' | 'headers' | 'body'

/** The schema of a route for Fastify, with the types of its parts. */
export type OperationSchema<Declared extends Operation> = Pick<Declared, Extract<keyof Declared, Validated>> & {
  readonly operationId: string
  readonly tags: readonly Tag[]
  readonly summary: string
  readonly security: Security
  readonly 'x-scope'?: Scope
  readonly 'x-refusals': readonly ErrorName[]
  readonly response: Readonly<Record<StatusOf<Declared>, Declared['result']>>
}

type StatusOf<Declared extends Operation> = Declared extends { created: true }
  ? 201
  : Declared extends { accepted: true }
    ? 202
    : 200

type Security = readonly Readonly<Record<string, readonly string[]>>[]

type Caller = NonNullable<Operation['caller']>

const SECURITY: Record<Caller, Security> = {
  token: [{ Bearer: [] }],
  password: [{ Basic: [] }],
  anybody: [],
}

/**
 * The Fastify schema of a route:
 *
 *     const getRoom = operation({
 *       id: 'getRoomById',
 *       tag: 'Rooms',
 *       summary: 'Read a room',
 *       scope: 'any',
 *       params: Type.Object({ roomId: hexId }),
 *       result: Type.Object({ data: wholeRoom }),
 *       refusals: ['unknown-room'],
 *     })
 *     app.get('/rooms/:roomId', { schema: getRoom }, async ({ params: { roomId } }) => ...)
 *
 * `declareErrors` adds the errors that follow from the caller, the scope and the method.
 * Names the schemas in the document: the body by the operationId, the answer `<id>Success`, its `data` `<id>SuccessData`
 * or, for a list, its items `<id>Success_data`. `withModelName` gives a schema another name.
 */
export function operation<const Declared extends Operation>(declared: Declared): OperationSchema<Declared>
export function operation(
  declared: Operation,
):
  | OperationSchema<Operation>
  | OperationSchema<Operation & { created: true }>
  | OperationSchema<Operation & { accepted: true }> {
  const {
    id,
    tag,
    caller = 'token',
    scope = 'any',
    result,
    created,
    accepted,
    repeatable,
    tagged,
    refusals = [],
    body,
    ...rest
  } = declared
  const answer = withDefaultModelName(`${id}Success`, withNamedData(id, result))
  const schema = {
    ...rest,
    operationId: id,
    tags: [tag],
    security: SECURITY[caller],
    'x-refusals': [...refusals, ...(repeatable ? OF_KEYS : []), ...(tagged === 'checked' ? OF_TAGS : [])],
    ...headersOf({ repeatable, tagged }),
    ...(scope === 'any' ? {} : { 'x-scope': scope, description: withScope(rest.description, scope) }),
    ...(body ? { body: withDefaultModelName(id, body) } : {}),
  }
  if (accepted) return { ...schema, response: { 202: answer } }
  return created ? { ...schema, response: { 201: answer } } : { ...schema, response: { 200: answer } }
}

function headersOf({ repeatable, tagged }: Pick<Operation, 'repeatable' | 'tagged'>) {
  const headers = { ...(repeatable && KEY_HEADER), ...(tagged && TAG_HEADERS[tagged]) }
  return {
    ...(tagged && { 'x-tagged': tagged }),
    ...(Object.keys(headers).length > 0 && { headers: Type.Object(headers) }),
  }
}

function withScope(description: string | undefined, scope: Scope): string {
  const sentence = `The token needs the scope \`${scope}\`.`
  return description === undefined ? sentence : `${description}\n\n${sentence}`
}

/** COMPAT: an answer of the API family holds one object, or a list of them, as `data`. */
function withNamedData(id: string, result: TSchema): TSchema {
  if (!KindGuard.IsObject(result)) return result
  const data = result.properties['data']
  if (KindGuard.IsObject(data)) return withData(result, withDefaultModelName(`${id}SuccessData`, data))
  if (!KindGuard.IsArray(data) || !KindGuard.IsObject(data.items)) return result
  const list: TArray = { ...data, items: withDefaultModelName(`${id}Success_data`, data.items) }
  return withData(result, list)
}

function withData(result: TObject, data: TSchema): TObject {
  return { ...result, properties: { ...result.properties, data } }
}
