import { setTimeout as pause } from 'node:timers/promises'
import type { Guest, Place } from './guest.js'
import type { Load, Playing } from './load.js'
import { until } from './until.js'

const ANSWER_WITHIN = 5000
const MOST_REST = 100

/** The movers enter halls and leave them. An entry is acknowledged by 110, and so is a leave. */
export function moves({ house, chance }: Playing): Load {
  let running: Promise<unknown> = Promise.resolve()
  let isOn = false

  const becomes = (mover: Guest, hall: string, place: Place) =>
    until(() => mover.placeIn(hall) === place || !isOn || !mover.person.isOnline, {
      what: `${mover.person.name} is ${place}`,
      bound: ANSWER_WITHIN,
    }).catch(() => undefined)

  const move = async (mover: Guest) => {
    while (isOn) {
      const hall = house.halls[chance.below(house.halls.length)] ?? ''
      const wanted = mover.placeIn(hall) === 'in' ? 'out' : 'in'
      if (wanted === 'in') mover.enter(hall)
      else mover.leave(hall)
      await becomes(mover, hall, wanted)
      await pause(chance.below(MOST_REST))
    }
  }

  return {
    start() {
      if (isOn) return
      isOn = true
      running = Promise.all(house.movers.map(move))
    },
    async stop() {
      isOn = false
      await running
    },
  }
}
