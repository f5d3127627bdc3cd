import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { startDevServer } from '../src/dev-server/index.js'

export const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url))
export const JWT_SECRET = 'a secret of at least thirty-two characters'

export type Place = { readonly cwd: string; readonly env?: Record<string, string> }

/** Runs the command in a directory of its own, with nothing of our environment but the path. */
export async function latchstring(args: readonly string[], { cwd, env = {} }: Place) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { out, err, code }
}

/** A file for the component port of a server on this machine. */
export function fileFor(port: number, connectTimeout: number): string {
  return `xmpp: {service: "xmpp://127.0.0.1:${port}", domain: rooms.localhost, secret: s, connectTimeout: ${connectTimeout}}
auth: {jwt: {secret: ${JWT_SECRET}}}
http: {port: 0}
store: {sqlite: {path: rooms.sqlite}}
`
}

type Served = { readonly jwt?: string; readonly files?: Record<string, string> }

/** A service in a process of its own with the file my.yaml: where its REST API listens, its end, and its next start. */
type Service = {
  readonly cwd: string
  readonly url: string
  /** By SIGTERM. */
  stops(): Promise<void>
  startsAgain(): Promise<Service>
}

export async function serving(t: Test, { jwt, files = {} }: Served = {}): Promise<Service> {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 's' }] })
  t.teardown(() => server.close())
  const file = fileFor(server.ports.component, 30)
  const cwd = t.testdir({ 'my.yaml': jwt ? file.replace(/auth:.*/, `auth: {jwt: ${jwt}}`) : file, ...files })
  return starts(t, cwd)
}

async function starts(t: Test, cwd: string): Promise<Service> {
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
  throw new Error('the service has ended')
}
