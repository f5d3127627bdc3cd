import t from 'tap'
import { startProsody } from '../servers/prosody.js'
import { mainJob } from './main-job.js'

mainJob(t, async (t, privilege) => {
  const server = await startProsody({ privilege })
  if ('skip' in server) return server
  t.teardown(() => server.stop())
  return { server, restart: () => server.restart() }
})
