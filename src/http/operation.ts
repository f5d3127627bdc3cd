import type { TObject, TSchema } from '@sinclair/typebox'
import { namedByDefault } from './named.js'
import { errorEnvelope } from './schemas.js'
import type { Tag } from './tags.js'

/** What a route says of itself, once: it is checked by this, and described by this in the OpenAPI document. */
type Operation = {
  /** The operationId: the name of the method in generated clients. Those of the API family keep its spelling. */
  readonly id: string
  /** The chapter of the document, and so the class in generated clients. */
  readonly tag: Tag
  /** One line, such as "Join a room by the id of an open invite". */
  readonly summary: string
  /** More than one line, in Markdown. */
  readonly description?: string
  readonly deprecated?: true
  /** Who may call it: who has a token (the default), who has a name and a password, or anybody. */
  readonly caller?: 'token' | 'password' | 'anybody'
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
  readonly response: { readonly 200: Said['result'] }
}

type Security = readonly Readonly<Record<string, readonly string[]>>[]

const SECURITY: Record<NonNullable<Operation['caller']>, Security> = {
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
 *       params: Type.Object({ roomId: hexId }),
 *       result: Type.Object({ data: wholeRoom }),
 *       refusals: [404],
 *     })
 *     app.get('/rooms/:roomId', { schema: getRoom }, async ({ params: { roomId } }) => ...)
 *
 * The errors 400 and 500 are added to every route, 401 where somebody must sign in, 503 where that is by a token (whose
 * key may be out of reach), 413 and 415 where there is a body.
 * The schemas get their names in the document: the body that of the operation, the answer `<id>Success`, its `data`
 * `<id>SuccessData` or, where that is a list, its items `<id>Success_data`. A schema with another name, or inside of
 * these, is wrapped in `named`.
 */
export function operation<const Said extends Operation>(said: Said): OperationSchema<Said>
export function operation(said: Operation): OperationSchema<Operation> {
  const { id, tag, caller = 'token', result, refusals = [], body, ...rest } = said
  const ofCaller = caller === 'anybody' ? [] : [401, ...(caller === 'token' ? [503] : [])]
  const statuses = [400, ...ofCaller, ...refusals, ...(body ? [413, 415] : []), 500]
  return {
    ...rest,
    operationId: id,
    tags: [tag],
    security: SECURITY[caller],
    ...(body ? { body: namedByDefault(id, body) } : {}),
    response: {
      200: namedByDefault(`${id}Success`, withNamedData(id, result)),
      ...Object.fromEntries(statuses.map(status => [status, errorEnvelope])),
    },
  }
}

/** An answer of the API family holds one object, or a list of them, as `data`. */
function withNamedData(id: string, result: TSchema): TSchema {
  const properties = result['properties'] as Readonly<Record<string, TSchema>> | undefined
  const data = properties?.['data']
  if (data?.['type'] === 'object') return withData(result, namedByDefault(`${id}SuccessData`, data))
  const items = data?.['items'] as TSchema | undefined
  if (items?.['type'] !== 'object') return result
  return withData(result, { ...data, items: namedByDefault(`${id}Success_data`, items) } as TSchema)
}

function withData(result: TSchema, data: TSchema): TSchema {
  return { ...result, properties: { ...result['properties'], data } }
}
