import swaggerUi from '@fastify/swagger-ui'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'
import { cachedDocument, sendDocument } from './cached-document.js'
import type { Part } from './models.js'

/** Only files of this service: no other site, no inline script or style, no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
}

const PAGE = '/docs'

/**
 * Serves Swagger UI at `/docs`. A token stays in the memory of the page. `publicUrl`: without a slash at the end; its path
 * is the prefix of the page's paths.
 */
export function serveDocumentPage(app: TypedApp, options: { publicUrl: string; document: () => Part }): void {
  const { publicUrl, document } = options
  const path = new URL(publicUrl).pathname
  app.register(async page => {
    page.addHook('onSend', async (_request, reply) => {
      reply.headers(HEADERS)
    })
    // The policy allows requests to the origin of the page only. The library would serialise the document for each request.
    const cached = cachedDocument(() => ({ ...document(), servers: [{ url: path }] }))
    page.addHook('preHandler', async ({ routeOptions: { url } }, reply) => {
      if (url === `${PAGE}/json`) return sendDocument(reply, cached)
      if (url === `${PAGE}/yaml`) throw new RequestError('unknown-route')
    })
    await page.register(swaggerUi, {
      routePrefix: PAGE,
      indexPrefix: path,
      theme: { title: 'The REST API of Latchstring' },
      uiConfig: { layout: 'BaseLayout', docExpansion: 'none', persistAuthorization: false },
    })
  })
}
