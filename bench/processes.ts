import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks per second in /proc. */
const TICKS = 100

/** Resident memory of a process in bytes; 0 when it has ended. */
export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

/** CPU time of a process since its start, in seconds of one core; 0 when it has ended. */
export function cpuOf(pid: number): number {
  // proc(5): the name in parentheses may contain anything; utime and stime follow the state and ten numbers.
  const [, user, system] = /.*\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? []
  return (Number(user ?? 0) + Number(system ?? 0)) / TICKS
}

/** All descendants of `parent` except the process `except` and its descendants. */
export function descendantsOf(parent: number, except?: number): number[] {
  const children = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== except)
    .map(Number)
    .filter(pid => Number(/PPid:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1]) === parent)
  return children.flatMap(child => [child, ...descendantsOf(child, except)])
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Ends a child at the latest with this process. */
export function endWithUs(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
}
