import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'

const PROGRAM = fileURLToPath(new URL('./guarded-process.js', import.meta.url))

/** Starts a process whose guard ends it after `limit` ticks without a heartbeat. */
async function guarded(t: Test, limit: number) {
  const child = spawn('env', ['-i', process.execPath, PROGRAM, String(limit)], { stdio: 'pipe' })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  // The guard has the same error stream: it ends when both have ended.
  const said = text(child.stderr)
  await once(child.stdout, 'data')
  return { child, ended, said }
}

t.test('a process that is stopped is ended by SIGKILL, and its guard says why', async t => {
  const { child, ended, said } = await guarded(t, 20)
  child.kill('SIGSTOP')
  t.same(await ended, [null, 'SIGKILL'])
  t.match(JSON.parse(await said), { level: 60, event: 'stalled', pid: child.pid })
})

t.test('a process that goes on in time lives, and its guard ends with it', async t => {
  const { child, ended, said } = await guarded(t, 200)
  child.kill('SIGSTOP')
  child.kill('SIGCONT')
  child.stdin.write('?')
  await once(child.stdout, 'data')
  child.stdin.end()
  t.same(await ended, [7, null])
  t.equal(await said, '')
})
