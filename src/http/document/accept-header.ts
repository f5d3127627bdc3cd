import type { FastifySchema } from 'fastify'
import { isPart } from './models.js'

/** COMPAT: the Swagger 2.0 document of the API family has this header on each GET and DELETE. */
const ACCEPT = { type: 'string', description: 'application/json' }

/**
 * Adds the header `accept` to the schema of a route, as a required parameter. COMPAT: clients generated from the API
 * family's document take it as an argument after those of the path. Requests do not need it.
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
