import { once } from 'node:events'
import { createServer } from 'node:net'

/** The number of ports that are tried. */
const TRIED = 20

/**
 * Gives the first free port of this machine from `first` on. `isOwn` tells of a port in use whether this very demo
 * listens there: two services must not share a database. Rejects if that is so, or if no port is free.
 */
export async function freePort(first: number, isOwn: (port: number) => Promise<boolean>): Promise<number> {
  const ports = Array.from({ length: TRIED }, (_, i) => first + i)
  const free: number[] = []
  for (const port of ports) {
    if (await isFree(port)) free.push(port)
    else if (await isOwn(port)) {
      throw new Error(`The demo of this directory runs already, at http://127.0.0.1:${port}. Stop it first.`)
    }
  }
  const [port] = free
  if (port !== undefined) return port
  throw new Error(`The ports ${first} to ${first + TRIED - 1} are all in use. Set http.port in a configuration file.`)
}

/** Whether nothing listens at this port of the loopback. */
export async function isFree(port: number): Promise<boolean> {
  const listener = createServer()
  try {
    await once(listener.listen(port, '127.0.0.1'), 'listening')
    await once(listener.close(), 'close')
    return true
  } catch {
    return false
  }
}
