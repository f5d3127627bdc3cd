import { signToken } from '../../src/http/auth/token.js'
import type { Stage } from './stage.js'

export type RestCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** Sent as JSON; bytes as a PNG image. */
  readonly body?: unknown
  /** Default: a token of the caller. */
  readonly token?: string
  /** The user in whose name the caller, a service account, makes the request. */
  readonly actsAs?: string
  /** The request comes from a client of the Rainbow family, as its header says. */
  readonly isByFamily?: boolean
  /** The whole Authorization header, instead of a token. */
  readonly authorization?: string
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer of the REST API. Without a body, that is undefined; `etag` is the header, if there is one. */
export type RestAnswer = { readonly status: number; readonly body: unknown; readonly etag?: string }

/** Calls the REST API with a token of the person with this bare JID, who need not be signed in. */
export async function callRest(stage: Stage, user: string, call: RestCall): Promise<RestAnswer> {
  const { method, path, body, actsAs } = call
  const scope = actsAs === undefined ? undefined : 'act-as links rooms'
  const token = call.token ?? (await signToken(stage.jwtSecret, { user, userClaim: 'sub', hours: 1, scope }))
  const response = await fetch(`${stage.restUrl}${path}`, {
    method,
    headers: {
      authorization: call.authorization ?? `Bearer ${token}`,
      'content-type': body instanceof Uint8Array ? 'image/png' : 'application/json',
      ...(actsAs !== undefined && { 'act-as': actsAs }),
      ...(call.isByFamily && { 'x-rainbow-client': 'sdk_node' }),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const etag = response.headers.get('etag')
  const answer = { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  return { ...answer, ...(etag !== null && { etag }) }
}
