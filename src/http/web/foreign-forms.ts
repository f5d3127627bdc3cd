import type { FastifyRequest } from 'fastify'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'

/** Refuses a form that a page of another site sends. `publicUrl`: without a slash at the end. */
export function refuseForeignForms(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  app.addHook('onRequest', async request => {
    if (request.method === 'POST' && !isOfOwnSite(request, publicUrl)) throw new RequestError('not-allowed')
  })
}

/**
 * Whether a page of our own has sent the request, or no browser: a browser says so in Sec-Fetch-Site (Fetch Metadata §2.2),
 * an old one in Origin (Fetch Standard §3.2). Behind a proxy, the host of the request can be another than our own.
 */
export function isOfOwnSite({ headers }: Pick<FastifyRequest, 'headers'>, publicUrl: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || origin === new URL(publicUrl).origin || origin.replace(/^https?:\/\//, '') === host
}
