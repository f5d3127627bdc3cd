import { setTimeout as pause } from 'node:timers/promises'
import { frame, RawSocket, upgradeRequest } from '../guest-access/raw-socket.js'
import { signInFrames } from '../guest-access/session-frames.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { type FuzzGuest, type GuestRoom, startGuestServer } from './guest-room.js'
import { ALIVE, anyShape, damagedUpgrade, PING, type Shape } from './guest-shapes.js'
import { Holds } from './holds.js'
import type { FuzzServerOptions } from './http-server.js'

/** Concurrent connections, and connections after which all move to a new room. */
const [WIDTH, ROUND] = [12, 1500]
/** Milliseconds for an answer, or for the end, on a slow machine. */
const LONGEST_SILENCE = 20_000
/** Milliseconds after which a client leaves that may have sent a part of something. */
const SHORT_SILENCE = 250

/** What was done on a connection before the hostile bytes: as many frames of the sign-in, or not even the upgrade. */
const BOUND = 4
const STAGES: readonly ['raw', ...('raw' | number)[]] = ['raw', 0, 1, 2, 3, BOUND, BOUND, BOUND]

/** Bytes of guests over TCP: bad frames of WebSocket, frames that are not one element, and steps out of order. */
export const frames: Layer = { name: 'frames', share: 0.2, run: trial => fuzzGuestFrames(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzGuestFrames(trial: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const failures: string[] = []
  const server = await startGuestServer(failures, options)
  const by = chance(trial.seed)
  const holds = new Holds()
  const count = { answered: 0, ended: 0 }
  let step = 0
  while (step < trial.count && failures.length < MOST_FAILURES) {
    const room = await server.room()
    const end = Math.min(trial.count, step + ROUND)
    const workers = Array.from({ length: WIDTH }, async () => {
      const guest = await room.guest('participant', 'paris')
      while (step < end && failures.length < MOST_FAILURES) {
        const at = ++step
        const wrong = await tryShape({ url: `http://127.0.0.1:${server.port}`, room, guest, by }, count)
        if (wrong !== undefined) failures.push(`step ${at}: ${wrong}`)
      }
    })
    await Promise.all(workers)
    if (!(await room.echoes())) failures.push(`step ${step}: the owner writes to the room and receives nothing`)
    await room.stop()
    trial.say(`${step} connections`)
  }
  const held = holds.stop()
  const { failures: more, figures } = await server.close()
  const all = [...failures, ...more].slice(0, MOST_FAILURES)
  return { inputs: step, failures: all, figures: { ...count, ...held, ...figures } }
}

type Attempt = { readonly url: string; readonly room: GuestRoom; readonly guest: FuzzGuest; readonly by: Chance }

/** Sends hostile bytes on a connection of its own; returns what is wrong with the outcome. */
async function tryShape({ url, room, guest, by }: Attempt, count: { answered: number; ended: number }) {
  const stage = by.one<'raw' | number>(...STAGES)
  const { bytes, expected } = stage === 'raw' ? damagedUpgrade(by) : anyShape({ ...by, guest, room: room.jid })
  const raw = new RawSocket(url, `127.${1 + by.below(200)}.${by.below(250)}.1`)
  try {
    if (stage !== 'raw') await reach(raw, stage, guest)
    raw.send(bytes)
    raw.send(PING)
    // Only a guest who has bound a resource gets an answer.
    const isExact = expected !== 'any' && (expected !== 'answer' || stage === BOUND)
    const read = await within(isExact ? LONGEST_SILENCE : SHORT_SILENCE, raw.until(ALIVE))
    raw.socket.end()
    const rest = await within(LONGEST_SILENCE, raw.rest())
    const outcome = { text: `${read ?? ''}${rest ?? raw.received}`, isAnswered: read !== undefined }
    if (outcome.isAnswered) count.answered++
    else count.ended++
    const wrong = rest === undefined ? 'the connection stays open' : faultOf(outcome, isExact ? expected : 'any')
    return wrong && `${wrong}\n  at stage ${stage} by ${JSON.stringify(bytes.toString('latin1').slice(0, 1500))}`
  } catch (error) {
    return `a guest cannot sign in: ${String(error)}`
  } finally {
    raw.socket.destroy()
  }
}

/** Becomes a WebSocket and does as many steps of the sign-in. */
async function reach(raw: RawSocket, steps: number, guest: FuzzGuest): Promise<void> {
  raw.send(upgradeRequest())
  await raw.until('\r\n\r\n')
  for (const [text, answer] of signInFrames(guest).slice(0, steps)) {
    raw.send(frame(text))
    await raw.until(answer)
  }
}

/** Undefined if the promise rejects, or does not resolve in so many milliseconds. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const over = new AbortController()
  const late = pause(milliseconds, undefined, { signal: over.signal }).catch(() => undefined)
  try {
    return await Promise.race([promise.catch(() => undefined), late])
  } finally {
    over.abort()
  }
}

function faultOf({ text, isAnswered }: { text: string; isAnswered: boolean }, expected: Shape['expected']) {
  if (/<internal-server-error |^HTTP\/1.1 5/m.test(text)) return `a fault is answered: ${text.slice(-500)}`
  if (expected === 'answer' && !isAnswered) return `the ping is not answered: ${text.slice(-500)}`
  const mustEnd = expected === 'end' || expected === 'error'
  if (mustEnd && isAnswered) return 'the connection does not end'
  if (expected === 'error' && !text.includes('<stream:error ')) return `it ends without an error: ${text.slice(-500)}`
  return undefined
}
