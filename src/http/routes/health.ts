import { Type } from '@sinclair/typebox'
import { withModelName } from '../schema/model-name.js'
import { operation } from '../schema/operation.js'
import { choice } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import type { Monitoring } from '../server/monitoring.js'

const liveness = withModelName('liveness', Type.Object({ status: choice(['alive', 'stalled']) }))

const readiness = withModelName(
  'readiness',
  Type.Object({
    status: choice(['ready', 'unready']),
    link: choice(['up', 'down'], { description: 'The connection to the XMPP server' }),
    store: choice(['ok', 'failing'], { description: 'Whether what is changed can be stored' }),
    loop: choice(['ok', 'late'], { description: 'Whether requests are handled without delay' }),
  }),
)

const live = operation({
  id: 'getLiveness',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Ask whether the process does anything at all',
  description: 'With the status 503 it has hung for seconds, and is better started again.',
  result: liveness,
})

const ready = operation({
  id: 'getReadiness',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Ask whether the service can do its work',
  description: 'With the status 503 and the same body, one of its parts cannot.',
  result: readiness,
})

const config = { isForMonitoring: true }
const NOT_KEPT = { 'cache-control': 'no-store' }

/** For those who look whether the service is well: they need no token, and learn nothing else. */
export function healthRoutes(app: TypedApp, { monitoring: { health } }: { monitoring: Monitoring }): void {
  const liveAnswers = { ...live, response: { ...live.response, 503: liveness } }
  app.get('/live', { schema: liveAnswers, config }, async (_request, reply) => {
    const found = health.live()
    return reply
      .code(found.status === 'alive' ? 200 : 503)
      .headers(NOT_KEPT)
      .send(found)
  })

  const readyAnswers = { ...ready, response: { ...ready.response, 503: readiness } }
  app.get('/ready', { schema: readyAnswers, config }, async (_request, reply) => {
    const found = await health.ready()
    return reply
      .code(found.status === 'ready' ? 200 : 503)
      .headers(NOT_KEPT)
      .send(found)
  })
}
