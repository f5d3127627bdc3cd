import type { FastifySchema } from 'fastify'
import { isPart } from './models.js'

/** The header that Swagger 2.0 shows on every request that only reads or deletes. */
const ACCEPT = { type: 'string', description: 'application/json' }

/**
 * The schema of a route with the header `accept` as a required parameter. Clients that are generated from the API
 * family's document take it as an argument after those of the path; it is not asked for when a request comes.
 */
export function withAccept(schema: FastifySchema): FastifySchema {
  const { properties, required } = isPart(schema.headers) ? schema.headers : {}
  const headers = {
    type: 'object',
    properties: { accept: ACCEPT, ...(isPart(properties) && properties) },
    required: ['accept', ...(Array.isArray(required) ? required : [])],
  }
  return { ...schema, headers }
}
