/** The answer to a REST call: the status and the parsed JSON body. */
export type RestAnswer = { readonly status: number; readonly body: unknown }

/** The base path of the REST API. */
export const API = '/api/rainbow/enduser/v1.0'

type RestCall = {
  readonly url: string
  readonly token: string
  readonly body?: object
  /** How long the answer may take; by default any time. */
  readonly seconds?: number
}

/** Calls a URL of the REST API: with POST if there is a body, else with GET. Rejects if there is no answer in JSON. */
export async function callRest(call: RestCall): Promise<RestAnswer> {
  const response = await fetch(call.url, {
    method: call.body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${call.token}`, 'content-type': 'application/json' },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    ...(call.seconds === undefined ? {} : { signal: AbortSignal.timeout(call.seconds * 1000) }),
  })
  return { status: response.status, body: await response.json() }
}

/** The text at a path of keys in a JSON value. Undefined if there is no text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? value : undefined
  return typeof value === 'object' && value !== null ? textAt(Reflect.get(value, key), ...rest) : undefined
}
