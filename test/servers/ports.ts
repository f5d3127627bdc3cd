import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const TRIES = 600
const BETWEEN_TRIES_MS = 50
const ANSWER_WITHIN_MS = 2000

/** Distinct ports of the loopback that nobody uses right now. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(listeners.map(listener => once(listener, 'listening')))
  const ports = listeners.map(listener => (listener.address() as AddressInfo).port)
  await Promise.all(listeners.map(listener => once(listener.close(), 'close')))
  return ports
}

/** Tries until `attempt` succeeds; throws when it never did, or at once when `failed` tells why it never will. */
export async function tryUntil(attempt: () => Promise<boolean>, failed: () => string | undefined): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await attempt()) return
    const reason = failed()
    if (reason !== undefined) throw new Error(reason)
    await pause(BETWEEN_TRIES_MS)
  }
  throw new Error(`no answer within ${(TRIES * BETWEEN_TRIES_MS) / 1000} seconds`)
}

/** Whether something listens on a port of the loopback and answers an opened stream with one of its own. */
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
