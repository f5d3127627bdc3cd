import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { startDevServer } from '../src/dev-server/index.js'

export const MAIN = fileURLToPath(new URL('../bundle/main.js', import.meta.url))
export const JWT_SECRET = 'a secret of at least thirty-two characters'

/** The working directory and the environment of a command. */
export type Surroundings = { readonly cwd: string; readonly env?: Record<string, string> }

/** Runs a command. Its environment has only PATH and `env`. Gives standard output, standard error and the exit code. */
export async function latchstring(args: readonly string[], { cwd, env = {} }: Surroundings) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { out, err, code }
}

/** A configuration file for the component port of a server on this machine; `connectTimeout` is in seconds. */
export function fileFor(port: number, connectTimeout: number): string {
  return `xmpp: {service: "xmpp://127.0.0.1:${port}", domain: rooms.localhost, secret: s, connectTimeout: ${connectTimeout}}
auth: {jwt: {secret: ${JWT_SECRET}}}
http: {port: 0}
store: {sqlite: {path: rooms.sqlite}}
`
}

type Served = { readonly jwt?: string; readonly files?: Record<string, string>; readonly port?: number }

/** A service in its own process with the configuration file my.yaml in `cwd`. `url`: the base URL of its REST API. */
type Service = {
  readonly cwd: string
  readonly url: string
  /** Stops it with SIGTERM. */
  stops(): Promise<void>
  startsAgain(): Promise<Service>
}

/** Starts a dev server and a service. `jwt`: another section `auth.jwt`; `files`: more files in the directory. */
export async function serving(t: Test, { jwt, files = {}, port = 0 }: Served = {}): Promise<Service> {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 's' }] })
  t.teardown(() => server.close())
  const file = fileFor(server.ports.component, 30).replace('{port: 0}', `{port: ${port}}`)
  const cwd = t.testdir({ 'my.yaml': jwt ? file.replace(/auth:.*/, `auth: {jwt: ${jwt}}`) : file, ...files })
  return starts(t, cwd)
}

/** Starts a service with the configuration file my.yaml in a directory. */
export async function starts(t: Test, cwd: string): Promise<Service> {
  const child = spawn(process.execPath, [MAIN, 'start', '--config', 'my.yaml'], { cwd, env: {} })
  const ended = once(child, 'exit')
  const ends = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  t.teardown(() => ends('SIGKILL'))
  for await (const line of createInterface(child.stderr)) {
    const { msg, port } = JSON.parse(line)
    if (msg !== 'Latchstring serves') continue
    return { cwd, url: `http://127.0.0.1:${port}`, stops: () => ends('SIGTERM'), startsAgain: () => starts(t, cwd) }
  }
  throw new Error('the service ended before it was ready')
}
