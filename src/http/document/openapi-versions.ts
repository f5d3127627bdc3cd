import { isPart, type Part, type Rewrite, withModels } from './models.js'
import { isOptionalBody, withoutUnions } from './nullable.js'
import { withClientParameters } from './parameters.js'

/** How an edition of the document says the schemas, and where it keeps those that have names. */
export type DocumentVersion = {
  readonly place: string
  readonly rewrite: Rewrite
  readonly keep: (document: Part, models: Part) => Part
}

export const OPENAPI_3: DocumentVersion = {
  place: '#/components/schemas/',
  rewrite: (part, was) => {
    const body = was['requestBody']
    const plain = withClientParameters(withoutUnions(part, { was, nullable: 'nullable' }))
    if (!isPart(body)) return plain
    const requestBody = { ...at(plain, 'requestBody'), required: !isOptionalBody(schemaOf(body)) }
    // Generators call the argument so, as they do with the older edition.
    return { ...plain, requestBody, 'x-codegen-request-body-name': 'body' }
  },
  keep: (document, schemas) => ({ ...document, components: { ...at(document, 'components'), schemas } }),
}

export const SWAGGER_2: DocumentVersion = {
  place: '#/definitions/',
  rewrite: (part, was) => {
    const plain = withoutUnions(part, { was, nullable: 'x-nullable' })
    if (was['in'] === 'body') return { ...plain, required: !isOptionalBody(was['schema']) }
    // Each value of a list in a query is a parameter of its own: type=a&type=b.
    if (was['in'] === 'query' && plain['type'] === 'array') return { ...plain, collectionFormat: 'multi' }
    return withClientParameters(withOneExample(plain))
  },
  keep: (document, definitions) => ({ ...document, definitions }),
}

/** The document as it is served, of what the routes have said. Chapters without an operation are left out. */
export function openApiDocument(document: object, edition: DocumentVersion): Part {
  const { rest, models } = withModels({ ...document }, edition)
  const used = Object.values(at(rest, 'paths')).flatMap(path => Object.values(isPart(path) ? path : {}).flatMap(tagsOf))
  const tags = Array.isArray(rest['tags']) ? rest['tags'].filter(tag => isPart(tag) && used.includes(tag['name'])) : []
  return edition.keep({ ...rest, tags }, models)
}

function tagsOf(operation: unknown): unknown {
  return isPart(operation) ? operation['tags'] : []
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
