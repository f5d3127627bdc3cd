import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { runDemo } from '../../src/demo/demo.js'

/** Runs what `npm start` runs, and gathers what it prints. `url`: the base URL of its HTTP server. `waitsFor` resolves when a line matches. */
export async function demo(t: Test, options: { xml?: boolean } = {}) {
  const [lines, waiting] = [[] as string[], new Set<() => void>()]
  const print = (line: string) => {
    lines.push(line)
    for (const check of waiting) check()
  }
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const running = await runDemo({ play: false, print, directory, httpPort: 0, ...options })
  t.teardown(async () => {
    await running.stop()
    await rm(directory, { recursive: true, force: true })
  })
  const waitsFor = (pattern: RegExp) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (!lines.some(line => pattern.test(line))) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  const text = () => lines.join('\n')
  return { text, url: /http:\S+(?=\/docs)/.exec(text())?.[0] ?? '', waitsFor }
}
