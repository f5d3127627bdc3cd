import { realServers } from '../test/servers/real-servers.js'
import type { RealServer, ServerOptions } from '../test/servers/server.js'

/** Starts Prosody if `name` says so, else ejabberd, with accounts for anybody. Throws if it is not installed. */
export async function startServer(name: string, options: Partial<ServerOptions> = {}): Promise<RealServer> {
  const start = name === 'prosody' ? realServers.prosody : realServers.ejabberd
  const server = await start({ privilege: true, accounts: 'anybody', ...options })
  if ('skip' in server) throw new Error(server.skip)
  return server
}
