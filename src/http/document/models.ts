import { OWN_KEYWORDS } from '../errors/validation.js'

/** A part of a document. */
export type Part = Readonly<Record<string, unknown>>

/** Rewrites one part, whose own parts are rewritten already; `was` is all of it as it was. */
export type Rewrite = (part: Part, was: Part) => Part

/**
 * A document without our own keywords in it, in which each schema with a `modelName` has become a reference below
 * `place`, and what stands there. Two schemas of one name must be one. Each part passes through `rewrite` on the way.
 */
export function withModels(document: Part, { place, rewrite }: { readonly place: string; readonly rewrite: Rewrite }) {
  const models = new Map<string, Part>()
  const rewritten = (part: Part) => rewrite(partsOf(part, written), part)
  const written = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(written)
    if (!isPart(value)) return value
    const name = value['modelName']
    if (typeof name !== 'string') return rewritten(value)
    put(models, name, rewritten(value))
    return { $ref: `${place}${name}` }
  }
  const rest = rewritten(document)
  return { rest, models: Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1))) }
}

export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function partsOf(part: Part, written: (value: unknown) => unknown): Part {
  const own = Object.entries(part).filter(([key]) => !OWN_KEYWORDS.includes(key))
  return Object.fromEntries(own.map(([key, value]) => [key, key === 'properties' ? fields(value) : written(value)]))

  /** The keys of a value may be called as our keywords are. What a value must not have is nobody's business. */
  function fields(properties: unknown): unknown {
    if (!isPart(properties)) return properties
    const shown = Object.entries(properties).filter(([, schema]) => !(isPart(schema) && 'not' in schema))
    return Object.fromEntries(withoutDuplicates(shown).map(([key, schema]) => [key, written(schema)]))
  }
}

/** Of keys that differ only in their capitals, generated classes can have one: the last stays, as the family has it. */
function withoutDuplicates<T>(fields: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  const names = fields.map(([key]) => key.toLowerCase())
  return fields.filter((_, index) => names.lastIndexOf(names[index] ?? '') === index)
}

function put(models: Map<string, Part>, name: string, model: Part): void {
  const other = models.get(name)
  if (other && JSON.stringify(other) !== JSON.stringify(model)) throw new Error(`two schemas are named ${name}`)
  models.set(name, model)
}
