import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { runDemo } from '../src/demo/demo.js'

const README = fileURLToPath(new URL('README.md', import.meta.resolve('latchstring/package.json')))

/** The shell commands of the README's day of an app. */
async function day(): Promise<string> {
  const blocks = (await readFile(README, 'utf8')).split('```')
  const found = blocks.find(block => block.startsWith('sh\n') && block.includes('/login'))
  return found?.slice('sh\n'.length) ?? ''
}

/** Starts what `npm start` runs on a free port. Gives the base URL of its REST API. */
async function demo(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const said: string[] = []
  const running = await runDemo({ play: false, print: line => said.push(line), directory, httpPort: 0 })
  t.teardown(async () => {
    await running.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return /http:\/\/127\.0\.0\.1:\d+(?=\/docs)/.exec(said.join('\n'))?.[0] ?? ''
}

t.test("the README's day of an app runs when pasted into a shell", async t => {
  const at = await demo(t)
  const script = (await day()).replace('http://127.0.0.1:8080', at)
  t.match(script, at)
  const { stdout } = await promisify(execFile)('bash', ['-euc', script])
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const bob = { jid: 'bob@localhost' }
  t.match(answers, [
    { data: { label: 'For the ball', maxUses: 20, admission: 'unlock_ack', state: 'open' } },
    { data: { state: 'waiting' } },
    { data: [{ user: bob, answers: { 'muc#register_faqentry': 'Romeo sent me' } }] },
    { data: { user: bob, decision: 'approve' } },
    { data: { state: 'member' } },
    { data: [{ event: 'used', user: bob, by: { jid: 'alice@localhost' } }], total: 1 },
    { data: { removed: [bob] } },
  ])
  t.equal(answers.length, 7)
})
