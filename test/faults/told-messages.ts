import { type Load, type LoadContext, steady } from './load.js'

/** In milliseconds: so slow that the room keeps all of its events for most of an hour. */
const EVERY = 150

/** The owner speaks in the room that tells apps of it; the reflection acknowledges a message. */
export function toldMessages({ fixture: { owner, toldRoom }, ledger }: LoadContext): Load {
  let said = 0
  return steady(EVERY, () => {
    if (owner.stateIn(toldRoom) !== 'in') return
    const id = `told${++said}`
    const text = `told ${said}`
    const fact = ledger.asked('told', `${toldRoom} ${id}`, text)
    owner.say(toldRoom, { id, content: `<body>${text}</body>`, reflected: () => fact.acknowledged() })
  })
}
