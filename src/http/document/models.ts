import { OWN_KEYWORDS } from '../errors/validation.js'

/** A part of a document. */
export type Part = Readonly<Record<string, unknown>>

/** Rewrites one part, whose own parts are rewritten already. `was`: the part before that. */
export type Rewrite = (part: Part, was: Part) => Part

/**
 * Replaces each schema by the one that it is `documentedAs`, and each with a `modelName` by a reference below `place`, removes
 * our own keywords, and applies `rewrite` to each part. Returns the document and the named schemas. Throws an Error if two
 * different schemas have one name.
 */
export function withModels(document: Part, { place, rewrite }: { readonly place: string; readonly rewrite: Rewrite }) {
  const models = new Map<string, Part>()
  const rewritten = (part: Part) => rewrite(partsOf(part, written), part)
  const written = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(written)
    if (!isPart(value)) return value
    if (isPart(value['documentedAs'])) return written(value['documentedAs'])
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

  /** The names of properties, which may equal our keywords. Properties that are forbidden (`not`) are left out. */
  function fields(properties: unknown): unknown {
    if (!isPart(properties)) return properties
    const allowed = Object.entries(properties).filter(([, schema]) => !(isPart(schema) && 'not' in schema))
    return Object.fromEntries(withoutDuplicates(allowed).map(([key, schema]) => [key, written(schema)]))
  }
}

/** Keys that differ only in case clash in generated classes. COMPAT: the last one stays, as in the API family. */
function withoutDuplicates<T>(fields: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  const names = fields.map(([key]) => key.toLowerCase())
  return fields.filter((_, index) => names.lastIndexOf(names[index] ?? '') === index)
}

function put(models: Map<string, Part>, name: string, model: Part): void {
  const other = models.get(name)
  if (other && JSON.stringify(other) !== JSON.stringify(model)) throw new Error(`two schemas are named ${name}`)
  models.set(name, model)
}
