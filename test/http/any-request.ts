import fc, { type Arbitrary } from 'fast-check'
import type { InjectOptions } from 'fastify'

/** A route and its schemas. */
export type Route = { readonly method: string; readonly url: string; readonly schema: RouteSchema }
type RouteSchema = { readonly params?: Schema; readonly querystring?: Schema; readonly body?: Schema }
type Schema = {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly documentedAs?: Schema
}

/**
 * The values of a test by the placeholders of its requests, such as `$roomId`. Placeholders of tokens begin with
 * `$token`.
 */
export type Known = Readonly<Record<string, string>>

/** A request with placeholders. */
export type Draft = {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | undefined
}

const HOSTILE = [
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  "' or 1=1 --",
  '\u0000',
  '\u202e',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '-1',
  '1e999',
  '<x>&"\'',
  ']]>',
  '%',
  '👩‍🚀'.repeat(20),
  'x'.repeat(3000),
  'a@b@c/d',
  'default roomId=r1',
]
const RAW_SEGMENTS = ['%E0%A4%A', '%00', '%', '%2F', '..%2f..', 'a%', '*', ';', ':roomId', '{roomId}']
const RAW_BODIES = ['', '{', 'null', '[]', '""', '7', '[[]]', '{"a":1', '$tooDeep', '$tooLarge', '\u0000']
/** Placeholders too, so that a failure is readable. */
const UNWIELDY: Known = { tooDeep: '['.repeat(5000), tooLarge: `"${'x'.repeat(66_000)}"` }

const junk = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 40 }))

/** Requests to a route: valid, invalid or arbitrary. `names`: the placeholders. */
export function requestsTo({ method, url, schema }: Route, names: readonly string[]): Arbitrary<Draft> {
  const tokens = names.filter(name => name.startsWith('token'))
  const text = textOf(names.filter(name => !name.startsWith('token')))
  return fc.record({
    method: fc.constant(method),
    path: pathOf(url, text),
    query: queryOf(schema.querystring, text),
    headers: headersOf(tokens),
    payload: payloadOf(schema.body, text),
  })
}

type Text = (name: string, schema?: Schema) => Arbitrary<string>

/** A text for a key: mostly a placeholder or a value of the schema, and often something else. */
function textOf(names: readonly string[]): Text {
  const any = fc.constantFrom(...names.map(name => `$${name}`))
  return (name, schema) => {
    const words = schema?.enum?.map(String) ?? []
    const fitting = [...names.filter(one => one === name).map(one => `$${one}`), ...words]
    const right = fitting.length > 0 ? fc.constantFrom(...fitting) : any
    return fc.oneof({ weight: 6, arbitrary: right }, { weight: 2, arbitrary: any }, { weight: 2, arbitrary: junk })
  }
}

function pathOf(url: string, text: Text): Arbitrary<string> {
  const segments = url.split('/').map(segment => {
    if (!segment.startsWith(':')) return fc.constant(segment)
    const encoded = text(segment.slice(1)).map(urlEncoded)
    return fc.oneof({ weight: 9, arbitrary: encoded }, { weight: 1, arbitrary: fc.constantFrom(...RAW_SEGMENTS) })
  })
  return fc.tuple(...segments).map(parts => parts.join('/'))
}

/** Placeholders stay unchanged. */
function urlEncoded(value: string): string {
  return /^\$\w+$/.test(value) ? value : encodeURIComponent(value)
}

function queryOf(schema: Schema | undefined, text: Text): Arbitrary<string> {
  const known = Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const value = fc.oneof(fc.integer().map(String), fc.boolean().map(String), text(name, property.items ?? property))
    return fc.array(value, { maxLength: 2 }).map(values => values.map(one => `${name}=${urlEncoded(one)}`))
  })
  const unknown = fc.array(fc.tuple(junk, junk), { maxLength: 1 })
  return fc.tuple(fc.tuple(...known), unknown).map(([pairs, others]) => {
    const all = [...pairs.flat(), ...others.map(([name, value]) => `${urlEncoded(name)}=${urlEncoded(value)}`)]
    return all.length === 0 ? '' : `?${all.join('&')}`
  })
}

function headersOf(tokens: readonly string[]): Arbitrary<Record<string, string>> {
  const visible = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/)
  const bearer = fc.constantFrom(...tokens.map(name => `Bearer $${name}`))
  const wrong = fc.constantFrom(
    'Bearer null',
    'Bearer a.b.c',
    'Basic YTpi',
    'Basic ',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
  )
  const authorization = fc.oneof({ weight: 8, arbitrary: bearer }, { weight: 1, arbitrary: fc.oneof(wrong, visible) })
  const type = fc.oneof(
    { weight: 9, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data'), visible),
    },
  )
  const optional = {
    accept: visible,
    'accept-language': visible,
    'x-forwarded-for': visible,
    'x-rainbow-app-auth': visible,
    'x-rainbow-client': visible,
  }
  const rest = fc.record({ authorization, 'content-type': type, ...optional }, { requiredKeys: ['content-type'] })
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ authorization, 'content-type': type }) },
    { weight: 2, arbitrary: rest },
  )
}

function payloadOf(schema: Schema | undefined, text: Text): Arbitrary<string | undefined> {
  const json = fc.oneof(
    { weight: 8, arbitrary: schema ? anyValueOf('', { schema, text }) : fc.constant(undefined) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  )
  const written = json.map(value => (value === undefined ? undefined : JSON.stringify(value)))
  return fc.oneof({ weight: 12, arbitrary: written }, { weight: 1, arbitrary: fc.constantFrom(...RAW_BODIES) })
}

/** A value that mostly has the type of the schema. */
function anyValueOf(name: string, { schema, text }: { schema: Schema; text: Text }): Arbitrary<unknown> {
  const right = fittingValueOf(name, { schema: schema.documentedAs ?? schema, text })
  return fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) })
}

function fittingValueOf(name: string, { schema, text }: { schema: Schema; text: Text }): Arbitrary<unknown> {
  const { type, properties = {}, items, anyOf } = schema
  if (anyOf) return fc.oneof(...anyOf.map(one => fittingValueOf(name, { schema: one, text })))
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') return fc.oneof(fc.nat(100), fc.integer(), fc.double())
  if (type === 'null') return fc.constant(null)
  if (type === 'array') return fc.array(anyValueOf(name, { schema: items ?? {}, text }), { maxLength: 4 })
  if (type === 'object') {
    const keys = Object.entries(properties).map(([key, one]) => [key, anyValueOf(key, { schema: one, text })] as const)
    return fc.record(Object.fromEntries(keys), { requiredKeys: [] })
  }
  return text(name, schema)
}

/** The request as it is sent: placeholders are replaced. */
export function sent({ method, path, query, headers, payload }: Draft, known: Known): InjectOptions {
  const all = new Map(Object.entries({ ...known, ...UNWIELDY }))
  const named = (text: string, written: (value: string) => string = value => value) =>
    text.replace(/\$(\w+)/g, (whole, name: string) => written(all.get(name) ?? whole))
  return {
    method: method as 'GET',
    url: named(path, encodeURIComponent) + named(query, encodeURIComponent),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, named(value)])),
    ...(payload === undefined ? {} : { payload: named(payload) }),
  }
}
