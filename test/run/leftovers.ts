import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** How many there are of each thing that a scene can leave behind: timers, sockets, listeners, folders. */
type Inventory = ReadonlyMap<string, number>

/** Milliseconds for what closes by itself, such as a socket that is being closed, on a slow machine. */
const PATIENCE = 60_000
const BETWEEN_LOOKS = 10

/** What is open in this process now. */
export function inventory(): Inventory {
  const found = new Map<string, number>()
  const add = (name: string, count: number) => found.set(name, (found.get(name) ?? 0) + count)
  for (const resource of process.getActiveResourcesInfo()) if (!isPassing(resource)) add(resource, 1)
  for (const event of process.eventNames()) {
    // Pino listens for the exit until its loggers are collected, whenever that is.
    if (event !== 'exit') add(`listener of ${String(event)}`, process.listenerCount(event))
  }
  for (const entry of readdirSync(tmpdir())) add(`file in TMPDIR, ${entry.replace(/-[^-]*$/, '')}`, 1)
  return found
}

/** A request to the file system, a callback that is due: these end by themselves. */
function isPassing(resource: string): boolean {
  return resource === 'Immediate' || /Req|Resource$/.test(resource)
}

/** What is open now and was not then, each as a text; waits for `patience` milliseconds at most until nothing is. */
export async function leftSince(before: Inventory, patience = PATIENCE): Promise<string[]> {
  const end = performance.now() + patience
  let left = moreThan(before)
  while (left.length > 0 && performance.now() < end) {
    await pause(BETWEEN_LOOKS)
    left = moreThan(before)
  }
  return left
}

function moreThan(before: Inventory): string[] {
  return [...inventory()]
    .map(([name, count]) => ({ name, more: count - (before.get(name) ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ name, more }) => `${more} ${name}`)
}
