import type { CaseReport } from './run-case.js'

const HEAD = [
  'Case',
  'Server',
  'Store',
  'Runs',
  'Acknowledged',
  'Lost',
  'Twice, same id',
  'Events',
  'Posted again',
  'Other faults',
  'Rooms work again after (median, longest)',
]

/** Formats the reports as a Markdown table. */
export function tableOf(reports: readonly CaseReport[]): string {
  const rows = reports.map(report => [
    report.title,
    SERVERS[report.on],
    STORES[report.store],
    report.runs,
    report.acknowledged,
    report.lost.length,
    report.duplicates,
    report.events,
    report.postedAgain,
    report.faults.length,
    report.backAfter.length === 0
      ? ''
      : `${seconds(median(report.backAfter))}, ${seconds(Math.max(...report.backAfter))}`,
  ])
  const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n')
}

const SERVERS = { dev: 'dev server', prosody: 'Prosody', ejabberd: 'ejabberd' }
const STORES = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

/** Whether at least one run has ended, without a lost fact or another fault. */
export function isSuccessful({ lost, faults, runs }: CaseReport): boolean {
  return lost.length === 0 && faults.length === 0 && runs > 0
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** The median; of an even count, the upper one of the two in the middle. */
function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
