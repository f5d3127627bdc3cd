import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { realServers } from '../servers/real-servers.js'
import { conflictLanes, type Lane, lanesOf, testFiles } from './lanes.js'
import { type LaneResult, playLane } from './play-lane.js'
import { Tally } from './tally.js'
import { timetable } from './timetable.js'

/*
 * Checks format, lint and dead code, then plays all tests, and the scenes again on each real XMPP server that is installed and
 * on a conflicting store. With arguments, only the test files that they name:
 *   npm test -- test/http token.test.ts 'muc*subject'
 *   npm test -- --on prosody test/muc
 *   npm test -- test/muc/subject --scene 'the title of a scene'
 *   npm test -- --conflicts test/muc
 *   npm test -- --postgres test/muc
 * The last line counts scenes: the tests that contain assertions only, and every skip.
 */

/** How many lanes are played at the same time: on two cores, since those with real servers wait for half of their time. */
const WORKERS = 3

const { values, positionals: names } = parseArgs({
  options: {
    on: { type: 'string' },
    scene: { type: 'string' },
    conflicts: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const start = performance.now()
const own = new Tally(text => console.log(text))
const { conflicts, postgres } = values
const isWhole = names.length === 0 && values.on === undefined && values.scene === undefined && !conflicts && !postgres
const files = testFiles().filter(file => names.length === 0 || names.some(name => isNamed(file, name)))
const on = isWhole ? Object.keys(realServers) : [values.on].filter(name => name !== undefined)
const lanes: Lane[] = lanesOf(files, { on, rest: values.on === undefined }).map(lane => ({
  ...lane,
  conflicts,
  postgres,
}))
if (isWhole) lanes.unshift(...conflictLanes(files))
const results: LaneResult[] = []

if (isWhole) checkStyle()
await Promise.all(Array.from({ length: WORKERS }, playLanes))
const played = results.reduce((sum, { tally: { counts } }) => sum + counts.passed + counts.failed, 0)
if (played === 0) own.fail(`no test was run of ${names.join(' ')}`)
report()

async function playLanes(): Promise<void> {
  for (let lane = lanes.shift(); lane; lane = lanes.shift()) results.push(await playLane(lane, values.scene))
}

function checkStyle(): void {
  check('format and lint ("npm run format" repairs most faults)', '@biomejs/biome/bin/biome', ['check', '.'])
  check('no dead export, no unused dependency', 'knip/bin/knip.js')
}

/** A test that passes if a program, named by its path in node_modules, exits with status 0. */
function check(title: string, program: string, args: readonly string[] = []): void {
  const command = [`node_modules/${program}`, ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  if (status === 0) own.pass(title)
  else own.fail(title, `${stdout}${stderr}`)
}

/** Whether a compiled file is meant by a part of its path, as it is in `test`; a star stands for anything. */
function isNamed(file: string, name: string): boolean {
  const part = name.replace(/^\.\//, '').replace(/\.(ts|js)$/, '')
  const pattern = part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')
  return new RegExp(pattern).test(file)
}

function report(): void {
  const counts = [own, ...results.map(({ tally }) => tally)].map(tally => tally.counts)
  const sum = (outcome: 'passed' | 'failed' | 'skipped') => counts.reduce((total, one) => total + one[outcome], 0)
  console.log(`\n${timetable(results, (performance.now() - start) / 1000)}`)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
}
