import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { RealServer } from '../../test/servers/server.js'
import { endWithUs } from '../processes.js'

const MAIN = fileURLToPath(new URL('../../bundle/main.js', import.meta.url))
const PROBE = new URL('./process-probe.js', import.meta.url).href

/** The component in a separate process, with the probe loaded. */
export type MeasuredComponent = {
  readonly process: ChildProcess
  readonly databaseFile: string
  readonly url: string
  readonly jwtSecret: string
  /** Resolves with the exit code and signal. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Starts the component on `server`; its files are in `directory`. `more`: more sections of its configuration. */
export async function startMeasured(server: RealServer, directory: string, more = {}): Promise<MeasuredComponent> {
  const jwtSecret = randomBytes(32).toString('hex')
  const databaseFile = join(directory, 'rooms.sqlite')
  const file = join(directory, 'latchstring.yaml')
  await writeFile(file, stringify({ ...configuration(server, { jwtSecret, databaseFile }), ...more }))
  const child = spawn(process.execPath, ['--import', PROBE, MAIN, 'start', '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  endWithUs(child)
  const ended = once(child, 'exit').then(([code, signal]) => `exit code ${code}, signal ${signal}`)
  const port = await portOf(child)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { process: child, databaseFile, url: `http://127.0.0.1:${port}`, jwtSecret, ended, stop }
}

/** Limits what grows by design, the tombstones of destroyed rooms and the archive, so that only leaks show. */
function configuration(server: RealServer, { jwtSecret, databaseFile }: { jwtSecret: string; databaseFile: string }) {
  return {
    xmpp: { service: `xmpp://127.0.0.1:${server.componentPort}`, domain: server.roomsDomain, secret: server.secret },
    http: { port: 0 },
    auth: { jwt: { secret: jwtSecret } },
    store: { sqlite: { path: databaseFile } },
    rooms: { maxMembers: 2000, tombstones: 0, defaults: { historyLength: 20 } },
    archive: { maxMessages: 500 },
  }
}

/** Reads the HTTP port from the log. */
function portOf({ stderr }: ChildProcess): Promise<number> {
  let log = ''
  return new Promise((resolve, reject) => {
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000)
      const port = /"port":(\d+),.*"Latchstring serves"/.exec(log)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    stderr?.once('close', () => reject(new Error(`the component ended: ${log}`)))
  })
}
