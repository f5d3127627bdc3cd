import { RequestError } from '../errors/request-error.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { PathMethods } from './path-methods.js'
import { pathOf } from './request-path.js'

/**
 * Answers a method that a path has not with 405, and OPTIONS with 204; both name the methods of the path in `Allow`
 * (RFC 9110 §9.3.7, §10.2.1, §15.5.6). They need no token, and count as requests without one.
 */
export function answerOtherMethods(app: TypedApp, limits: HttpLimits): void {
  const paths = new PathMethods()
  app.addHook('onRoute', ({ url, method }) => {
    paths.add(url, [method].flat())
  })
  app.addHook('onRequest', async ({ method, ip, url, routeOptions }, reply) => {
    if (hasFixedPath(routeOptions)) return
    const methods = paths.of(pathOf(url))
    if (!methods || methods.includes(method)) return
    limits.countAnonymous(ip, reply)
    reply.header('allow', [...methods, 'OPTIONS'].join(', '))
    if (method !== 'OPTIONS') throw new RequestError('wrong-method')
    return reply.code(204).send()
  })
}

/** Whether a route was found that serves one path alone: with parameters in it, the path may be one of another route. */
function hasFixedPath({ url }: { url?: string | undefined }): boolean {
  return url !== undefined && !/[:*]/.test(url)
}
