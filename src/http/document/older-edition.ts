import type { FastifySchema } from 'fastify'
import { isPart, type Part } from './models.js'

/** The header that Swagger 2.0 shows on every request that only reads or deletes. */
const ACCEPT = { type: 'string', description: 'application/json' }

/**
 * The schema of a route with the header `accept` as a required parameter. Clients that are generated from the API
 * family's document take it as an argument after those of the path; it is not asked for when a request comes.
 */
export function withAccept(schema: FastifySchema): FastifySchema {
  const { properties = {}, required = [] } = (schema.headers ?? {}) as { properties?: object; required?: string[] }
  const headers = { type: 'object', properties: { accept: ACCEPT, ...properties }, required: ['accept', ...required] }
  return { ...schema, headers }
}

/** Says a part of a document in the words of Swagger 2.0, which knows neither unions nor null. */
export function inSwagger2(part: Part, was: Part): Part {
  const { anyOf, oneOf = anyOf, ...rest } = part
  if (Array.isArray(oneOf)) return { ...rest, ...eitherOf(oneOf.filter(isPart)) }
  if (part['type'] === 'null') return { ...part, type: 'object', 'x-nullable': true }
  if (part['in'] === 'body') return { ...part, required: !mayBeLeftOut(was['schema']) }
  // Each value of a list in a query is a parameter of its own: type=a&type=b.
  if (part['in'] === 'query' && part['type'] === 'array') return { ...part, collectionFormat: 'multi' }
  return part
}

function eitherOf(schemas: readonly Part[]): Part {
  const values = schemas.filter(schema => schema['x-nullable'] !== true || schema['type'] !== 'object')
  const nullable = values.length < schemas.length ? { 'x-nullable': true } : {}
  const [first, ...others] = values
  if (first && others.length === 0) return { ...first, ...nullable }
  const words = values.map(schema => schema['enum'])
  if (words.every(Array.isArray)) return { type: first?.['type'], enum: words.flat(), ...nullable }
  return nullable
}

/** A body that is null where it is not sent. */
function mayBeLeftOut(body: unknown): boolean {
  const either = isPart(body) ? (body['anyOf'] ?? body['oneOf']) : undefined
  return Array.isArray(either) && either.some(schema => isPart(schema) && schema['type'] === 'null')
}
