import { KindGuard, type TArray, type TObject, type TSchema } from '@sinclair/typebox'
import type { Scope } from '../../tokens/scope.js'
import { withDefaultModelName } from './model-name.js'
import { errorEnvelope } from './schemas.js'
import type { Tag } from './tags.js'

declare module 'fastify' {
  interface FastifySchema {
    /** The scope that a token must have for the route; `requireToken` holds to it, and the document shows it. */
    'x-scope'?: Scope
  }
}

/** What a route says of itself, once: it is checked by this, and described by this in the OpenAPI document. */
type Operation = Described & (ByToken | { readonly caller: 'password' | 'anybody'; readonly scope?: never })

/** The route is for who has a token, and what the token must be good for at least; `any` is for every token. */
type ByToken = { readonly caller?: 'token'; readonly scope: Scope | 'any' }

type Described = {
  /** The operationId: the name of the method in generated clients. Those of the API family keep its spelling. */
  readonly id: string
  /** The chapter of the document, and so the class in generated clients. */
  readonly tag: Tag
  /** One line, such as "Join a room by the id of an open invite". */
  readonly summary: string
  /** More than one line, in Markdown. */
  readonly description?: string
  readonly deprecated?: true
  readonly params?: TObject
  readonly querystring?: TObject
  readonly headers?: TObject
  readonly body?: TSchema
  /** The answer with the status 200, whole. */
  readonly result: TSchema
  /** The statuses of its errors, but for those that follow from the rest: see `operation`. */
  readonly refusals?: readonly number[]
}

type Checked = 'params' | 'querystring' | 'headers' | 'body'

/** The schema of a route for Fastify, with the types of its parts. */
export type OperationSchema<Said extends Operation> = Pick<Said, Extract<keyof Said, Checked>> & {
  readonly operationId: string
  readonly tags: readonly Tag[]
  readonly summary: string
  readonly security: Security
  readonly 'x-scope'?: Scope
  readonly response: { readonly 200: Said['result'] }
}

type Security = readonly Readonly<Record<string, readonly string[]>>[]

type Caller = NonNullable<Operation['caller']>

const SECURITY: Record<Caller, Security> = {
  token: [{ Bearer: [] }],
  password: [{ Basic: [] }],
  anybody: [],
}

/**
 * The schema of a route, made from what it says of itself. Every route has one, and nothing else describes it:
 *
 *     const getRoom = operation({
 *       id: 'getRoomById',
 *       tag: 'Rooms',
 *       summary: 'Read a room',
 *       scope: 'any',
 *       params: Type.Object({ roomId: hexId }),
 *       result: Type.Object({ data: wholeRoom }),
 *       refusals: [404],
 *     })
 *     app.get('/rooms/:roomId', { schema: getRoom }, async ({ params: { roomId } }) => ...)
 *
 * The errors 400, 429 and 500 are added to every route, 401 where somebody must sign in, 503 where that is by a token (whose
 * key may be out of reach, or there is too much to do), 403 where the token must have a scope, 413 and 415 where a body may
 * come (`declareBodyErrors`).
 * The schemas get their names in the document: the body that of the operation, the answer `<id>Success`, its `data`
 * `<id>SuccessData` or, where that is a list, its items `<id>Success_data`. A schema with another name, or inside of
 * these, is wrapped in `withModelName`.
 */
export function operation<const Said extends Operation>(said: Said): OperationSchema<Said>
export function operation(said: Operation): OperationSchema<Operation> {
  const { id, tag, caller = 'token', scope = 'any', result, refusals = [], body, ...rest } = said
  const statuses = [400, ...statusesOf(caller, scope), ...refusals, 429, 500]
  return {
    ...rest,
    operationId: id,
    tags: [tag],
    security: SECURITY[caller],
    ...(scope === 'any' ? {} : { 'x-scope': scope, description: withScope(rest.description, scope) }),
    ...(body ? { body: withDefaultModelName(id, body) } : {}),
    response: {
      200: withDefaultModelName(`${id}Success`, withNamedData(id, result)),
      ...Object.fromEntries(statuses.map(status => [status, errorEnvelope])),
    },
  }
}

/** The errors that follow from who may call a route. */
function statusesOf(caller: Caller, scope: Scope | 'any'): number[] {
  if (caller === 'anybody') return []
  return [401, ...(scope === 'any' ? [] : [403]), ...(caller === 'token' ? [503] : [])]
}

function withScope(description: string | undefined, scope: Scope): string {
  const sentence = `The token needs the scope \`${scope}\`.`
  return description === undefined ? sentence : `${description}\n\n${sentence}`
}

/** An answer of the API family holds one object, or a list of them, as `data`. */
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
