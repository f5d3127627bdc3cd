import type { TSchema } from '@sinclair/typebox'
import type { TypedApp } from './typed-app.js'

/**
 * A query string holds texts alone: where a route wants a number, a switch or a list, and the text is one, it is read as
 * such. Everything else is left to the schema, which refuses it.
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
