import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const root = new URL(import.meta.resolve('latchstring/package.json'))
const text = readFileSync(new URL('docs/security.md', root), 'utf8')

/** The tests that the document names: a file below `test/`, and how the title of one of its tests begins. */
const proofs = [...text.matchAll(/`([\w./-]+\.test\.ts)` › ([^|)\n]*)/g)].map(([, file = '', title = '']) => {
  return { file, title: title.trim() }
})

/** Whether a file has a test with such a title, which may be one of several by a template or stand on the next line. */
function isThere({ file, title }: { file: string; title: string }, source: string): boolean {
  if (!source.includes('test(')) return false
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

t.test('every test that docs/security.md names is there', async t => {
  t.ok(proofs.length > 35)
  for (const proof of proofs) {
    const path = new URL(`test/${proof.file}`, root)
    t.ok(existsSync(path), proof.file)
    t.ok(isThere(proof, readFileSync(path, 'utf8')), `${proof.file}: ${proof.title}`)
  }
})

t.test('a test that is not there would be missed', async t => {
  const source = "t.test('one thing is so', async t => {})"
  t.ok(isThere({ file: 'x.test.ts', title: 'one thing' }, source))
  t.notOk(isThere({ file: 'x.test.ts', title: 'another thing' }, source))
  t.notOk(isThere({ file: 'x.test.ts', title: 'one thing' }, '// one thing is so'))
})

t.test('every asset has somebody who may touch it, what stops the others, and a proof', async t => {
  const assets = rowsBelow('Assets').filter(([name]) => name !== '')
  t.ok(assets.length > 15)
  for (const [name = '', ...cells] of assets) for (const cell of cells) t.ok(cell !== '', name)
})

t.test('the limits that docs/security.md names are those of the configuration, with their defaults', async t => {
  const config = readFileSync(new URL('config/latchstring.yaml', root), 'utf8')
  const named = [...text.matchAll(/`(?:limits|accounts)\.(\w+)` (\d+)/g)]
  t.ok(named.length > 10)
  for (const [, key = '', value = ''] of named) t.match(config, new RegExp(`^  ${key}: ${value}$`, 'm'), key)
})
