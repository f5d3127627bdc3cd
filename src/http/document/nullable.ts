import { isPart, type Part } from './models.js'

/**
 * Removes unions and null from a part of a document: Swagger 2.0 has neither, and common generators make broken clients of
 * them. The keyword `nullable` marks what may be null, enums are joined, and other unions allow any value. `was`: the part
 * with its unions.
 */
export function withoutUnions(whole: Part, { was, nullable }: { was: Part; nullable: string }): Part {
  const { nullable: isNullable, ...others } = whole
  const part = isNullable === true ? { ...others, [nullable]: true } : whole
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

/** Whether a body may be left out, and is null then. */
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

/** Null in JSON Schema, and in OpenAPI 3.0. */
function isNull({ type, enum: words }: Part): boolean {
  return type === 'null' || (Array.isArray(words) && words.length === 1 && words[0] === null)
}

/** The same as an empty schema, for which generators refer to a class that does not exist. */
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
