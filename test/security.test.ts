import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL(import.meta.resolve('latchstring/package.json'))
const text = readFileSync(new URL('docs/security.md', root), 'utf8')

/** The tests that the document names: a file below `test/` and the beginning of a test's title. */
const proofs = [...text.matchAll(/`([\w./-]+\.test\.ts)` › ([^|)\n]*)/g)].map(([, file = '', title = '']) => {
  return { file, title: title.trim() }
})

/** Whether a file contains a test with this title, which may come from a template or stand on the next line. */
function isThere({ file, title }: { file: string; title: string }, source: string): boolean {
  if (!/test\(/i.test(source)) return false
  const fixed = title.replace(/^(broken on purpose, it is seen): .*$/, '$1')
  return file === '' ? false : source.includes(fixed)
}

/** The rows of the table below a heading. */
function rowsBelow(heading: string): string[][] {
  const [, rest = ''] = text.split(`## ${heading}\n`)
  const table = rest.split('\n').filter(line => line.startsWith('|'))
  return table.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

t.test('every test that docs/security.md names exists', async t => {
  t.ok(proofs.length > 35)
  for (const proof of proofs) {
    const path = new URL(`test/${proof.file}`, root)
    t.ok(existsSync(path), proof.file)
    t.ok(isThere(proof, readFileSync(path, 'utf8')), `${proof.file}: ${proof.title}`)
  }
})

t.test('a missing test is detected', async t => {
  const source = "t.test('one thing is so', async t => {})"
  t.ok(isThere({ file: 'x.test.ts', title: 'one thing' }, source))
  t.notOk(isThere({ file: 'x.test.ts', title: 'another thing' }, source))
  t.notOk(isThere({ file: 'x.test.ts', title: 'one thing' }, '// one thing is so'))
})

t.test('every asset has authorised users, a protection and a proof', async t => {
  const assets = rowsBelow('Assets').filter(([name]) => name !== '')
  t.ok(assets.length > 15)
  for (const [name = '', ...cells] of assets) for (const cell of cells) t.ok(cell !== '', name)
})

t.test("the limits in docs/security.md equal the configuration's defaults", async t => {
  const config = readFileSync(new URL('config/latchstring.yaml', root), 'utf8')
  const named = [...text.matchAll(/`(?:limits|accounts)\.(\w+)` (\d+)/g)]
  t.ok(named.length > 10)
  for (const [, key = '', value = ''] of named) t.match(config, new RegExp(`^  ${key}: ${value}$`, 'm'), key)
})
