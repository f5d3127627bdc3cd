import { Validator } from '@seriousme/openapi-schema-validator'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import { OPENAPI_3, openApiDocument, SWAGGER_2 } from '../../../src/http/document/openapi-versions.js'
import { ERRORS } from '../../../src/http/errors/error-kinds.js'
import { withModelName } from '../../../src/http/schema/model-name.js'
import { operation } from '../../../src/http/schema/operation.js'
import { BASE, restApi } from '../rest.js'
import { FAMILY, LEFT_OUT } from './family.js'
import { documentOf, operationsOf, schemasBelow } from './reading.js'

const EDITIONS = ['/openapi.json', '/swagger.json']

/** The paths of the routes, without those that are in no document. */
function served(t: Test) {
  const api = restApi(t)
  const routes: string[] = []
  api.app.addHook('onRoute', ({ method, url, schema }) => {
    if (method !== 'HEAD' && !schema?.hide) routes.push(`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  })
  return { ...api, routes }
}

t.test('a document is serialised once, for frequent and for slow clients', async t => {
  const { app } = restApi(t)
  const sent: unknown[] = []
  app.addHook('onSend', async (_request, _reply, payload) => void sent.push(payload))
  for (const url of [...EDITIONS, '/docs/json']) {
    const areWhole = [await app.inject(url), await app.inject(url)].map(
      ({ body }) => JSON.parse(body).paths !== undefined,
    )
    t.strictSame(
      [areWhole, sent.at(-1) === sent.at(-2), sent.at(-1) instanceof Buffer],
      [[true, true], true, true],
      url,
    )
  }
})

for (const url of EDITIONS) {
  t.test(`${url} is valid and public, and search engines do not index it`, async t => {
    const { body, headers } = await restApi(t).ask({ method: 'GET', url })
    t.strictSame(await new Validator().validate(structuredClone(body)), { valid: true })
    t.match(headers, { 'x-robots-tag': 'noindex', 'cache-control': 'no-cache' })
  })

  t.test(`${url} describes each route that is served, and no other`, async t => {
    const api = served(t)
    const operations = operationsOf(await documentOf(api, url))
    t.strictSame(operations.map(({ at }) => at).sort(), api.routes.sort())
    t.ok(operations.every(({ operationId, tags, summary }) => operationId && tags.length === 1 && summary))
    const ids = operations.map(({ operationId }) => operationId)
    t.equal(new Set(ids).size, ids.length)
  })

  t.test(`${url} has the names of the API family`, async t => {
    const api = restApi(t)
    const document = await documentOf(api, url)
    const operations = new Map(operationsOf(document).map(operation => [operation.operationId, operation]))
    const lacking = (part: unknown, names: readonly string[]) => {
      const found = schemasBelow(document, part)
      return names.filter(name => !found.includes(name))
    }
    t.strictSame(
      [...FAMILY.keys()].filter(id => !operations.has(id)),
      LEFT_OUT,
    )
    for (const [id, { tag, body, result }] of FAMILY) {
      const operation = operations.get(id)
      if (!operation) continue
      t.strictSame(operation.tags, [tag], id)
      t.strictSame(lacking(operation.responses['200'], result), [], `what ${id} answers`)
      if (body) t.strictSame(lacking(operation.requestBody ?? operation.parameters, [body]), [], `what ${id} takes`)
    }
  })

  t.test(`${url} does not contain our own schema keywords`, async t => {
    const text = JSON.stringify(await documentOf(restApi(t), url))
    t.notMatch(text, /"(expected|modelName)":/)
    t.notMatch(text, /"(not|anyOf|oneOf)":/)
  })
}

t.test('the authentication is declared as in the API family', async t => {
  const api = restApi(t)
  const bearer = { Bearer: { type: 'apiKey', name: 'Authorization', in: 'header' } }
  t.match(await documentOf(api, '/openapi.json'), { components: { securitySchemes: bearer } })
  const older = await documentOf(api, '/swagger.json')
  t.match(older, { securityDefinitions: bearer })
  t.match(older.paths['/api/rainbow/enduser/v1.0/rooms'], { post: { security: [{ Bearer: [] }] } })
})

t.test('both documents have the public URL of the service', async t => {
  const api = restApi(t)
  t.match(await documentOf(api, '/openapi.json'), { servers: [{ url: 'https://rooms.example.org' }] })
  t.match(await documentOf(api, '/swagger.json'), { host: 'rooms.example.org', schemes: ['https'] })
})

t.test('Swagger 2.0 has the header accept after the path, for GET and DELETE', async t => {
  for (const { at, parameters = [] } of operationsOf(await documentOf(restApi(t), '/swagger.json'))) {
    const reads = /^(GET|DELETE) /.test(at)
    t.equal(parameters.filter(({ name }) => name === 'accept').length, reads ? 1 : 0, at)
    const order = parameters.map(one => ['path', 'header', 'query', 'body'].indexOf(one.in))
    t.strictSame(
      order,
      order.toSorted((a, b) => a - b),
      at,
    )
    if (reads)
      t.match(
        parameters.find(({ name }) => name === 'accept'),
        { in: 'header', required: true },
      )
  }
})

t.test('parameters with a default are optional, and a body is required', async t => {
  const api = restApi(t)
  const [newer, older] = [await documentOf(api, '/openapi.json'), await documentOf(api, '/swagger.json')]
  const path = '/api/rainbow/enduser/v1.0/rooms'
  t.match(older, { definitions: { createRoom: { required: ['name'] } } })
  t.match(newer, { components: { schemas: { createRoom: { required: ['name'] } } } })
  t.match(older.paths[path]?.['post'], { parameters: [{ in: 'body', name: 'body', required: true }] })
  t.match(newer.paths[path]?.['post'], { requestBody: { required: true } })
  const format = older.paths[`${path}/{roomId}`]?.['get']?.parameters?.find(({ name }) => name === 'format')
  t.match(format, { in: 'query', required: false, default: 'full' })
})

t.test('generators give the client the name of the API family, and refer to no class that does not exist', async t => {
  for (const url of EDITIONS) {
    const document = await documentOf(restApi(t), url)
    t.match(document, { info: { title: 'Rainbow Enduser Portal' } })
    t.notMatch(JSON.stringify(document), /"(?!properties"|304")\w+":\{("description":"[^"]*")?\}/)
  }
})

t.test('unions, null and optional bodies are written as each version allows', async t => {
  const api = restApi(t)
  const either = Type.Union([Type.Literal('a'), Type.Literal('b')])
  const body = Type.Union([Type.Object({ either, maybe: Type.Union([Type.String(), Type.Null()]) }), Type.Null()])
  const querystring = Type.Object({ type: Type.Optional(Type.Array(Type.String())) })
  const result = Type.Object({ data: Type.Array(Type.Object({ any: Type.Union([Type.String(), Type.Object({})]) })) })
  const schema = operation({ id: 'tryIt', tag: 'Common', summary: 'Try it', scope: 'any', querystring, body, result })
  api.app.register(async app => app.post('/try', { schema }, async () => ({ data: [] })))
  const older = await documentOf(api, '/swagger.json')
  t.match(older.paths['/try']?.['post'], {
    parameters: [
      { name: 'type', type: 'array', collectionFormat: 'multi', required: false },
      { name: 'body', required: false, schema: { $ref: '#/definitions/tryIt' } },
    ],
  })
  const either2 = { type: 'string', enum: ['a', 'b'] }
  t.match(older, {
    definitions: {
      tryIt: { type: 'object', properties: { either: either2, maybe: { type: 'string', 'x-nullable': true } } },
      tryItSuccess_data: { properties: { any: {} } },
    },
  })
  const newer = await documentOf(api, '/openapi.json')
  t.match(newer.paths['/try']?.['post'], {
    requestBody: { required: false },
    'x-codegen-request-body-name': 'body',
  })
  t.match(newer, { components: { schemas: { tryIt: { properties: { maybe: { type: 'string', nullable: true } } } } } })
  for (const url of EDITIONS) {
    t.strictSame(await new Validator().validate(structuredClone(await documentOf(api, url))), { valid: true })
  }
})

t.test('of keys that differ only in case, the document has the last', async t => {
  const schema = withModelName(
    'deleted',
    Type.Object({ status: Type.String(), Status: Type.String(), data: Type.String() }),
  )
  t.match(openApiDocument({ paths: {}, schema }, SWAGGER_2), {
    definitions: { deleted: { required: ['Status', 'data'], properties: { Status: {}, status: undefined } } },
  })
})

t.test('the body of an avatar is declared as an image, in binary', async t => {
  const path = `${BASE}/rooms/{roomId}/avatar`
  const newer = await documentOf(restApi(t), '/openapi.json')
  const body = { content: { 'image/png': { schema: { $ref: '#/components/schemas/setRoomAvatar' } } } }
  t.match(newer.paths[path]?.['post'], { requestBody: { required: true, ...body } })
  const binary = { setRoomAvatar: { type: 'string', format: 'binary' } }
  t.match(newer, { components: { schemas: binary } })
  const older = await documentOf(restApi(t), '/swagger.json')
  t.match(older, { definitions: binary })
  t.match(older.paths[path]?.['post'], { consumes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] })
})

t.test('two different schemas with one name are an error', async t => {
  const schemas = [Type.String(), Type.Integer()].map(type => withModelName('twice', Type.Object({ type })))
  const publish = () => openApiDocument({ paths: {}, schemas }, OPENAPI_3)
  t.throws(publish, { message: 'two schemas are named twice' })
})

/**
 * Errors that come before any route: the request is too slow or malformed, the path has another method, or the instance that
 * serves does not answer the one that forwards.
 */
const BEFORE_ROUTES = [405000, 408000, 431000, 503001]

for (const url of EDITIONS) {
  t.test(`${url} has each error code of the list, at the operations that can give it`, async t => {
    const operations = operationsOf(await documentOf(restApi(t), url))
    const known = Object.values(ERRORS).map(({ code }) => code)
    const named = operations.flatMap(({ 'x-error-codes': codes }) => Object.values(codes).flat())
    const missing = [...new Set<number>(known)].filter(code => !named.includes(code))
    t.strictSame(missing.sort(), BEFORE_ROUTES)
    t.strictSame(
      named.filter(code => !known.some(one => one === code)),
      [],
    )
    for (const { at, responses, 'x-error-codes': codes } of operations) {
      for (const [status, own] of Object.entries(codes)) {
        if (at.includes('/health/') && status === '503') continue
        t.match(responses[status], { description: `errorDetailsCode: ${own.join(', ')}` }, `${at} ${status}`)
      }
    }
  })

  t.test(`${url} has the header Retry-After where an error passes`, async t => {
    for (const { at, responses } of operationsOf(await documentOf(restApi(t), url))) {
      const waiting = Object.keys(responses).filter(status => 'Retry-After' in (responses[status]?.headers ?? {}))
      t.strictSame(waiting, at.endsWith('/v1.0/login') ? ['401', '429', '503'] : ['429', '503'], at)
    }
  })
}

t.test('answers with an entity tag have the header ETag, and those to a GET may be 304', async t => {
  for (const url of EDITIONS) {
    const operations = operationsOf(await documentOf(restApi(t), url))
    const at = (wanted: string) => operations.find(one => one.at === wanted)
    const etag = { headers: { ETag: {} } }
    t.match(at('GET /api/v1/rooms/{room}'), {
      parameters: [
        { name: 'room' },
        ...(url === '/swagger.json' ? [{ name: 'accept' }] : []),
        { name: 'if-none-match' },
      ],
      responses: { 200: etag, 304: { description: /^Not Modified/ } },
    })
    t.match(at('PATCH /api/v1/rooms/{room}'), { responses: { 200: etag, 412: {} } })
    t.match(at('POST /api/v1/rooms'), { responses: { 201: etag } })
  }
})

t.test('a tag is in the document as long as an operation uses it', async t => {
  for (const url of EDITIONS) {
    const document = await documentOf(restApi(t), url)
    const used = new Set(operationsOf(document).flatMap(({ tags }) => tags))
    t.strictSame(document.tags.map(({ name }) => name).sort(), [...used].sort())
  }
})
