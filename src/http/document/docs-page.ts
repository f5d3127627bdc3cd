import { fileURLToPath } from 'node:url'
import { PackedFiles, type SourceFile } from '../files/packed-files.js'
import { sendFile } from '../files/send-file.js'
import type { TypedApp } from '../schema/typed-app.js'
import { type ReadDocument, sendDocument } from './documents.js'

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

/** The page keeps a token in its memory, and tries requests out at its own origin only. */
const OPTIONS = { layout: 'BaseLayout', docExpansion: 'none', persistAuthorization: false, validatorUrl: null }

const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

/** The files of Swagger UI that the page needs, with their media types. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', STYLE],
  ['index.css', STYLE],
  ['swagger-ui-bundle.js', SCRIPT],
  ['favicon-16x16.png', 'image/png'],
  ['favicon-32x32.png', 'image/png'],
])

const FOLDER = new URL('./', import.meta.resolve('@fastify/swagger-ui/static/swagger-ui.css'))

/** A file of Swagger UI by its name. Undefined if the page needs no such file. */
function pageFile(name: string): SourceFile | undefined {
  const type = FILES.get(name)
  return type === undefined ? undefined : { path: fileURLToPath(new URL(name, FOLDER)), type }
}

/** `location.pathname` may end with a slash. */
const INITIALIZER = `window.onload = () => SwaggerUIBundle(Object.assign(${JSON.stringify(OPTIONS)}, {
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [SwaggerUIBundle.plugins.DownloadUrl],
  url: location.pathname.replace(/\\/?$/, '/json'),
}))
`

/**
 * Serves Swagger UI at `/docs`; its files are read when a browser asks for them. `publicUrl`: without a slash at the end;
 * its path is the prefix of the page's paths.
 */
export function serveDocumentPage(app: TypedApp, options: { publicUrl: string; document: ReadDocument }): void {
  const { publicUrl, document } = options
  const html = pageAt(`${new URL(publicUrl).pathname.replace(/\/$/, '')}/docs/static`)
  const hidden = { schema: { hide: true } }
  const files = new PackedFiles()
  app.register(
    async page => {
      page.addHook('onSend', async (_request, reply) => {
        reply.headers(HEADERS)
      })
      page.get('/', hidden, async (_request, reply) => reply.type('text/html; charset=utf-8').send(html))
      page.get('/json', hidden, async (_request, reply) => sendDocument(reply, await document('page')))
      page.get('/static/swagger-initializer.js', hidden, async (_request, reply) =>
        reply.type(SCRIPT).send(INITIALIZER),
      )
      page.get<{ Params: { file: string } }>('/static/:file', hidden, async (request, reply) => {
        return sendFile(reply, { request, files, source: pageFile(request.params.file), caching: 'no-cache' })
      })
    },
    { prefix: '/docs' },
  )
}

/** The page. `files`: the path of its files. */
function pageAt(files: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>The REST API of Latchstring</title>
<link rel="stylesheet" type="text/css" href="${files}/swagger-ui.css">
<link rel="stylesheet" type="text/css" href="${files}/index.css">
<link rel="icon" type="image/png" href="${files}/favicon-32x32.png" sizes="32x32">
<link rel="icon" type="image/png" href="${files}/favicon-16x16.png" sizes="16x16">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${files}/swagger-ui-bundle.js"></script>
<script src="${files}/swagger-initializer.js"></script>
</body>
</html>
`
}
