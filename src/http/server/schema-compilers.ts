import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/**
 * Fastify's own compilers of schemas, which compile each schema at its first use, and once per process. Fastify asks at a
 * start for one for each route and status code that names a schema: 726 times, for about 100 different schemas, of which
 * most services need few. Our own decision.
 */
export const SCHEMA_COMPILERS = {
  buildValidator: cachedBySettings(AjvCompiler(), validatorAtFirstUse),
  buildSerializer: cachedBySettings(SerializerSelector(), serializerAtFirstUse),
}

/** Gives what `compile` gives, but calls it at the first use. */
type AtFirstUse<Compiled> = (compile: () => Compiled) => Compiled

type Validator = ReturnType<ReturnType<ReturnType<typeof AjvCompiler>>>

/** What Fastify uses of a validator. */
type Check = { (value: unknown): unknown; errors?: Validator['errors'] }

type Serializer = ReturnType<ReturnType<ReturnType<typeof SerializerSelector>>>

/** Fastify reads the errors of a refused value from the function that refused it. */
function validatorAtFirstUse(compile: () => Validator): Validator
function validatorAtFirstUse(compile: () => Validator): Check {
  let compiled: Validator | undefined
  const validate: Check = value => {
    compiled ??= compile()
    const isValid = compiled(value)
    validate.errors = compiled.errors ?? null
    return isValid
  }
  return validate
}

function serializerAtFirstUse(compile: () => Serializer): Serializer {
  let compiled: Serializer | undefined
  return value => {
    compiled ??= compile()
    return compiled(value)
  }
}

/** Caches the compilers that `build` makes, by their settings as JSON. */
function cachedBySettings<Settings extends unknown[], Wanted, Compiled>(
  build: (...settings: Settings) => (wanted: Wanted) => Compiled,
  atFirstUse: AtFirstUse<Compiled>,
): (...settings: Settings) => (wanted: Wanted) => Compiled {
  const compilers = new Map<string, (wanted: Wanted) => Compiled>()
  return (...settings) => {
    const key = JSON.stringify(settings)
    const compiler = compilers.get(key) ?? cachedBySchema(build(...settings), atFirstUse)
    compilers.set(key, compiler)
    return compiler
  }
}

function cachedBySchema<Wanted, Compiled>(
  compile: (wanted: Wanted) => Compiled,
  atFirstUse: AtFirstUse<Compiled>,
): (wanted: Wanted) => Compiled {
  const known = new WeakMap<object, Compiled>()
  return wanted => {
    const schema = schemaOf(wanted)
    if (schema === undefined) return compile(wanted)
    const compiled = known.get(schema) ?? atFirstUse(() => compile(wanted))
    known.set(schema, compiled)
    return compiled
  }
}

/** Fastify hands a compiler the schema together with the route that it is for. */
function schemaOf(wanted: unknown): object | undefined {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
  return isObject(wanted) && 'schema' in wanted && isObject(wanted.schema) ? wanted.schema : undefined
}
