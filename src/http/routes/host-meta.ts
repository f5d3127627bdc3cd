import type { FastifySchema } from 'fastify'
import type { GuestAccess } from '../../guest-access/guest-access.js'
import type { TypedApp } from '../schema/typed-app.js'
import { socketUrl } from '../web/socket-url.js'
import { belowPublicUrl } from './guest-socket.js'

const hidden: FastifySchema = { hide: true }
const REL = 'urn:xmpp:alt-connections:websocket'
/** XEP-0156 §3.1: web clients of any site may read it. */
const HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'public, max-age=3600',
}

/** Tells clients where the WebSocket of guests is (XEP-0156): as XRD and as JSON. Tells nothing without guests. */
export function serveHostMeta(
  app: TypedApp,
  { guests, publicUrl }: { guests?: GuestAccess | undefined; publicUrl: string },
): void {
  if (!guests) return
  const href = socketUrl(publicUrl)
  const answers = [
    ['host-meta', 'application/xrd+xml; charset=utf-8', xrd(href)],
    ['host-meta.json', 'application/json; charset=utf-8', JSON.stringify({ links: [{ rel: REL, href }] })],
  ] as const
  for (const [name, type, body] of answers) {
    for (const path of belowPublicUrl(publicUrl, `.well-known/${name}`)) {
      app.get(path, { schema: hidden, config: { isFree: true } }, async (_request, reply) => {
        return reply.headers({ ...HEADERS, 'content-type': type }).send(body)
      })
    }
  }
}

/** The address is a URL of the configuration: of what XML escapes, it can have the ampersand only. */
function xrd(href: string): string {
  const link = `<Link rel="${REL}" href="${href.replaceAll('&', '&amp;')}"/>`
  return `<?xml version="1.0" encoding="utf-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">${link}</XRD>\n`
}
