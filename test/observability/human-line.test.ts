import { pino } from 'pino'
import t from 'tap'
import { humanLine } from '../../src/observability/human-line.js'
import { boundedLine } from '../../src/observability/log.js'

/** The lines for people, without the time of day. */
function linesOf(log: (logger: pino.Logger) => void): string {
  const lines: string[] = []
  log(pino({ level: 'debug' }, { write: line => void lines.push(humanLine(boundedLine(line))) }))
  return lines.join('').replace(/^\d\d:\d\d:\d\d /gm, '')
}

t.test('a line for people has the level in words, the text, and the fields behind it', async t => {
  t.equal(
    linesOf(log => {
      log.info({ event: 'started', port: 8080, admins: ['a@b'], publicUrl: 'https://a.b' }, 'Latchstring serves')
      log.warn({ event: 'server-down' }, 'The connection is down')
      log.error('The disk fails')
    }),
    `Latchstring serves  [started] port=8080 admins=["a@b"] publicUrl=https://a.b
Warning: The connection is down  [server-down]
Error: The disk fails
`,
  )
})

t.test('whatever strangers write stays in its line, and steers no terminal', async t => {
  const evil = '\u001b[2J\r\n07:00:00 Fatal: x\u0000\u007f\u009b31m\u202e\u2066\u2028\u200f\ufeff\u0008'
  const lines = linesOf(log => log.info({ user: evil, [evil]: { nested: evil }, event: evil }, evil))
  t.match(lines, /^[\u0020-\u007e…]*\n$/)
  const faults = linesOf(log => log.error(Object.assign(new Error(evil), { event: evil }), evil))
  for (const line of faults.trimEnd().split('\n').slice(1)) t.match(line, /^ {4}[\u0020-\u007e…]*$/)
})

t.test('no line for people is long, whatever it contains', async t => {
  const long = 'x'.repeat(1_000_000)
  const lines = linesOf(log => log.error({ long, [long]: 1, err: new Error(long) }, long))
  t.ok(lines.length < 20_000, `${lines.length}`)
})
