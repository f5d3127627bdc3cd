import t from 'tap'
import { startEjabberd } from '../servers/ejabberd.js'
import { mainJob } from './main-job.js'

mainJob(t, async (t, privilege) => {
  const server = await startEjabberd({ privilege })
  if ('skip' in server) return server
  t.teardown(() => server.stop())
  return { server, restart: () => server.restart() }
})
