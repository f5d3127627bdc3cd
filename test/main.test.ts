import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { startDevServer } from '../src/dev-server/index.js'
import { fileFor, JWT_SECRET, latchstring, MAIN } from './main-process.js'

/** A program of util-linux that gives another one a terminal. */
const SCRIPT = '/usr/bin/script'

t.test('--help names every command and exits with 0, also after a command', async t => {
  const cwd = t.testdir()
  for (const args of [['--help'], ['-h'], ['help'], ['start', '--help']]) {
    const { out, code } = await latchstring(args, { cwd })
    t.equal(code, 0)
    for (const command of ['init', 'start', 'doctor', 'check-config', 'token', 'backup', 'check-database', '--version'])
      t.match(out, `latchstring ${command}`)
  }
})

t.test('--version prints the version of the package', async t => {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('latchstring/package.json')), 'utf8'))
  t.match(await latchstring(['--version'], { cwd: t.testdir() }), { out: `${version}\n`, err: '', code: 0 })
})

t.test('an invalid command line is reported and exits with 2', async t => {
  const cwd = t.testdir()
  const wrong: [string[], RegExp][] = [
    [[], /latchstring --help/],
    [['frobnicate'], /no command "frobnicate"/],
    [['start', '--prot', '1'], /--prot/],
    [['start', 'now'], /"now" is one argument too many/],
    [['start', '--play', '--config', 'x'], /leave out --config/],
    [['start', '--xml', '--config', 'x'], /leave out --config/],
    [['start', '--json'], /--json is for the log with --config/],
    [['start', '--config'], /--config/],
    [['check-config'], /FILE is missing/],
    [['check-database'], /FILE is missing/],
    [['backup'], /FILE is missing/],
    [['backup', 'a', '--config', 'nothing-here.yaml'], /cannot be read/],
    [['check-database', 'a', 'b'], /"b" is one argument too many/],
    [['token'], /USER@HOST is missing/],
    [['token', 'bob'], /bare JID/],
    [['token', 'bob@h/phone'], /bare JID/],
    [['token', 'bob@h', '--hours', '0'], /--hours/],
    [['token', 'bob@h', '--hours', 'x'], /--hours/],
    [['token', 'bob@h', '--scope', 'links root'], /--scope is one or more of the words links, rooms, admin/],
    [['token', 'bob@h', '--scope', ''], /--scope/],
    [['token', 'bob@h', '--label', 'bot'], /--label needs --config/],
    [['check-config', 'nothing-here.yaml'], /nothing-here\.yaml.* cannot be read: there is no such file/],
  ]
  for (const [args, message] of wrong) {
    t.match(await latchstring(args, { cwd }), { out: '', err: message, code: 2 }, args.join(' '))
  }
})

t.test('check-config reports all three mistakes of a file and exits with 2', async t => {
  const cwd = t.testdir({
    'wrong.yaml': `xmpp: {domain: rooms.example.org, secret: s}\nauth: {jwt: {secret: short}}\nhttp: {prot: 80, port: x}\n`,
  })
  const { out, err, code } = await latchstring(['check-config', 'wrong.yaml'], { cwd })
  t.equal(code, 2)
  t.equal(out, '')
  t.match(err, /3 mistakes/)
  t.match(err, /^ {2}http\.prot: found an unknown key, .*did you mean http\.port\?$/m)
  t.match(err, /^ {2}http\.port: found "x", expected a whole number from 0 to 65535$/m)
  t.match(err, /^ {2}auth\.jwt\.secret: found a text of 5 characters \(not shown\), /m)
})

t.test('check-config accepts the shipped file when the environment has the secrets', async t => {
  const file = fileURLToPath(new URL('config/latchstring.yaml', import.meta.resolve('latchstring/package.json')))
  const env = { LATCHSTRING_XMPP_SECRET: 'x', LATCHSTRING_JWT_SECRET: JWT_SECRET }
  t.match(await latchstring(['check-config', file], { cwd: t.testdir(), env }), { err: '', code: 0 })
  t.match(await latchstring(['check-config', file], { cwd: t.testdir() }), { err: /2 mistakes/, code: 2 })
})

t.test('start with an invalid file reports the mistakes and exits with 2', async t => {
  const cwd = t.testdir({ 'wrong.yaml': 'xmpp: {}' })
  t.match(await latchstring(['start', '--config', 'wrong.yaml'], { cwd }), {
    err: /xmpp\.domain: found nothing/,
    code: 2,
  })
})

for (const signals of [['SIGTERM'], ['SIGINT', 'SIGINT']] as const) {
  t.test(`start serves until ${signals.join(' and immediately ')} and then exits with 0`, t => servesUntil(t, signals))
}

