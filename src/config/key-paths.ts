import type { TSchema } from '@sinclair/typebox'

/** Every key of a schema of nested objects as a path such as `http.port`, without the sections. */
export function keyPaths(schema: TSchema, prefix = ''): string[] {
  if (schema['type'] !== 'object') return [prefix]
  const keys = Object.entries<TSchema>(schema['properties'])
  return keys.flatMap(([name, child]) => keyPaths(child, prefix === '' ? name : `${prefix}.${name}`))
}
