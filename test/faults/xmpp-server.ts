import { fileURLToPath } from 'node:url'
import type { Missing } from '../servers/installed.js'
import { realServers } from '../servers/real-servers.js'
import { type RealServer, startServer } from '../servers/server.js'

const DEV_SERVER = fileURLToPath(new URL('dev-server-process.js', import.meta.url))

/** People who are away; a server that knows nobody else keeps their messages. */
export const ABSENT = ['rosaline', 'lucentio', 'petruchio'] as const

/** The servers that a fault can befall, by the name that the command line takes. */
export const serverNames = ['dev', 'prosody', 'ejabberd'] as const
export type ServerName = (typeof serverNames)[number]

/** Starts a server in a process of its own, which any name and password can sign in to. */
export function startXmppServer(name: ServerName): Promise<RealServer | Missing> {
  return name === 'dev' ? startDevProcess() : realServers[name]({ privilege: true })
}

function startDevProcess(): Promise<RealServer> {
  return startServer({
    name: 'the dev server',
    files: () => ({}),
    program: ({ directory, clientPort, componentPort, secret }) => ({
      command: process.execPath,
      args: [DEV_SERVER, String(clientPort), String(componentPort), secret, ...ABSENT],
      environment: {},
      directory,
    }),
  })
}