async function servesUntil(t: Test, signals: readonly NodeJS.Signals[]): Promise<void> {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 's' }] })
  t.teardown(() => server.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(server.ports.component, 30) })
  const child = spawn(process.execPath, [MAIN, 'start', '--config', 'my.yaml'], { cwd, env: {} })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  for await (const line of createInterface(child.stderr)) {
    if (JSON.parse(line).msg === 'Latchstring serves') break
  }
  for (const signal of signals) child.kill(signal)
  t.strictSame(await ended, [0, null])
}

t.test('check-config and start report an unusable public key file', async t => {
  const jwt = 'auth: {jwt: {publicKeyFile: key.pem}}'
  const cwd = t.testdir({ 'key.pem': 'x', 'my.yaml': fileFor(1, 30).replace(/auth:.*/, jwt) })
  for (const args of [
    ['check-config', 'my.yaml'],
    ['start', '--config', 'my.yaml'],
  ]) {
    t.match(await latchstring(args, { cwd }), {
      err: /auth\.jwt\.publicKeyFile, "key\.pem".*not a public key/,
      code: 2,
    })
  }
})

t.test('start without a connection to the server reports the reason and exits with 1', async t => {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 'another' }] })
  t.teardown(() => server.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(server.ports.component, 3) })
  t.match(await latchstring(['start', '--config', 'my.yaml'], { cwd }), { err: /secret/, code: 1 })
})

t.test('a signal ends a start that waits for the server with 0', async t => {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 'another' }] })
  t.teardown(() => server.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(server.ports.component, 3600) })
  const child = spawn(process.execPath, [MAIN, 'start', '--config', 'my.yaml'], { cwd, env: {} })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  await once(child.stderr, 'data') // The first log line about the secret: the start is trying to connect.
  child.kill('SIGINT')
  t.strictSame(await ended, [0, null])
})

t.test('a damaged file of stored secrets is reported, not replaced', async t => {
  const cwd = t.testdir()
  mkdirSync(join(cwd, 'var'))
  writeFileSync(join(cwd, 'var', 'secrets.json'), '{')
  t.match(await latchstring(['token', 'bob@h'], { cwd }), { out: '', err: /delete it/, code: 1 })
  t.equal(readFileSync(join(cwd, 'var', 'secrets.json'), 'utf8'), '{')
})

t.test('start with a configuration whose http.port is in use reports that and exits with 1', async t => {
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => taken.close())
  const { port } = Object(taken.address())
  const cwd = t.testdir({ 'my.yaml': fileFor(1, 30).replace('port: 0', `port: ${port}`) })
  t.match(await latchstring(['start', '--config', 'my.yaml'], { cwd }), {
    err: /EADDRINUSE.*another http\.port/,
    code: 1,
  })
})

t.test('a start warns of secrets in a configuration that every user can read, and of no others', async t => {
  for (const [mode, file, isLogged] of [
    [0o644, fileFor(1, 0.2), true],
    [0o640, fileFor(1, 0.2), false],
    [0o644, fileFor(1, 0.2).replace(/secret: [^,}]+/g, 'secret:'), false],
  ] as const) {
    const cwd = t.testdir({ 'my.yaml': file })
    chmodSync(join(cwd, 'my.yaml'), mode)
    const env = { LATCHSTRING_XMPP_SECRET: 's', LATCHSTRING_JWT_SECRET: JWT_SECRET }
    const { err } = await latchstring(['start', '--config', 'my.yaml'], { cwd, env })
    t.equal(err.includes('readable-secrets'), isLogged, file)
  }
})

t.test('the log is for people at a terminal, and JSON with --json or elsewhere', async t => {
  const cwd = t.testdir({ 'my.yaml': fileFor(1, 0.2) })
  chmodSync(join(cwd, 'my.yaml'), 0o600)
  const start = `${process.execPath} ${MAIN} start --config my.yaml`
  /** Standard error is a terminal, which `script` provides, or the pipe. */
  const atTerminal = async (command: string) => {
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { cwd, env: { PATH: process.env['PATH'] } })
    return (await text(child.stdout)).split('\r\n')[0] ?? ''
  }
  if (!existsSync(SCRIPT)) return t.plan(0, 'needs script (util-linux)')
  t.match(await atTerminal(start), /^\d\d:\d\d:\d\d The database is sound +\[database-checked\] .*depth=quick/)
  t.match(JSON.parse(await atTerminal(`${start} --json`)), { event: 'database-checked' })
  const { err } = await latchstring(['start', '--config', 'my.yaml'], { cwd })
  t.match(JSON.parse(err.split('\n')[0] ?? ''), { event: 'database-checked' })
})
