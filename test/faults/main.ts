import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cases } from './cases.js'
import { type CaseReport, playCase } from './play.js'
import { isSound, tableOf } from './report.js'
import { serverNames } from './xmpp-server.js'

/*
 * Plays faults on real servers under load and looks for what was acknowledged:
 *
 *     npm run faults -- --on prosody --case component-killed --runs 20
 */

const HELP = `npm run faults -- [--on SERVER] [--case NAME] [--runs N] [--seed N] [--report FILE]

Each case is played N times (1) at random moments under load, and all that was acknowledged is looked for afterwards.
Without --on on Prosody and ejabberd, where they are installed; SERVER is one of ${serverNames.join(', ')}.
Both --on and --case may be repeated. The same --seed makes the same choices; the moments are never quite the same.
--report writes what was found as JSON. The exit code is 1 where anything was lost or anything else was wrong.

Cases:
${cases.map(({ name, says }) => `  ${name.padEnd(24)}${says}`).join('\n')}
`

const { values } = parseArgs({
  options: {
    on: { type: 'string', multiple: true },
    case: { type: 'string', multiple: true },
    runs: { type: 'string' },
    seed: { type: 'string' },
    report: { type: 'string' },
    help: { type: 'boolean' },
  },
})

function chosen<T>(all: readonly T[], name: (one: T) => string, wanted: readonly string[] | undefined): T[] {
  const unknown = wanted?.find(text => all.every(one => name(one) !== text))
  if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${all.map(name).join(', ')}`)
  return all.filter(one => wanted === undefined || wanted.includes(name(one)))
}

async function playAll(): Promise<CaseReport[]> {
  const servers = chosen(serverNames, name => name, values.on ?? ['prosody', 'ejabberd'])
  const runs = numberIn(values.runs, 1)
  const seed = numberIn(values.seed, 1 + (Date.now() % 1_000_000))
  const reports: CaseReport[] = []
  for (const played of chosen(cases, ({ name }) => name, values.case)) {
    for (const on of servers) {
      console.log(`\n${played.name} on ${on}, seed ${seed}`)
      const report = await playCase(played, { on, runs, seed, tell: line => console.log(line) })
      if ('skip' in report) console.log(`skipped: ${report.skip}`)
      else reports.push(report)
      if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(reports, undefined, 1))
    }
  }
  return reports
}

function numberIn(text: string | undefined, usual: number): number {
  const number = Number(text ?? usual)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new Error(`${text} is not a whole number above 0`)
}

try {
  if (values.help) {
    console.log(HELP)
  } else {
    const reports = await playAll()
    console.log(`\n${tableOf(reports)}`)
    process.exitCode = reports.length > 0 && reports.every(isSound) ? 0 : 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
