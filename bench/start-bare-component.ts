import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RealServer } from '../test/servers/server.js'
import { endWithUs } from './processes.js'

const MAIN = fileURLToPath(new URL('./bare-component.js', import.meta.url))

/**
 * Runs the bare component in the place of Latchstring; resolves when it is linked. `padding`: by how many characters it
 * makes each message longer.
 */
export async function startBareComponent(
  server: RealServer,
  padding = 0,
): Promise<{ pid: number; stop(): Promise<void> }> {
  const link = [String(server.componentPort), server.roomsDomain, server.secret, String(padding)]
  const child = spawn(process.execPath, [MAIN, ...link], { stdio: ['ignore', 'pipe', 'inherit'] })
  endWithUs(child)
  await once(child.stdout, 'data')
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { pid: child.pid ?? 0, stop }
}
