import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Parser } from 'tap-parser'
import { stringify } from 'yaml'

/*
 * Runs the format and lint check and all tests, then the scenes again on each real XMPP server that is installed.
 * With arguments, only the test files that they name:
 *   npm test -- test/http token.test.ts 'muc*subject'
 *   npm test -- --on prosody test/muc
 * The last line counts scenes: the tests that contain assertions only, and every skip. The format and lint check
 * counts as one.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const tests = join(root, 'dist', 'test')
const { values, positionals: names } = parseArgs({ options: { on: { type: 'string' } }, allowPositionals: true })
/** The tests that play on whatever server the environment names. */
const scenes = /^dist\/test\/(muc|invites)\//
const count = { passed: 0, failed: 0, skipped: 0 }

const everything = names.length === 0 && values.on === undefined
if (everything) checkStyle()
const files = testFiles().filter(file => names.length === 0 || names.some(name => isNamed(file, name)))
const executedBefore = executed()
if (files.length > 0 && values.on === undefined) await runTap(files)
for (const name of everything ? ['prosody', 'ejabberd'] : [values.on].filter(Boolean)) await playOn(name)
if (executed() === executedBefore) fail(`no test was run${names.length === 0 ? '' : ` of ${names.join(' ')}`}`)

process.exitCode = count.failed > 0 ? 1 : 0
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)

function checkStyle() {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'check', '.'], { cwd: root, encoding: 'utf8' })
  if (status === 0) pass('format and lint check')
  else fail('format and lint check; "npm run format" repairs the most', `${stdout}${stderr}`)
}

/** The compiled test files, as paths from the root. */
function testFiles() {
  return readdirSync(tests, { recursive: true })
    .map(file => `dist/test/${file.replaceAll('\\', '/')}`)
    .filter(file => file.endsWith('.test.js'))
    .sort()
}

/** Whether a compiled file is meant by a part of its path, as it is in `test`; a star stands for anything. */
function isNamed(file, name) {
  const part = name.replace(/^\.\//, '').replace(/\.(ts|js)$/, '')
  const pattern = part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')
  return new RegExp(pattern).test(file)
}

/** Plays the scenes one after another on a real server: they share its one component. */
async function playOn(name) {
  const { realServers } = await import('../dist/test/servers/real-servers.js')
  const start = realServers[name]
  if (!start) return fail(`there is no server ${name}; there are ${Object.keys(realServers).join(' and ')}`)
  const server = await start({ privilege: true }).catch(error => fail(`scenes on ${name}`, String(error)))
  if (!server) return
  if ('skip' in server) return skip([`scenes on ${name}`], server)
  const played = files.filter(file => scenes.test(file))
  await runTap(['--jobs=1', ...played], { LATCHSTRING_STAGE: JSON.stringify(server) }, ` on ${server.name}`)
  await server.stop()
}

function runTap(args, environment = {}, on = '') {
  const program = join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs')
  const tap = spawn(process.execPath, [program, '--reporter=tap', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const parser = new Parser()
  const failedBefore = count.failed
  follow(parser, [], on)
  tap.stdout.setEncoding('utf8').on('data', text => parser.write(text))
  return new Promise(resolve => {
    tap.on('close', code => {
      parser.end()
      if (code !== 0 && count.failed === failedBefore) fail(`tap ended with exit code ${code}`)
      resolve()
    })
  })
}

/** Counts what comes out of one test, which is the whole run, a file, a group of scenes or a scene. */
function follow(parser, path, on = '') {
  const seen = { tests: 0, assertions: 0, skips: 0, failures: 0, failuresBelow: 0 }
  let below
  parser.on('child', child => {
    const title = child.name.replace(/^dist\/(.*)\.js$/, '$1.ts') + on
    below = { path: [...path, title], seen: follow(child, [...path, title]) }
  })
  parser.on('assert', result => {
    if (below) {
      seen.tests++
      seen.failuresBelow += judge(result, below)
    } else {
      seen.assertions++
      if (result.skip || result.todo) {
        seen.skips++
        skip([...path, result.name], result)
      } else if (!result.ok) {
        seen.failures++
        console.log(`not ok: ${[...path, result.name].join(' > ')}\n${indented(detailsOf(result))}`)
      }
    }
    below = undefined
  })
  parser.on('bailout', reason => fail(`the run was ended: ${reason}`))
  parser.on('extra', text => process.stdout.write(text))
  return seen
}

/** Counts a finished test by its result and what was seen in it. Returns how many failures it accounts for. */
function judge(result, { path, seen }) {
  const isScene = seen.tests === 0
  if (result.skip || result.todo) {
    skip(path, result)
  } else if (!result.ok && (isScene || seen.failures > 0 || seen.failuresBelow === 0)) {
    fail(path.join(' > '), seen.failures === 0 ? detailsOf(result) : '')
    return seen.failuresBelow + 1
  } else if (isScene && seen.assertions === 0 && path.length === 1) {
    fail(path[0], 'the file has no test')
  } else if (isScene && (seen.assertions === 0 || seen.assertions > seen.skips)) {
    // A scene may have no assertion of its own: it fails by what an actor did not receive.
    count.passed++
  }
  if (result.ok && path.length === 1) console.log(`passed: ${path[0]}`)
  return seen.failuresBelow
}

function skip(path, { skip, todo }) {
  const reason = [skip, todo].find(text => typeof text === 'string')
  count.skipped++
  console.log(`skipped: ${path.join(' > ')}${reason === undefined ? '' : `: ${reason}`}`)
}

function pass(title) {
  count.passed++
  console.log(`passed: ${title}`)
}

function fail(title, details = '') {
  count.failed++
  console.log(`FAILED: ${title}${details === '' ? '' : `\n${indented(details)}`}`)
}

function detailsOf({ diag }) {
  return diag ? stringify(diag, { lineWidth: 0 }) : ''
}

function indented(text) {
  return text.trimEnd().replace(/^/gm, '    ')
}

function executed() {
  return count.passed + count.failed
}
