import type { Part, Rewrite } from './models.js'
import { isPart } from './models.js'
import { asClientsSeeIt } from './parameters.js'
import { mayBeLeftOut, withoutUnions } from './unions.js'

/** Where an edition of the document keeps the schemas that have names, and how it says the rest. */
export type Edition = { readonly place: string; readonly rewrite: Rewrite }

export const OPENAPI_3: Edition = {
  place: '#/components/schemas/',
  rewrite: (part, was) => {
    const body = was['requestBody']
    const plain = asClientsSeeIt(withoutUnions(part, { was, nullable: 'nullable' }))
    return isPart(body)
      ? { ...plain, requestBody: { ...bodyOf(plain), required: !mayBeLeftOut(schemaOf(body)) } }
      : plain
  },
}

export const SWAGGER_2: Edition = {
  place: '#/definitions/',
  rewrite: (part, was) => {
    const plain = withoutUnions(part, { was, nullable: 'x-nullable' })
    if (was['in'] === 'body') return { ...plain, required: !mayBeLeftOut(was['schema']) }
    // Each value of a list in a query is a parameter of its own: type=a&type=b.
    if (was['in'] === 'query' && plain['type'] === 'array') return { ...plain, collectionFormat: 'multi' }
    return asClientsSeeIt(withOneExample(plain))
  },
}

function withOneExample(part: Part): Part {
  const { examples, ...rest } = part
  return Array.isArray(examples) ? { ...rest, example: examples[0] } : part
}

function bodyOf(operation: Part): object {
  return isPart(operation['requestBody']) ? operation['requestBody'] : {}
}

function schemaOf(body: Part): unknown {
  const media = isPart(body['content']) ? body['content']['application/json'] : undefined
  return isPart(media) ? media['schema'] : undefined
}
