/** A call of the REST API as an app makes it: the status, and the JSON that came. */
export type RestAnswer = { readonly status: number; readonly body: unknown }

export const API = '/api/rainbow/enduser/v1.0'

/** Calls the API of this demo; a call with a body is a POST. */
export async function callRest(call: { url: string; token: string; body?: object }): Promise<RestAnswer> {
  const response = await fetch(call.url, {
    method: call.body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${call.token}`, 'content-type': 'application/json' },
    ...(call.body ? { body: JSON.stringify(call.body) } : {}),
  })
  return { status: response.status, body: await response.json() }
}

/** A text at a path of keys in an answer; undefined where there is none. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? value : undefined
  return typeof value === 'object' && value !== null ? textAt(Reflect.get(value, key), ...rest) : undefined
}
