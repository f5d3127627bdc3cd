import type { TSchema } from '@sinclair/typebox'

/**
 * A schema that the OpenAPI document shows under this name, once, however many routes use it. Generated clients make a
 * class of it. In the spelling of the API family: the name of the operation, then `Success` and what the part is.
 */
export function withModelName<Schema extends TSchema>(modelName: string, schema: Schema): Schema {
  return { ...schema, modelName }
}

/** As `withModelName`, for a schema that has no name yet. */
export function withDefaultModelName<Schema extends TSchema>(modelName: string, schema: Schema): Schema {
  return 'modelName' in schema ? schema : withModelName(modelName, schema)
}
