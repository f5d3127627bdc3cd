import { fileURLToPath } from 'node:url'
import type { Missing } from '../servers/installed.js'
import { realServers } from '../servers/real-servers.js'
import { type RealServer, startServer } from '../servers/server.js'

const DEV_SERVER = fileURLToPath(new URL('dev-server-process.js', import.meta.url))

/** Accounts that stay offline; a server that does not know the other accounts stores messages for these. */
export const OFFLINE_USERS = ['rosaline', 'lucentio', 'petruchio'] as const

/** The servers that the suite runs on, by their command line names. */
export const serverNames = ['dev', 'prosody', 'ejabberd'] as const
export type ServerName = (typeof serverNames)[number]

/** Starts a server as a separate process; any user name with the common password can sign in. */
export function startXmppServer(name: ServerName): Promise<RealServer | Missing> {
  return name === 'dev' ? startDevProcess() : realServers[name]({ privilege: true })
}

function startDevProcess(): Promise<RealServer> {
  return startServer({
    name: 'the dev server',
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
