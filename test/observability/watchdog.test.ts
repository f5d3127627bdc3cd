import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'

const PROGRAM = fileURLToPath(new URL('./hanging-process.js', import.meta.url))

/** A process whose watchdog ends it after so many ticks; 0 is never. It is told what to do, and how it ended is read. */
async function guarded(t: Test, most: number) {
  // With nothing in its environment: what the tests' runner puts there makes it listen for signals.
  const child = spawn('env', ['-i', process.execPath, PROGRAM, String(most)], { stdio: 'pipe' })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const said = text(child.stderr)
  await once(child.stdout, 'data')
  return {
    child,
    tells: (order: string) => child.stdin.write(`${order}\n`),
    answer: () => once(child.stdout, 'data'),
    end: async () => {
      const [code, signal] = await ended
      return { code, signal, said: await said }
    },
  }
}

t.test('a process that hangs is ended by a signal that no other end has, and says why', async t => {
  const { tells, end } = await guarded(t, 10)
  tells('hang')
  const { said, ...ended } = await end()
  t.strictSame(ended, { code: null, signal: 'SIGALRM' })
  t.match(JSON.parse(said), { level: 60, event: 'stalled', msg: 'Nothing has moved for 10 s; the process is ended' })
})

t.test('one that hangs for a shorter while goes on', async t => {
  const { tells, answer, end } = await guarded(t, 100)
  tells('hang for a while')
  await answer()
  tells('end')
  t.strictSame(await end(), { code: 7, signal: null, said: '' })
})

t.test('one that was stopped and goes on is none that hangs, for the watchdog was stopped too', async t => {
  const { child, tells, end } = await guarded(t, 50)
  child.kill('SIGSTOP')
  // Longer than it may hang: the time itself is what is tried here.
  await new Promise(resolve => setTimeout(resolve, 3000))
  child.kill('SIGCONT')
  tells('end')
  t.strictSame(await end(), { code: 7, signal: null, said: '' })
})

t.test('a stop that hangs is ended, also where nothing else would be', async t => {
  const { tells, end } = await guarded(t, 0)
  tells('stop')
  tells('hang')
  const { said, signal } = await end()
  t.equal(signal, 'SIGALRM')
  t.match(JSON.parse(said), { event: 'stop-stalled' })
})
