import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cases } from './cases.js'
import { storeNames } from './harness.js'
import { isSuccessful, tableOf } from './report.js'
import { type CaseReport, runCase } from './run-case.js'
import { serverNames } from './xmpp-server.js'

/*
 * Injects faults on real servers under load and looks for the acknowledged facts:
 *
 *     npm run faults -- --on prosody --case component-killed --runs 20
 */

const HELP = `npm run faults -- [--on SERVER] [--store STORE] [--case NAME] [--runs N] [--seed N] [--report FILE]

Runs each case N times (default 1) at random moments under load, and then looks for all acknowledged facts.
Without --on it uses Prosody and ejabberd, if they are installed; SERVER is one of ${serverNames.join(', ')}.
STORE is one of ${storeNames.join(', ')}; without --store, the facts are in a file of SQLite. A case about another store is skipped.
--on and --case may be repeated. The same --seed makes the same choices, but the moments differ.
--report writes the results as JSON. The exit code is 1 when a fact was lost or another fault was found.

Cases:
${cases.map(({ name, title }) => `  ${name.padEnd(24)}${title}`).join('\n')}
`

const { values } = parseArgs({
  options: {
    on: { type: 'string', multiple: true },
    store: { type: 'string' },
    case: { type: 'string', multiple: true },
    runs: { type: 'string' },
    seed: { type: 'string' },
    report: { type: 'string' },
    help: { type: 'boolean' },
  },
})

function chosen<T>(all: readonly T[], name: (one: T) => string, wanted: readonly string[] | undefined): T[] {
  const unknown = wanted?.find(text => all.every(one => name(one) !== text))
  if (unknown !== undefined) throw new Error(`unknown: ${unknown}; known are ${all.map(name).join(', ')}`)
  return all.filter(one => wanted === undefined || wanted.includes(name(one)))
}

async function playAll(): Promise<CaseReport[]> {
  const servers = chosen(serverNames, name => name, values.on ?? ['prosody', 'ejabberd'])
  const [store = 'sqlite'] = chosen(storeNames, name => name, [values.store ?? 'sqlite'])
  const runs = numberIn(values.runs, 1)
  const seed = numberIn(values.seed, 1 + (Date.now() % 1_000_000))
  const reports: CaseReport[] = []
  for (const faultCase of chosen(cases, ({ name }) => name, values.case)) {
    for (const on of servers) {
      console.log(`\n${faultCase.name} on ${on} with ${store}, seed ${seed}`)
      const report = await runCase(faultCase, { on, store, runs, seed, log: line => console.log(line) })
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
    process.exitCode = reports.length > 0 && reports.every(isSuccessful) ? 0 : 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
