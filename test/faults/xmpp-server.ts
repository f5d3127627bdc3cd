import { fileURLToPath } from 'node:url'
import type { Missing } from '../servers/installed.js'
import { realServers } from '../servers/real-servers.js'
import { type RealServer, startServer } from '../servers/server.js'

const DEV_SERVER = fileURLToPath(new URL('dev-server-process.js', import.meta.url))

/** Accounts whose clients sign in only to fetch the messages that the server has stored for them. */
export const OFFLINE_USERS: readonly string[] = Array.from({ length: 80 }, (_, n) => `absent${n}`)

/** The servers that the suite runs on, by their command line names. */
export const serverNames = ['dev', 'prosody', 'ejabberd'] as const
export type ServerName = (typeof serverNames)[number]

/**
 * Starts a server as a separate process. On the dev server any user name can sign in, with the common password; on the
 * others only accounts can.
 */
export function startXmppServer(name: ServerName): Promise<RealServer | Missing> {
  return name === 'dev' ? startDevProcess() : realServers[name]({ privilege: true })
}

function startDevProcess(): Promise<RealServer> {
  return startServer({
    name: 'the dev server',
    domain: 'localhost',
    accounts: 'anybody',
    files: () => ({}),
    program: ({ directory, clientPort, componentPort, secret }) => ({
      command: process.execPath,
      args: [DEV_SERVER, String(clientPort), String(componentPort), secret, ...OFFLINE_USERS],
      environment: {},
      directory,
    }),
  })
}
