import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'

/** The XMPP servers for which there is a snippet of configuration. */
export const SERVERS = ['prosody', 'ejabberd'] as const
export type ServerName = (typeof SERVERS)[number]

/** What is known of this machine, for guesses and for the unit of systemd. */
export type Machine = {
  readonly hostname: string
  /** The XMPP server that is installed; undefined if none or both are. */
  readonly server: ServerName | undefined
  readonly user: string
  readonly isRoot: boolean
  /** The words that start this program. */
  readonly program: readonly string[]
}

/** Where a unit of systemd and people find programs. */
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Looks at this machine. `main` is the file that Node runs. */
export function thisMachine(main: string): Machine {
  const installed = SERVERS.filter(name => existsSync(join('/etc', name)))
  const uid = process.getuid?.()
  return {
    hostname: hostname().toLowerCase(),
    server: installed.length === 1 ? installed[0] : undefined,
    user: userName() ?? String(uid),
    isRoot: uid === 0,
    program: isInstalled(main) ? ['latchstring'] : [process.execPath, realpathSync(main)],
  }
}

/** The name of the user; undefined if the system has none for the number. */
function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}

/** Whether the command `latchstring` runs this file, or is a program that runs it. */
function isInstalled(main: string): boolean {
  const [command] = PATH.map(folder => join(folder, 'latchstring')).filter(isExecutable)
  if (command === undefined) return false
  return realpathSync(command) === realpathSync(main) || realpathSync(main).startsWith('/usr/lib/latchstring/')
}

/** Whether there is a program at a path that this user may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
