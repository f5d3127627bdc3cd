import type { TSchema } from '@sinclair/typebox'
import type { TypedApp } from './typed-app.js'

/**
 * Converts query parameters to the type of their schema: integers, booleans and lists. Texts that do not fit are left to
 * the validation. Ajv's `coerceTypes` would convert bodies as well.
 */
export function readQueries(app: TypedApp): void {
  app.addHook('preValidation', async request => {
    const schema = request.routeOptions.schema?.querystring as TSchema | undefined
    const wanted = schema?.['properties'] as Readonly<Record<string, TSchema>> | undefined
    const query = request.query as Record<string, unknown>
    for (const [name, { type }] of Object.entries(wanted ?? {})) {
      if (name in query) query[name] = readAs(String(type), query[name])
    }
  })
}

function readAs(type: string, value: unknown): unknown {
  if (type === 'array') return Array.isArray(value) ? value : [value]
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
