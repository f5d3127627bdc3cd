import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONFLICTS } from '../scenario/conflicting-store.js'
import { type Lane, ORDERS, type Orders } from './lanes.js'
import { Tally } from './tally.js'

/** What a lane took: CPU time is that of its process and of all that this started, in seconds. */
export type LaneResult = { readonly lane: Lane; readonly tally: Tally; readonly wall: number; readonly cpu: number }

const LANE = fileURLToPath(new URL('lane.js', import.meta.url))

/** The shell waits for the process and writes the CPU times of itself and of its children to a pipe. */
const TIMED = '"$@"; code=$?; times >&3; exit $code'

/**
 * Plays a lane in a process and a temporary folder of its own, and prints what becomes of its files. `scene` is the title
 * of the one scene to play.
 */
export async function playLane(lane: Lane, scene: string | undefined): Promise<LaneResult> {
  const start = performance.now()
  const tally = new Tally(text => console.log(text))
  const folder = mkdtempSync(join(tmpdir(), 'latchstring-lane-'))
  const orders: Orders = { ...lane, scene }
  const child = spawn('/bin/sh', ['-c', TIMED, 'sh', process.execPath, LANE], {
    // A lane takes minutes: each scene has a limit of its own.
    env: {
      ...process.env,
      ...(lane.conflicts && { [CONFLICTS]: 'on' }),
      ...{ TMPDIR: folder, TAP_TIMEOUT: '0', [ORDERS]: JSON.stringify(orders) },
    },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const place = [lane.on, lane.conflicts && 'a conflicting store', lane.postgres && 'PostgreSQL']
    .filter(Boolean)
    .map(name => ` on ${name}`)
  const parser = tally.reads(place.join(''), howToRun(lane))
  child.stdout?.setEncoding('utf8').on('data', text => parser.write(text))
  let times = ''
  child.stdio[3]?.on('data', text => {
    times += String(text)
  })
  const [code] = await once(child, 'close')
  parser.end()
  if (code !== 0 && tally.counts.failed === 0) tally.fail(`the process of ${lane.name} ended with exit code ${code}`)
  rmSync(folder, { recursive: true, force: true })
  return { lane, tally, wall: (performance.now() - start) / 1000, cpu: cpuSeconds(times) }
}

function howToRun({ on, conflicts, postgres }: Lane): (file: string, title: string | undefined) => string {
  return (file, title = '') =>
    `npm test -- ${on ? `--on ${on} ` : ''}${conflicts ? '--conflicts ' : ''}${postgres ? '--postgres ' : ''}${file} --scene '${title.replaceAll("'", `'\\''`)}'`
}

/** Of the output of `times`: a line for the shell, and one for its children, each with user and system time. */
function cpuSeconds(times: string): number {
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)]
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}
