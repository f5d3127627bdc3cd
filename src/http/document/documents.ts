import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import { release } from '../../release.js'
import { TAGS } from '../tags.js'
import type { TypedApp } from '../typed-app.js'
import { withAccept } from './accept.js'
import { OPENAPI_3, SWAGGER_2 } from './editions.js'
import { type Part, withModels } from './models.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI document in the edition of Swagger 2.0. */
    swagger2(): object
  }
}

/** Clients that are generated from the document take their name from this title: it is that of the API family. */
const TITLE = 'Rainbow Enduser Portal'

const DESCRIPTION =
  'The REST API of Latchstring: rooms, and links that let people in. It is a member of the family whose name it ' +
  'bears, so that the clients of the family work with it. A request says who makes it by a token.'

const info = { title: TITLE, version: release, description: DESCRIPTION }
const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))

/** As the clients of the family know it. */
const BEARER = { type: 'apiKey', name: 'Authorization', in: 'header', description: 'Bearer, a space and the token' }

/**
 * Serves what the routes of `app` say of themselves as an OpenAPI 3.0 document at `/openapi.json`, and in the edition of
 * Swagger 2.0 at `/swagger.json`. Routes that come later are in both. `publicUrl` is without a slash at the end.
 */
export function serveDocuments(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.register(swagger, newerEdition(publicUrl))
  app.register(swagger, olderEdition(publicUrl))
  app.register(async served => {
    const schema: FastifySchema = { hide: true }
    served.get('/openapi.json', { schema }, async (_request, reply) => reply.headers(HEADERS).send(app.swagger()))
    served.get('/swagger.json', { schema }, async (_request, reply) => reply.headers(HEADERS).send(app.swagger2()))
  })
}

const HEADERS = { 'cache-control': 'no-cache', 'x-robots-tag': 'noindex' }

function newerEdition(publicUrl: string): Parameters<typeof swagger>[1] {
  return {
    openapi: {
      openapi: '3.0.3',
      info,
      tags,
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { Bearer: BEARER, Basic: { type: 'http', scheme: 'basic' } } },
    },
    stripBasePath: false,
    transform: ({ schema, url }) => ({ schema: withDescriptions(schema), url }),
    transformObject: document => {
      if (!('openapiObject' in document)) throw new Error('the document is of another edition')
      const { rest, models } = withModels(document.openapiObject, OPENAPI_3)
      return { ...rest, components: { ...(rest['components'] as Part), schemas: models } }
    },
  } as Parameters<typeof swagger>[1]
}

function olderEdition(publicUrl: string): Parameters<typeof swagger>[1] {
  const { host, protocol, pathname } = new URL(publicUrl)
  return {
    decorator: 'swagger2',
    swagger: {
      info,
      tags,
      host,
      ...(pathname === '/' ? {} : { basePath: pathname }),
      schemes: [protocol.slice(0, -1)],
      consumes: ['application/json'],
      produces: ['application/json'],
      securityDefinitions: { Bearer: BEARER, Basic: { type: 'basic' } },
    },
    stripBasePath: false,
    transform: ({ schema, url, route }) => {
      const reads = route.method === 'GET' || route.method === 'DELETE'
      return { schema: withDescriptions(reads ? withAccept(schema) : schema), url }
    },
    transformObject: document => {
      if (!('swaggerObject' in document)) throw new Error('the document is of another edition')
      const { rest, models } = withModels(document.swaggerObject, SWAGGER_2)
      return { ...rest, definitions: models }
    },
  } as Parameters<typeof swagger>[1]
}

/** Each answer is described by the text of its status. */
function withDescriptions(schema: FastifySchema): FastifySchema {
  const response = Object.entries((schema.response ?? {}) as Record<string, object>).map(([status, body]) => {
    return [status, { ...body, 'x-response-description': STATUS_CODES[status] ?? status }]
  })
  return { ...schema, response: Object.fromEntries(response) }
}
