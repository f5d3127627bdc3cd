import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { boundedLine, logTo } from '../../src/observability/log.js'

/** Resolves when what was logged before has been written. */
const written = () => Promise.resolve()

/** The line that the log would write. */
function lineOf(fields: object, text: string): string {
  const lines: string[] = []
  pino({}, { write: one => void lines.push(boundedLine(one)) }).info(fields, text)
  return lines.join('')
}

t.test('no line of the log is longer than its limit, whatever it contains', async t => {
  const long = 'x'.repeat(1_000_000)
  const fields = [
    { long },
    { err: new Error(long) },
    { list: Array.from({ length: 50_000 }, (_, at) => at) },
    { [long]: 1 },
  ]
  for (const one of fields) {
    const line = lineOf({ event: 'refused', ...one }, 'Something was refused')
    t.ok(line.length < 20_000, `${line.length}`)
    t.match(JSON.parse(line), { level: 30, event: 'refused', msg: 'Something was refused' })
  }
  t.ok(lineOf({}, long).length < 20_000)
})

t.test('a line contains no line break, control character or bidirectional formatting character', async t => {
  const evil = '\u001b[2J\r\n{"level":60}\u0000\u007f\u009b31m\u202e\u2066\u2028\u200f\ufeff\u0008'
  const line = lineOf({ evil, err: new Error(evil) }, evil)
  t.match(line, /^[\u0020-\u007e]*\n$/)
  t.equal(JSON.parse(line).evil, evil)
})

t.test('on a full disk only log lines are lost; later lines are written again', async t => {
  const fd = openSync('/dev/full', 'w')
  const log = logTo(fd, 'info')
  for (let n = 0; n < 1000; n++) log.info({ text: 'x'.repeat(10_000) }, 'not to be written')
  await written()
  closeSync(fd)
  const path = join(t.testdir(), 'log')
  t.equal(openSync(path, 'w'), fd, 'the new file has the same descriptor')
  log.info('written again')
  await written()
  closeSync(fd)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  t.match(JSON.parse(lines.at(-1) ?? ''), { msg: 'written again' })
  t.ok(lines.length < 50, `${lines.length} lines were kept`)
})

t.test(
  'what is logged without a pause is written at once, in its order, and whole at the end of the process',
  async t => {
    const path = join(t.testdir(), 'log')
    const log = new URL('../../src/observability/log.js', import.meta.url).href
    const program = `import { fstatSync } from 'node:fs'
    import { logTo } from '${log}'
    const log = logTo(2, 'info')
    for (let n = 0; n < 3; n++) log.info({ n }, 'first')
    const before = fstatSync(2).size
    await null
    log.info({ before, after: fstatSync(2).size > 0 }, 'second')
    log.fatal('third')
    process.exit()`
    const stderr = openSync(path, 'w')
    spawnSync(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'ignore', stderr] })
    closeSync(stderr)
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    t.match(lines, [
      { n: 0, msg: 'first' },
      { n: 1, msg: 'first' },
      { n: 2, msg: 'first' },
      { before: 0, after: true, msg: 'second' },
      { level: 60, msg: 'third' },
    ])
  },
)
