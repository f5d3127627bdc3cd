import { once } from 'node:events'
import t, { type Test } from 'tap'
import { startGuarded } from './start-guarded.js'

/** Starts a process whose watchdog ends it after `limit` ticks without a heartbeat; 0 is never. */
async function guarded(t: Test, limit: number) {
  const { child, ended, said } = await startGuarded(t, './hanging-process.js', limit)
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

t.test('a blocked process is ended with SIGALRM and logs the reason', async t => {
  const { tells, end } = await guarded(t, 10)
  tells('hang')
  const { said, ...ended } = await end()
  t.strictSame(ended, { code: null, signal: 'SIGALRM' })
  t.match(JSON.parse(said), {
    level: 60,
    event: 'stalled',
    msg: 'The event loop was blocked for 10 s; the process ends',
  })
})

t.test('a process that is blocked for less time continues', async t => {
  const { tells, answer, end } = await guarded(t, 100)
  tells('hang for a while')
  await answer()
  tells('end')
  t.strictSame(await end(), { code: 7, signal: null, said: '' })
})

t.test('a stopped and continued process does not count as blocked', async t => {
  const { child, tells, end } = await guarded(t, 50)
  child.kill('SIGSTOP')
  // Longer than the limit of 2 s: this test needs real time.
  await new Promise(resolve => setTimeout(resolve, 3000))
  child.kill('SIGCONT')
  tells('end')
  t.strictSame(await end(), { code: 7, signal: null, said: '' })
})

t.test('a stop that takes too long is ended even if the watchdog is off', async t => {
  const { tells, end } = await guarded(t, 0)
  tells('stop')
  tells('hang')
  const { said, signal } = await end()
  t.equal(signal, 'SIGALRM')
  t.match(JSON.parse(said), { event: 'stop-stalled' })
})
