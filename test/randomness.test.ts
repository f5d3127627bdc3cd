import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const source = join(dirname(fileURLToPath(import.meta.resolve('latchstring/package.json'))), 'src')

/** The files that match the pattern, by their paths from `src`. */
function filesWith(pattern: RegExp): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  return files.filter(file => pattern.test(readFileSync(join(source, file), 'utf8'))).sort()
}

t.test('ids, tokens and secrets come from node:crypto; only pauses between attempts use Math.random', async t => {
  const pausing = ['client/pause.ts', 'service/redo.ts', 'xmpp/retry.ts']
  t.strictSame(filesWith(/Math\.random/), pausing)
  for (const file of pausing) {
    const [line, ...more] = readFileSync(join(source, file), 'utf8')
      .split('\n')
      .filter(one => one.includes('Math.random'))
    t.match(line, /delay (\*|=)/)
    t.strictSame(more, [])
  }
  for (const file of filesWith(/random(UUID|Bytes|Int)/)) {
    t.match(readFileSync(join(source, file), 'utf8'), /import \{[^}]*random[^}]*\} from 'node:crypto'/, file)
  }
})
