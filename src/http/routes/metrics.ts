import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'
import { comesFrom, type Monitoring } from '../server/monitoring.js'

const HEADERS = {
  'content-type': 'text/plain; version=0.0.4; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** The metrics for Prometheus. Other addresses get 404. */
export function metricsRoute(app: TypedApp, { monitoring }: { monitoring: Monitoring }): void {
  const mayRead = comesFrom(monitoring.addresses)
  const route = { schema: { hide: true }, config: { isForMonitoring: true }, prefixTrailingSlash: 'no-slash' } as const
  app.get('/', route, async (request, reply) => {
    if (!mayRead(request)) throw new RequestError('unknown-route')
    return reply.headers(HEADERS).send(await monitoring.metrics())
  })
}
