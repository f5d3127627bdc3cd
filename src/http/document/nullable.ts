import { isPart, type Part } from './models.js'

/**
 * A part of a document without unions and null, which Swagger 2.0 does not know, and of which common generators make
 * clients that do not run: what may be null is marked so by `nullable`, words are joined, and of other unions only the
 * description stays, with any value. `was` is the part with its unions.
 */
export function withoutUnions(said: Part, { was, nullable }: { was: Part; nullable: string }): Part {
  const { nullable: isNullable, ...others } = said
  const part = isNullable === true ? { ...others, [nullable]: true } : said
  if (isNull(was)) {
    const { enum: _null, ...rest } = part
    return { ...rest, type: 'object', [nullable]: true }
  }
  const { anyOf, oneOf = anyOf, ...rest } = part
  if (!Array.isArray(oneOf)) return withKinds(part)
  const either = Object.values(was['oneOf'] ?? was['anyOf'] ?? {})
  const values = oneOf.filter((_, index) => isPart(either[index]) && !isNull(either[index]))
  return { ...rest, ...joined(values.filter(isPart)), ...(values.length < oneOf.length ? { [nullable]: true } : {}) }
}

/** Whether a body is null where it is not sent. */
export function isOptionalBody(body: unknown): boolean {
  if (!isPart(body)) return false
  const either: unknown = body['anyOf'] ?? body['oneOf']
  return body['nullable'] === true || (Array.isArray(either) && either.some(one => isPart(one) && isNull(one)))
}

function joined(values: readonly Part[]): Part {
  const [first, ...others] = values
  if (first && others.length === 0) return first
  const words = values.map(schema => schema['enum'])
  return words.every(Array.isArray) ? { type: first?.['type'], enum: words.flat() } : ANY_VALUE
}

/** As JSON Schema says it, and as OpenAPI 3.0 must. */
function isNull({ type, enum: words }: Part): boolean {
  return type === 'null' || (Array.isArray(words) && words.length === 1 && words[0] === null)
}

/** Of a schema without a keyword, generators make a class that is not there; this says the same. */
const ANY_VALUE: Part = { additionalProperties: true }
const KINDS = ['type', 'enum', '$ref', 'allOf', 'additionalProperties']

function withKinds(part: Part): Part {
  const { properties } = part
  if (!isPart(properties)) return part
  const fields = Object.entries(properties).map(([name, schema]) => {
    const isPlain = !isPart(schema) || KINDS.some(kind => kind in schema)
    return [name, isPlain ? schema : { ...schema, ...ANY_VALUE }]
  })
  return { ...part, properties: Object.fromEntries(fields) }
}
