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
    link: choice(['up', 'down', 'elsewhere'], {
      description: 'The connection to the XMPP server; elsewhere: another instance has it',
    }),
    store: choice(['ok', 'failing'], { description: 'Whether changes can be stored' }),
    loop: choice(['ok', 'late'], { description: 'Whether the event loop runs without delay' }),
  }),
)

const live = operation({
  id: 'getLiveness',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Check that the process responds',
  description: '503: the process has hung for seconds and should be restarted.',
  result: liveness,
})

const ready = operation({
  id: 'getReadiness',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Check that the service is ready',
  description: '503, with the same body: a part of the service is not ready.',
  result: readiness,
})

const config = { isForMonitoring: true }
const NO_STORE = { 'cache-control': 'no-store' }

/** Liveness and readiness for the monitoring, without a token. */
export function healthRoutes(app: TypedApp, { monitoring: { health } }: { monitoring: Monitoring }): void {
  const liveAnswers = { ...live, response: { ...live.response, 503: liveness } }
  app.get('/live', { schema: liveAnswers, config }, async (_request, reply) => {
    const report = health.live()
    return reply
      .code(report.status === 'alive' ? 200 : 503)
      .headers(NO_STORE)
      .send(report)
  })

  const readyAnswers = { ...ready, response: { ...ready.response, 503: readiness } }
  app.get('/ready', { schema: readyAnswers, config }, async (_request, reply) => {
    const report = await health.ready()
    return reply
      .code(report.status === 'ready' ? 200 : 503)
      .headers(NO_STORE)
      .send(report)
  })
}
