import type { Actor } from '../scenario/actor.js'

/** How often a word is said again, in milliseconds: slower than the limits of messages. */
const AGAIN = 200
let said = 0

/**
 * Says a word in the room until the other one hears it: while no instance has the link, words are lost. Gives the
 * milliseconds that it took.
 */
export async function untilHeard(speaker: Actor, hearer: Actor, room: string): Promise<number> {
  const body = `word ${++said}`
  const start = performance.now()
  const say = () => speaker.sends(`<message to='${room}' type='groupchat'><body>${body}</body></message>`)
  say()
  const again = setInterval(say, AGAIN)
  try {
    await hearer.receives(`<message from='${room}/${speaker.name}'><body>${body}</body></message>`)
  } finally {
    clearInterval(again)
  }
  return performance.now() - start
}
