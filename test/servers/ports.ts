import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { isFree } from '../../src/demo/port.js'

const TRIES = 600
const BETWEEN_TRIES_MS = 50
/** The time a server may take to start on a slow and busy machine, in milliseconds. */
const START_WITHIN_MS = 180_000
const ANSWER_WITHIN_MS = 2000

/**
 * Ports outside the range of outgoing connections. Otherwise a client that retries a closed local port may get that
 * port as its own and connect to itself.
 */
const LISTENING = { from: 20_000, to: 32_768 }

/** Distinct free ports of the loopback that stay free for a server that restarts. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  for (let tries = 0; ports.size < count && tries < TRIES; tries++) {
    const port = randomInt(LISTENING.from, LISTENING.to)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

/** Repeats `attempt` until it succeeds. Throws after the longest time, or at once when `failed` gives a reason. */
export async function tryUntil(attempt: () => Promise<boolean>, failed: () => string | undefined): Promise<void> {
  const end = performance.now() + START_WITHIN_MS
  while (performance.now() < end) {
    if (await attempt()) return
    const reason = failed()
    if (reason !== undefined) throw new Error(reason)
    await pause(BETWEEN_TRIES_MS)
  }
  throw new Error(`no answer within ${START_WITHIN_MS / 1000} seconds`)
}

/** Whether a loopback port accepts a stream and answers with a stream of its own. */
export async function answersStream(
  port: number,
  { namespace, to }: { namespace: string; to: string },
): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  const opening = `<stream:stream xmlns='${namespace}' xmlns:stream='http://etherx.jabber.org/streams' to='${to}' version='1.0'>`
  try {
    await once(socket, 'connect')
    socket.write(`<?xml version='1.0'?>${opening}`)
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return /<stream:stream[^>]* id=/.test(String(answer)) && !String(answer).includes('stream:error')
  } catch {
    return false
  } finally {
    socket.on('error', () => undefined).destroy()
  }
}
