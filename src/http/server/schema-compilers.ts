import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/**
 * Fastify's own compilers of schemas, which compile each schema once per process. Fastify asks for one for each route and
 * status code that names a schema: 726 times at a start, for about 100 different schemas. Our own decision.
 */
export const SCHEMA_COMPILERS = {
  buildValidator: cachedBySettings(AjvCompiler()),
  buildSerializer: cachedBySettings(SerializerSelector()),
}

/** Caches the compilers that `build` makes, by their settings as JSON. */
function cachedBySettings<Settings extends unknown[], Wanted, Compiled>(
  build: (...settings: Settings) => (wanted: Wanted) => Compiled,
): (...settings: Settings) => (wanted: Wanted) => Compiled {
  const compilers = new Map<string, (wanted: Wanted) => Compiled>()
  return (...settings) => {
    const key = JSON.stringify(settings)
    const compiler = compilers.get(key) ?? cachedBySchema(build(...settings))
    compilers.set(key, compiler)
    return compiler
  }
}

function cachedBySchema<Wanted, Compiled>(compile: (wanted: Wanted) => Compiled): (wanted: Wanted) => Compiled {
  const compiled = new WeakMap<object, Compiled>()
  return wanted => {
    const schema = schemaOf(wanted)
    if (schema === undefined) return compile(wanted)
    const known = compiled.get(schema) ?? compile(wanted)
    compiled.set(schema, known)
    return known
  }
}

/** Fastify hands a compiler the schema together with the route that it is for. */
function schemaOf(wanted: unknown): object | undefined {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
  return isObject(wanted) && 'schema' in wanted && isObject(wanted.schema) ? wanted.schema : undefined
}
