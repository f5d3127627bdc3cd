import type { TSchema } from '@sinclair/typebox'

/**
 * Names a schema: the OpenAPI documents contain it once, and generated clients make one class of it. COMPAT: the names
 * are spelled as in the API family: the operationId, then `Success` and the name of the part.
 */
export function withModelName<Schema extends TSchema>(modelName: string, schema: Schema): Schema {
  return { ...schema, modelName }
}

/** Names a schema, unless it has a name. */
export function withDefaultModelName<Schema extends TSchema>(modelName: string, schema: Schema): Schema {
  return 'modelName' in schema ? schema : withModelName(modelName, schema)
}
