import { setTimeout as pause } from 'node:timers/promises'
import type { Load, LoadContext } from './load.js'
import type { EntryState, Occupant } from './occupant.js'
import { until } from './until.js'

const ANSWER_WITHIN = 5000
const MOST_REST = 100

/** The churners enter and leave rooms. Self-presence (status 110) acknowledges both. */
export function churn({ fixture, chance }: LoadContext): Load {
  let running: Promise<unknown> = Promise.resolve()
  let isOn = false

  const becomes = (churner: Occupant, room: string, state: EntryState) =>
    until(() => churner.stateIn(room) === state || !isOn || !churner.client.isOnline, {
      what: `${churner.client.name} is ${state}`,
      timeout: ANSWER_WITHIN,
    }).catch(() => undefined)

  const move = async (churner: Occupant) => {
    while (isOn) {
      const room = fixture.rooms[chance.below(fixture.rooms.length)] ?? ''
      const wanted = churner.stateIn(room) === 'in' ? 'out' : 'in'
      if (wanted === 'in') churner.enter(room)
      else churner.leave(room)
      await becomes(churner, room, wanted)
      await pause(chance.below(MOST_REST))
    }
  }

  return {
    start() {
      if (isOn) return
      isOn = true
      for (const churner of fixture.churners) churner.forgetLeaves()
      running = Promise.all(fixture.churners.map(move))
    },
    async stop() {
      isOn = false
      await running
    },
  }
}
