import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSqliteStore } from '../src/store/sqlite/store.js'
import { fileFor, latchstring } from './main-process.js'

const NOBODY = 65_534

/** Runs an act as a user without rights where the tests run as root, who may use every file. */
function withoutRights(act: () => void): void {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(NOBODY)
  try {
    act()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

t.test('a database that cannot be opened is reported with its key, its path and what to do', async t => {
  const cwd = t.testdir({ file: 'x' })
  mkdirSync(join(cwd, 'folder'))
  const wrong: [string, RegExp][] = [
    ['folder', /folder.*\(store\.sqlite\.path\).*it is a folder/],
    ['file/below', /\(store\.sqlite\.path\).*a part of the path is a file|a file is in the place of a folder/],
    [`${'x'.repeat(300)}`, /\(store\.sqlite\.path\).*too long/],
  ]
  for (const [path, message] of wrong) t.throws(() => openSqliteStore(join(cwd, path)), message, path)
  mkdirSync(join(cwd, 'closed'))
  chmodSync(join(cwd, 'closed'), 0o500)
  chmodSync(cwd, 0o755)
  withoutRights(() => {
    t.throws(() => openSqliteStore(join(cwd, 'closed', 'a.sqlite')), /\(store\.sqlite\.path\).*may not use it/)
  })
})

/** Expects `check-config` and `start` to refuse the file that `key` names: exit code 2, with a reason. */
async function refusesFile(t: Test, { key, section }: { key: string; section: string }): Promise<void> {
  const cwd = t.testdir({ text: 'x', 'my.yaml': '' })
  mkdirSync(join(cwd, 'folder'))
  const wrong: [string, RegExp][] = [
    ['missing', /there is no such file/],
    ['folder', /it is a folder/],
    ['text/below', /a part of the path is a file/],
    ['text', /it (holds no|is not)/],
  ]
  for (const [path, reason] of wrong) {
    writeFileSync(join(cwd, 'my.yaml'), `${fileFor(1, 30)}${section.replace('PATH', path)}`)
    const { err, code } = await latchstring(['check-config', 'my.yaml'], { cwd })
    t.match(err, reason, path)
    t.match(err, `The file of ${key}, "${path}"`)
    t.equal(code, 2)
  }
}

t.test('accounts.caFile: a file that cannot be used is a mistake in the configuration', t =>
  refusesFile(t, { key: 'accounts.caFile', section: 'accounts: {caFile: PATH}\n' }),
)

t.test('auth.jwt.publicKeyFile: a file that cannot be used is a mistake in the configuration', async t => {
  const cwd = t.testdir({ 'my.yaml': fileFor(1, 30).replace(/auth:.*/, 'auth: {jwt: {publicKeyFile: missing}}') })
  const { err, code } = await latchstring(['check-config', 'my.yaml'], { cwd })
  t.match(err, /The file of auth\.jwt\.publicKeyFile, "missing", cannot be used: there is no such file/)
  t.equal(code, 2)
})

t.test('a configuration, a backup and a database that cannot be read are reported in words', async t => {
  const cwd = t.testdir({ 'my.yaml': fileFor(1, 30) })
  mkdirSync(join(cwd, 'folder'))
  openSqliteStore(join(cwd, 'rooms.sqlite')).close()
  const wrong: [string[], RegExp][] = [
    [['start', '--config', 'folder'], /configuration file "folder" cannot be read: it is a folder/],
    [
      ['start', '--config', 'my.yaml/x'],
      /configuration file "my\.yaml\/x" cannot be read: a part of the path is a file/,
    ],
    [['check-database', 'folder'], /no file folder/],
  ]
  for (const [args, message] of wrong) t.match((await latchstring(args, { cwd })).err, message, args.join(' '))
  t.match(readFileSync(join(cwd, 'my.yaml'), 'utf8'), /rooms/)
})
