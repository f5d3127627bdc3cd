import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../src/config/config.js'
import { gatherAnswers } from '../../src/init/answers.js'
import type { Machine } from '../../src/init/machine.js'
import { latchstring, MAIN } from '../main-process.js'

/** A program of util-linux that gives another one a terminal. */
const SCRIPT = '/usr/bin/script'

const MACHINE: Machine = {
  hostname: 'chat.example.org',
  server: 'prosody',
  user: 'admin',
  isRoot: false,
  program: ['latchstring'],
}

/** A person who answers with these lines, and a list of what was asked. */
function person(...lines: string[]) {
  const asked: string[] = []
  const ask = async (prompt: string) => {
    asked.push(prompt)
    const line = lines.shift()
    if (line === undefined) throw new Error('too many questions')
    return line
  }
  return { ask, asked }
}

const FLAGS = ['--server', 'prosody', '--user-domain', 'example.org', '--admin', 'alice@example.org']

t.test('five empty lines take the guesses for this machine', async t => {
  const { ask, asked } = person('', '', '', '', '')
  t.strictSame(await gatherAnswers({}, MACHINE, ask), {
    server: 'prosody',
    userDomain: 'chat.example.org',
    domain: 'rooms.chat.example.org',
    publicUrl: 'https://rooms.chat.example.org',
    admin: 'admin@chat.example.org',
  })
  t.match(asked[1], '[chat.example.org]')
})

t.test('a bad answer is asked again with what was expected, and cannot steer the terminal', async t => {
  const { ask, asked } = person(
    '\u001b[2Jx',
    'ejabberd',
    'a b',
    'example.org',
    'example.org',
    '',
    'rooms',
    '',
    'x',
    'none',
  )
  const answers = await gatherAnswers({}, MACHINE, ask)
  t.match(answers, {
    server: 'ejabberd',
    domain: 'rooms.example.org',
    publicUrl: 'https://rooms.example.org',
    admin: '',
  })
  t.match(asked[1], /^ {2}"\\u001b\[2Jx" is no answer to this: expected prosody or ejabberd\.\nWhich/)
  t.match(asked[3], /expected a domain/)
  t.match(asked[5], /"example\.org" is no answer .* not that of the users/)
  t.match(asked[7], /expected a http or https address/)
  t.match(asked[9], /expected an address such as/)
})

t.test('only what no flag answers is asked', async t => {
  const { ask, asked } = person('', '')
  const given = { server: 'prosody', domain: 'rooms.example.org', admin: 'none' }
  t.match(await gatherAnswers(given, MACHINE, ask), { userDomain: 'example.org' })
  t.equal(asked.length, 2)
})

t.test('the files are complete, protected and work as they are', async t => {
  for (const [server, snippet] of [
    ['prosody', 'latchstring.cfg.lua'],
    ['ejabberd', 'latchstring.yml'],
  ] as const) {
    const cwd = t.testdir()
    const flags = ['--server', server, ...FLAGS.slice(2), '--out', 'made']
    const { out, err, code } = await latchstring(['init', ...flags], { cwd })
    t.match({ err, code }, { err: '', code: 0 })
    t.match(out, /latchstring\.yaml is valid\.$/m, 'check-config has run')
    const text = readFileSync(join(cwd, 'made', 'latchstring.yaml'), 'utf8')
    t.ok(text.split('\n').length <= 21, 'at most 20 lines')
    const { xmpp, http, auth, rooms } = readConfig(text, {})
    t.match(xmpp, { domain: 'rooms.example.org', userDomain: 'example.org', secret: /^[0-9a-f]{64}$/ })
    t.match(auth.jwt.secret, /^[0-9a-f]{64}$/)
    t.not(auth.jwt.secret, xmpp.secret)
    t.equal(http.publicUrl, 'https://rooms.example.org')
    t.strictSame(rooms.admins, ['alice@example.org'])
    const ofServer = readFileSync(join(cwd, 'made', snippet), 'utf8')
    t.match(ofServer, xmpp.secret, 'both sides have the same secret')
    t.notMatch(ofServer, /change this secret|Replace/)
    for (const name of ['latchstring.yaml', snippet]) t.equal(statSync(join(cwd, 'made', name)).mode & 0o777, 0o600)
  }
})

