import createFetchClient, { type HeadersOptions, type Middleware, mergeHeaders } from 'openapi-fetch'
import { ApiError } from './api-error.js'
import { eachEntry, type ReadPage } from './each-entry.js'
import type { Init, Item, ListPath, Method, MethodName, ReadTagged } from './operations.js'
import { repeating, type Send } from './repeat.js'
import { REPEATABLE } from './rest-api.js'
import { type EventQuery, type Following, followEvents, type ReadEvents, type RoomEvent } from './room-events.js'

export type ClientOptions = {
  /** The public URL of the service. */
  readonly url: string
  /** A token of the API, or what gives one for each request. */
  readonly token: string | (() => string | Promise<string>)
  /** Default: the global `fetch`. */
  readonly fetch?: Send
}

/** The calls of the REST API. */
export interface Client {
  readonly GET: Method<'get'>
  readonly POST: Method<'post'>
  readonly PUT: Method<'put'>
  readonly PATCH: Method<'patch'>
  readonly DELETE: Method<'delete'>
  /** A GET that also gives the entity tag, for the header `if-match` of a change. */
  readonly tagged: ReadTagged
  /** The entries of a list that has cursors, page by page, from `after` on until the last; of an archive, from `after: '0'` on. */
  each<Path extends ListPath>(path: Path, init?: Init<Path, 'get'>): AsyncGenerator<Item<Path>, void>
  /** The events of rooms as they happen, until the signal; see `followEvents`. */
  events(following?: Following): AsyncGenerator<RoomEvent, void>
}

/** Of a list: the first page. */
type Start = AnyInit & { readonly params?: { readonly query?: { readonly after?: string } } }

/** The calls as `fetch` has them: of any path. */
type AnyPaths = Record<string, Record<MethodName | 'options' | 'head' | 'trace', AnyOperation>>
type AnyOperation = {
  readonly requestBody?: { readonly content: { readonly 'application/json': unknown } }
  readonly responses: Readonly<Record<number, unknown>>
}
type AnyInit = {
  readonly params?: { readonly query?: Record<string, unknown> }
  readonly body?: unknown
  readonly headers?: HeadersOptions
}

/**
 * Makes a client. A request that may be repeated is repeated when the connection is lost or the service is busy: five
 * attempts, as `Retry-After` says, where there is one. Each POST that takes an `Idempotency-Key` gets one, so that it has
 * one effect. A call rejects with an `ApiError`, or with what `fetch` throws.
 */
export function createClient({ url, token, fetch: send = request => fetch(request) }: ClientOptions): Client {
  // A redirection would lose the body of a POST.
  const http = createFetchClient<AnyPaths>({ baseUrl: url, fetch: repeating(send), redirect: 'manual', bodySerializer })
  http.use(authorization(token), idempotency)
  const call = async (name: MethodName, path: string, init: AnyInit = {}) => {
    const { data, error, response } = await http.request(name, path, withTypeOfBody(init))
    if (!response.ok) throw new ApiError(response, error)
    return { answer: data, etag: response.headers.get('etag') ?? undefined }
  }
  const method = (name: MethodName) => async (path: string, init?: AnyInit) => (await call(name, path, init)).answer
  const client = {
    ...{ GET: method('get'), POST: method('post'), PUT: method('put') },
    ...{ PATCH: method('patch'), DELETE: method('delete') },
    tagged: (path: string, init?: AnyInit) => call('get', path, init),
    each(path: string, { params, ...rest }: Start = {}) {
      const read = (after: string | undefined) => {
        return client.GET(path, { ...rest, params: { ...params, query: { ...params?.query, after } } })
      }
      return eachEntry(read as ReadPage, params?.query?.after)
    },
    events(following: Following = {}) {
      const { signal } = following
      const read = (query: EventQuery) => client.GET('/api/v1/events', { params: { query }, ...(signal && { signal }) })
      return followEvents(read as ReadEvents, following)
    },
  }
  // Here the answers enter: the document says what they are.
  return client as Client
}

/** Images are sent as they are. */
function bodySerializer(body: unknown): Blob | string {
  return body instanceof Blob ? body : JSON.stringify(body)
}

function withTypeOfBody(init: AnyInit): AnyInit {
  const { body, headers } = init
  return body instanceof Blob ? { ...init, headers: mergeHeaders({ 'content-type': body.type }, headers) } : init
}

function authorization(token: ClientOptions['token']): Middleware {
  return {
    async onRequest({ request }) {
      // `GET …/login` has a password instead.
      if (request.headers.has('authorization')) return
      request.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`)
    },
  }
}

const idempotency: Middleware = {
  onRequest({ request, schemaPath }) {
    const takesKey = request.method === 'POST' && REPEATABLE.has(schemaPath)
    // A key that the service ignores makes no repeat safe.
    if (!takesKey) request.headers.delete('idempotency-key')
    else if (!request.headers.has('idempotency-key')) request.headers.set('idempotency-key', newKey())
  },
}

/** 128 random bits as hexadecimal digits. Pages without TLS can make no UUIDs. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
