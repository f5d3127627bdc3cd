import type { restApi } from '../rest.js'

type Parameter = { name: string; in: string; required?: boolean; default?: string }

export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  security: object[]
  deprecated?: boolean
  parameters?: Parameter[]
  requestBody?: { required: boolean }
  responses: Record<string, { headers?: object }>
  'x-error-codes': Record<string, number[]>
}

export type Document = {
  paths: Record<string, Record<string, Operation>>
  tags: { name: string }[]
} & Record<string, unknown>

/** The document at this path, as a client gets it. */
export async function documentOf({ ask }: Pick<ReturnType<typeof restApi>, 'ask'>, url: string): Promise<Document> {
  return (await ask({ method: 'GET', url })).body as unknown as Document
}

/** Its operations, each with its method and path as `at`. */
export function operationsOf({ paths }: Document): (Operation & { at: string })[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, at: `${method.toUpperCase()} ${path}` })),
  )
}

/** The names of all schemas to which a part of the document refers, directly or through other schemas. */
export function schemasBelow(document: Document, part: unknown): readonly string[] {
  const schemas = (document['definitions'] ?? at(document['components'], 'schemas')) as Record<string, unknown>
  const found = new Set<string>()
  const search = (text: string) => {
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/(?:definitions|components\/schemas)\/(\w+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      search(JSON.stringify(schemas[name]))
    }
  }
  search(JSON.stringify(part))
  return [...found]
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : {}
}
