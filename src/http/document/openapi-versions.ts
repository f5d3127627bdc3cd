import { isPart, type Part, type Rewrite, withModels } from './models.js'
import { isOptionalBody, withoutUnions } from './nullable.js'
import { withClientParameters } from './parameters.js'

/** How a version of OpenAPI writes schemas, and where it keeps named ones. */
export type DocumentVersion = {
  readonly place: string
  readonly rewrite: Rewrite
  readonly keep: (document: Part, models: Part) => Part
}

export const OPENAPI_3: DocumentVersion = {
  place: '#/components/schemas/',
  rewrite: (part, was) => {
    const body = was['requestBody']
    const plain = withBinaryType(withClientParameters(withoutUnions(part, { was, nullable: 'nullable' })), was)
    if (!isPart(body)) return plain
    const requestBody = { ...at(plain, 'requestBody'), required: !isOptionalBody(schemaOf(body)) }
    // The name of the argument in generated clients, the same as with Swagger 2.0.
    return { ...plain, requestBody, 'x-codegen-request-body-name': 'body' }
  },
  keep: (document, schemas) => ({ ...document, components: { ...at(document, 'components'), schemas } }),
}

export const SWAGGER_2: DocumentVersion = {
  place: '#/definitions/',
  rewrite: (part, was) => {
    const plain = withoutUnions(part, { was, nullable: 'x-nullable' })
    if (was['in'] === 'body') return { ...plain, required: !isOptionalBody(was['schema']) }
    // A list in a query is written as type=a&type=b.
    if (was['in'] === 'query' && plain['type'] === 'array') return { ...plain, collectionFormat: 'multi' }
    return withBinaryType(withClientParameters(withOneExample(plain)), was)
  },
  keep: (document, definitions) => ({ ...document, definitions }),
}

/** Makes the served document from that of @fastify/swagger. Tags without an operation are left out. */
export function openApiDocument(document: object, version: DocumentVersion): Part {
  const { rest, models } = withModels({ ...document }, version)
  const used = Object.values(at(rest, 'paths')).flatMap(path => Object.values(isPart(path) ? path : {}).flatMap(tagsOf))
  const tags = Array.isArray(rest['tags']) ? rest['tags'].filter(tag => isPart(tag) && used.includes(tag['name'])) : []
  return version.keep({ ...rest, tags }, models)
}

function tagsOf(operation: unknown): unknown {
  return isPart(operation) ? operation['tags'] : []
}

/** A binary body has no type in our schemas, since its value is no text. */
function withBinaryType(part: Part, was: Part): Part {
  return was['isBinary'] === true ? { ...part, type: 'string', format: 'binary' } : part
}

function withOneExample(part: Part): Part {
  const { examples, ...rest } = part
  return Array.isArray(examples) ? { ...rest, example: examples[0] } : part
}

function schemaOf(body: Part): unknown {
  return at(at(body, 'content'), 'application/json')['schema']
}

function at(part: Part, key: string): Part {
  const inner = part[key]
  return isPart(inner) ? inner : {}
}