t.test('two runs make different secrets, and no file is replaced without --overwrite', async t => {
  const cwd = t.testdir()
  const init = (...more: string[]) => latchstring(['init', ...FLAGS, '--out', '.', ...more], { cwd })
  await init()
  const first = readFileSync(join(cwd, 'latchstring.yaml'), 'utf8')
  t.match(await init(), {
    err: /latchstring\.yaml, .*latchstring\.cfg\.lua, .* are there already\. .*--overwrite/,
    code: 2,
  })
  t.equal(readFileSync(join(cwd, 'latchstring.yaml'), 'utf8'), first)
  t.match(await init('--overwrite'), { err: '', code: 0 })
  t.not(readFileSync(join(cwd, 'latchstring.yaml'), 'utf8'), first)
  t.notOk(readdirSync(cwd).some(name => name.endsWith('.part')))
})

t.test('a flag that is wrong or missing is a mistake in the command line, and nothing is written', async t => {
  const wrong: [string[], RegExp][] = [
    [['--server', 'prosdy'], /--server is "prosdy"; expected prosody or ejabberd/],
    [['--domain', 'a"b'], /--domain is .*expected a domain/],
    [['--user-domain', 'example.org', '--domain', 'example.org'], /--domain is "example\.org".* not that of the users/],
    [['--public-url', 'rooms.example.org'], /--public-url .*expected a http or https address/],
    [['--admin', 'alice'], /--admin is "alice"; expected an address/],
    [['--server', 'prosody', '--user-domain', ''], /--user-domain is ""/],
    [['--sever', 'prosody'], /--sever/],
    [['prosody'], /one argument too many/],
  ]
  const cwd = t.testdir()
  for (const [args, message] of wrong) {
    t.match(
      await latchstring(['init', ...args, '--out', 'made'], { cwd }),
      { out: '', err: message, code: 2 },
      args.join(' '),
    )
  }
  t.strictSame(readdirSync(cwd), [])
})

t.test('a folder that cannot be used is named with the reason', async t => {
  const cwd = t.testdir()
  writeFileSync(join(cwd, 'file'), '')
  const { err, code } = await latchstring(['init', ...FLAGS, '--out', 'file/below'], { cwd })
  t.match(err, /file.*: (a part of the path is a file|a file is in the place of a folder)/)
  t.equal(code, 1)
})

t.test(
  'at a terminal, pasted lines answer one question after the other, and the end of the input writes nothing',
  async t => {
    if (!existsSync(SCRIPT)) return t.plan(0, 'needs script (util-linux)')
    const cwd = t.testdir()
    /** Types into the terminal after the first question; its input stays open until the program has ended. */
    const typed = async (input: string) => {
      const command = `${process.execPath} ${MAIN} init --out made`
      const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { cwd, env: { PATH: process.env['PATH'] } })
      let out = ''
      child.stdout.on('data', part => {
        out += String(part)
      })
      const closed = once(child, 'close')
      await once(child.stdout, 'data')
      child.stdin.write(input)
      const [code] = await closed
      return { out, code }
    }
    const ended = await typed('prosody\nexample.org\n\u0004')
    t.match(ended, { out: /The questions were not answered; nothing was written/, code: 2 })
    t.strictSame(readdirSync(cwd), [])
    const made = await typed('x\nprosody\nexample.org\n\n\nnone\n')
    t.match(made, { out: /"x" is no answer to this: expected prosody or ejabberd/, code: 0 })
    t.match(readFileSync(join(cwd, 'made', 'latchstring.yaml'), 'utf8'), /domain: "rooms\.example\.org"/)
  },
)
