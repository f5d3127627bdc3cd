import t from 'tap'
import { startDevStage } from '../scenario/index.js'
import { mainJob } from './main-job.js'

mainJob(t, async (t, privilege) => {
  const stage = await startDevStage({ privilege })
  t.teardown(() => stage.stop())
  return stage
})
