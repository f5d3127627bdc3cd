import { once } from 'node:events'
import t from 'tap'
import { startGuarded } from './start-guarded.js'

const PROGRAM = './guarded-process.js'

t.test('a process that is stopped is ended by SIGKILL, and its guard says why', async t => {
  const { child, ended, said } = await startGuarded(t, PROGRAM, 20)
  child.kill('SIGSTOP')
  t.same(await ended, [null, 'SIGKILL'])
  t.match(JSON.parse(await said), { level: 60, event: 'stalled', pid: child.pid })
})

t.test('a process that goes on in time lives, and its guard ends with it', async t => {
  const { child, ended, said } = await startGuarded(t, PROGRAM, 200)
  child.kill('SIGSTOP')
  child.kill('SIGCONT')
  child.stdin.write('?')
  await once(child.stdout, 'data')
  child.stdin.end()
  t.same(await ended, [7, null])
  t.equal(await said, '')
})
