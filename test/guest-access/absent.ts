import { setImmediate as pause } from 'node:timers/promises'
import type { Scene } from '../scenario/index.js'

/** Resolves when Latchstring knows this number of clients of guests without a connection. */
export async function untilAbsent({ url }: Pick<Scene, 'url'>, count: number): Promise<void> {
  const wanted = `latchstring_guest_clients{state="absent"} ${count}\n`
  while (!(await (await fetch(`${url}/metrics`)).text()).includes(wanted)) await pause()
}
