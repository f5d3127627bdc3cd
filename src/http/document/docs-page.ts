import swaggerUi from '@fastify/swagger-ui'
import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'
import { cachedDocument, sendDocument } from './cached-document.js'
import type { Part } from './models.js'

/** Only what this service itself serves: no other site, no code or style within the page, no frame around it. */
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
 * A page at `/docs` on which one reads the document and tries it out. The token that is typed in stays in the memory of
 * the page. `publicUrl` is without a slash at the end; a path in it comes before those of the page.
 */
export function serveDocumentPage(app: TypedApp, options: { publicUrl: string; document: () => Part }): void {
  const { publicUrl, document } = options
  const path = new URL(publicUrl).pathname
  app.register(async page => {
    page.addHook('onSend', async (_request, reply) => {
      reply.headers(HEADERS)
    })
    // What is tried out goes where the page came from, which the policy asks for. The library would write it anew each time.
    const written = cachedDocument(() => ({ ...document(), servers: [{ url: path }] }))
    page.addHook('preHandler', async ({ routeOptions: { url } }, reply) => {
      if (url === `${PAGE}/json`) return sendDocument(reply, written)
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
