import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import fastify, { type FastifySchema, type HTTPMethods } from 'fastify'
import { release } from '../../config/release.js'
import { mayPass } from '../errors/error-kinds.js'
import { TAGS } from '../schema/tags.js'
import { withAccept } from './accept-header.js'
import { isPart, type Part } from './models.js'
import { OPENAPI_3, openApiDocument, SWAGGER_2 } from './openapi-versions.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The routes in the format of Swagger 2.0, from @fastify/swagger. */
    swagger2(): object
  }
}

/** A route with its schema as the service has it. `url`: the pattern of the path, such as `/rooms/:roomId`. */
export type DescribedRoute = {
  readonly method: HTTPMethods | HTTPMethods[]
  readonly url: string
  readonly schema: FastifySchema
}

/** The documents of the API. */
export type Documents = {
  /** OpenAPI 3.0, and the same for the page at `/docs`: requests go to the origin of the page. */
  readonly openApi: Part
  readonly page: Part
  /** Swagger 2.0. */
  readonly swagger: Part
}

/** What the documents are made of. `publicUrl`: without a slash at the end. */
export type Described = { readonly routes: readonly DescribedRoute[]; readonly publicUrl: string }

type SwaggerOptions = Parameters<typeof swagger>[1]

/** COMPAT: the title of the API family, from which generated clients take their name. */
const TITLE = 'Rainbow Enduser Portal'

const DESCRIPTION =
  'The REST API of Latchstring: rooms, and links through which users join them. It is compatible with the API family ' +
  'in its title, so that clients of the family work with it. Requests are authenticated with a bearer token; a service ' +
  'account names the user for whom it acts by the header act-as. ' +
  'A client of the family says so by the header x-rainbow-client: then its user gets the notifications of the family over XMPP.'

const info = { title: TITLE, version: release, description: DESCRIPTION }
const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))

/** COMPAT: as the API family declares it. */
const BEARER = {
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  description: 'Bearer, a space and the token',
} as const

const ETAG = { type: 'string', description: 'The entity tag, for If-Match and If-None-Match' }
const NOT_MODIFIED = {
  type: 'null',
  'x-response-description': 'Not Modified: the caller has what If-None-Match names',
}

const RETRY_AFTER = { type: 'integer', description: 'Seconds until the client may try again' }

/** Makes the documents. The routes are added to a server of their own, which serves nothing: @fastify/swagger reads them. */
export async function makeDocuments({ routes, publicUrl }: Described): Promise<Documents> {
  const app = fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => () => '')
  app.register(swagger, openApi3Options(publicUrl))
  app.register(swagger, swagger2Options(publicUrl))
  app.register(async described => {
    for (const route of routes) described.route({ ...route, handler: async () => undefined })
  })
  await app.ready()
  const openApi = openApiDocument(app.swagger(), OPENAPI_3)
  // The policy of the page allows requests to its origin only.
  const page = { ...openApi, servers: [{ url: new URL(publicUrl).pathname }] }
  return { openApi, page, swagger: openApiDocument(app.swagger2(), SWAGGER_2) }
}

function openApi3Options(publicUrl: string): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.0.3',
      info,
      tags,
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { Bearer: BEARER, Basic: { type: 'http', scheme: 'basic' } } },
    },
    stripBasePath: false,
    transform: ({ schema, url, route }) => ({ schema: withDescriptions(schema, route), url }),
  }
}

function swagger2Options(publicUrl: string): SwaggerOptions {
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
      return { schema: withDescriptions(reads ? withAccept(schema) : schema, route), url }
    },
  }
}

/** Describes each answer by the text of its status and the codes of its errors, and names its headers. */
function withDescriptions(
  { 'x-refusals': _names, 'x-tagged': tagged, ...schema }: FastifySchema,
  { method }: Pick<DescribedRoute, 'method'>,
): FastifySchema {
  const tellsTag = tagged !== undefined && method !== 'DELETE'
  const answers = Object.entries(isPart(schema.response) ? schema.response : {}).map(([status, body]) => {
    const codes = schema['x-error-codes']?.[Number(status)] ?? []
    const text = STATUS_CODES[status] ?? status
    const description = codes.length === 0 ? text : `${text}. errorDetailsCode: ${codes.join(', ')}`
    const headers = {
      ...(mayPass(codes) && { 'Retry-After': RETRY_AFTER }),
      ...(tellsTag && status.startsWith('2') && { ETag: ETAG }),
    }
    const more = Object.keys(headers).length > 0 ? { headers } : {}
    return [status, { ...(isPart(body) && body), 'x-response-description': description, ...more }]
  })
  const unchanged = tagged === 'read' ? { 304: NOT_MODIFIED } : {}
  return { ...schema, response: { ...Object.fromEntries(answers), ...unchanged } }
}
