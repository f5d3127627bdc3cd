import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { runDemo } from '../src/demo/demo.js'

const root = new URL(import.meta.resolve('latchstring/package.json'))

type Block = { readonly language: string; readonly text: string }

/** The blocks of code in `docs/rest.md`, in their order. */
async function blocks(): Promise<Block[]> {
  const page = await readFile(new URL('docs/rest.md', root), 'utf8')
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }))
}

/** The script of the day of an app, as the document shows it. */
async function day(): Promise<string> {
  const found = (await blocks()).find(({ language, text }) => language === 'sh' && text.includes('-u alice:alice'))
  return found?.text ?? ''
}

/** The calls of the two join routes, each with the answers that the document shows below it. */
async function joinExamples(): Promise<{ calls: string; answers: string[] }[]> {
  const all = await blocks()
  return all.flatMap(({ language, text }, i) => {
    const calls = all[i - 1]?.text
    return language === 'json' && calls?.includes('join()') ? [{ calls, answers: text.trim().split('\n') }] : []
  })
}

/** Runs what `npm start` runs, on a free port; returns the URL of its REST API. */
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

/** Runs a script against the API at `at`; returns its lines of output. */
async function lines(script: string, at: string): Promise<string[]> {
  const pasted = script.replace('http://127.0.0.1:8080', at)
  const { stdout } = await promisify(execFile)('bash', ['-euc', pasted])
  return stdout.trim().split('\n')
}

/** Replaces the random ids of an answer. */
function withoutIds(answer: string): string {
  return answer.replace(/[0-9a-f]{24,}/g, 'ID')
}

/** The calls of "A day of an app" that print an answer. */
const CALLS_OF_THE_DAY = 8

t.test('the day of an app in docs/rest.md works when it is pasted unchanged', async t => {
  const at = await demo(t)
  const script = await day()
  t.match(script, 'http://127.0.0.1:8080')
  const answers = (await lines(script, at)).map(line => JSON.parse(line))
  const bob = { jid: 'bob@localhost' }
  t.match(answers, [
    { data: { label: 'For the ball', maxUses: 20, admission: 'unlock_ack', state: 'open' } },
    { data: { state: 'waiting' } },
    { data: [{ user: bob, answers: { 'muc#register_faqentry': 'Romeo sent me' } }] },
    { data: { user: bob, decision: 'approve' } },
    { data: { state: 'member' } },
    { data: [{ event: 'used', user: bob, by: { jid: 'alice@localhost' } }], total: 1 },
    { data: { removed: [bob] } },
    { isLast: true },
  ])
  t.equal(answers.length, CALLS_OF_THE_DAY)
  const told = (answers.at(-1).data as { kind: string }[]).map(({ kind }) => kind)
  t.same(told.slice(-5), ['request.made', 'member.joined', 'request.approved', 'member.removed', 'link.revoked'])
})

t.test('the calls of both join routes in docs/rest.md get the answers beside them', async t => {
  const examples = await joinExamples()
  t.equal(examples.length, 2)
  const helpers = (await blocks()).find(({ text }) => text.includes('room_with_links()'))?.text ?? ''
  const script = [await day(), helpers, ...examples.map(({ calls }) => calls)].join('\n')
  const given = (await lines(script, await demo(t))).slice(CALLS_OF_THE_DAY)
  const expected = examples.flatMap(({ answers }) => answers)
  t.strictSame(given.map(withoutIds), expected.map(withoutIds), given.join('\n'))
})
