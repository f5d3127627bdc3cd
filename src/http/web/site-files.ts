import type { FastifyReply, FastifySchema, RouteShorthandOptions } from 'fastify'
import type { TypedApp } from '../schema/typed-app.js'
import { ICON } from './icon.js'
import { SCRIPT, SCRIPT_PATH } from './script.js'

const hidden: FastifySchema = { hide: true }
const FREE: RouteShorthandOptions = { schema: hidden, config: { isFree: true } }
const ONE_DAY = 'public, max-age=86400'

/** Crawlers may read the pages: there they learn that they must not list them, and previews of links are made of them. */
const ROBOTS = 'User-agent: *\nDisallow: /api/\nDisallow: /docs\n'

/**
 * Serves what browsers and crawlers ask for by themselves: icons, our script and `robots.txt`. It counts for no limit, so
 * that a person who opens a link uses up no more than the link costs.
 */
export function serveSiteFiles(app: TypedApp): void {
  for (const path of ['/favicon.ico', '/apple-touch-icon*']) app.get(path, FREE, async (_request, reply) => icon(reply))
  app.get('/robots.txt', FREE, async (_request, reply) => {
    return reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': ONE_DAY }).send(ROBOTS)
  })
  app.get(SCRIPT_PATH, FREE, async (_request, reply) => {
    return reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': ONE_DAY }).send(SCRIPT)
  })
}

function icon(reply: FastifyReply): FastifyReply {
  return reply.headers({ 'content-type': 'image/png', 'cache-control': ONE_DAY }).send(ICON)
}
