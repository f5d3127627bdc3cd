import formbody from '@fastify/formbody'
import type { FastifyRequest } from 'fastify'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'

/** Bytes. A form of a page has few and short fields. */
const LARGEST_FORM = 16 * 1024

/** Lets routes take the forms of our own pages; those of other sites are refused. `publicUrl`: without a slash at the end. */
export function acceptOwnForms(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.register(formbody, { bodyLimit: LARGEST_FORM })
  app.addHook('onRequest', async request => {
    if (request.method === 'POST' && !isOfOwnSite(request, publicUrl)) throw new RequestError('not-allowed')
  })
}

/**
 * Whether a page of our own has sent the request, or no browser: a browser says so in Sec-Fetch-Site (Fetch Metadata §2.2),
 * an old one in Origin (Fetch Standard §3.2). Behind a proxy, the host of the request can be another than our own.
 */
function isOfOwnSite({ headers }: Pick<FastifyRequest, 'headers'>, publicUrl: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || origin === new URL(publicUrl).origin || origin.replace(/^https?:\/\//, '') === host
}
