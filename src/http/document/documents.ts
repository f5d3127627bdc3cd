import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FastifyReply, FastifySchema, RouteOptions } from 'fastify'
import type { TypedApp } from '../schema/typed-app.js'
import type { Described, DescribedRoute, Documents } from './make-documents.js'

/** Gives a document as JSON, always the same bytes. */
export type ReadDocument = (name: keyof Documents) => Promise<Buffer>

const HEADERS = { 'cache-control': 'no-cache', 'x-robots-tag': 'noindex' }

/**
 * Serves the routes of `app` as an OpenAPI 3.0 document at `/openapi.json` and as Swagger 2.0 at `/swagger.json`, with the
 * routes that are added later. `publicUrl`: without a slash at the end. Returns a function that gives the documents once
 * the server is ready.
 */
export function serveDocuments(app: TypedApp, { publicUrl }: { publicUrl: string }): ReadDocument {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', route => void routes.push(route))
  const read = documentsOf(() => ({ routes: described(routes), publicUrl }))
  const schema: FastifySchema = { hide: true }
  app.register(async served => {
    for (const [url, name] of [['/openapi.json', 'openApi'] as const, ['/swagger.json', 'swagger'] as const]) {
      served.get(url, { schema }, async (_request, reply) => sendDocument(reply.headers(HEADERS), await read(name)))
    }
  })
  return read
}

export function sendDocument(reply: FastifyReply, document: Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(document)
}

/** Hooks of routes that were added later have changed the schemas, so they are read late. */
export function described(routes: readonly RouteOptions[]): DescribedRoute[] {
  return routes.flatMap(({ method, url, schema = {} }) =>
    method === 'HEAD' || schema.hide ? [] : [{ method, url, schema }],
  )
}

/**
 * Makes the documents when one is asked for the first time, in a thread: it takes half a second, which would delay all
 * other requests and stanzas, and memory that is free again afterwards.
 */
function documentsOf(describe: () => Described): ReadDocument {
  let made: Promise<Record<keyof Documents, Buffer>> | undefined
  return async name => {
    made ??= inThread(describe())
    try {
      return (await made)[name]
    } catch (fault) {
      // The next request tries again.
      made = undefined
      throw fault
    }
  }
}

async function inThread(described: Described): Promise<Record<keyof Documents, Buffer>> {
  const worker = new Worker(new URL(import.meta.resolve('#src/http/document/documents-worker.js')), {
    workerData: described,
  })
  const [{ openApi, page, swagger }] = await once(worker, 'message')
  return { openApi: Buffer.from(openApi), page: Buffer.from(page), swagger: Buffer.from(swagger) }
}
