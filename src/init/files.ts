import { join } from 'node:path'
import type { Machine, ServerName } from './machine.js'
import type { Answers } from './questions.js'

/** A file to write. `path` is absolute, `mode` as of chmod. */
export type NewFile = { readonly path: string; readonly text: string; readonly mode: number; readonly purpose: string }

/** The secrets of a new installation, as texts of hexadecimal digits. */
type Secrets = { readonly xmpp: string; readonly jwt: string }

/** The folder in which a service of the machine, and not of one user, has its configuration. */
const SYSTEM = '/etc/latchstring'
const SYSTEM_DATABASE = '/var/lib/latchstring/latchstring.sqlite'
const OWNER_ONLY = 0o600

/** The files of our package that are copied, and the names of the copies. */
export const SNIPPETS: Readonly<Record<ServerName, { readonly from: string; readonly to: string }>> = {
  prosody: { from: 'prosody.cfg.lua', to: 'latchstring.cfg.lua' },
  ejabberd: { from: 'ejabberd.yml', to: 'latchstring.yml' },
}

/** What the files are made from. `folder` is absolute; `template` is the text of the server's snippet. */
export type Plan = {
  readonly answers: Answers
  readonly secrets: Secrets
  readonly machine: Machine
  readonly folder: string
  readonly template: string
}

/** The files of a new installation. The first one is the configuration of Latchstring. */
export function newFiles({ answers, secrets, machine, folder, template }: Plan): readonly NewFile[] {
  const dropIn = unitDropIn(folder, machine)
  const { server } = answers
  return [
    {
      path: join(folder, 'latchstring.yaml'),
      text: configuration({ answers, secrets, folder }),
      mode: OWNER_ONLY,
      purpose: 'the configuration',
    },
    {
      path: join(folder, SNIPPETS[server].to),
      text: snippet(template, answers, secrets),
      mode: OWNER_ONLY,
      purpose: `for ${server}`,
    },
    ...(dropIn === undefined
      ? []
      : [{ path: join(folder, 'systemd.conf'), text: dropIn, mode: 0o644, purpose: 'for systemd' }]),
  ]
}

function configuration({ answers, secrets, folder }: Pick<Plan, 'answers' | 'secrets' | 'folder'>): string {
  const { domain, userDomain, publicUrl, admin } = answers
  const { hostname, port } = new URL(publicUrl)
  // Without a proxy, the service itself listens there.
  const ownPort = hostname === '127.0.0.1' ? `\n  port: ${port || 80}` : ''
  return `# Made by "latchstring init". All other keys have their defaults; config/latchstring.yaml explains them.
xmpp:
  domain: ${JSON.stringify(domain)}
  userDomain: ${JSON.stringify(userDomain)}
  secret: "${secrets.xmpp}"
http:
  publicUrl: ${JSON.stringify(publicUrl)}${ownPort}
  trustedProxies: ${ownPort === '' ? '[127.0.0.1, "::1"]' : '[]'}
auth:
  jwt:
    secret: "${secrets.jwt}"
store:
  sqlite:
    path: ${JSON.stringify(folder === SYSTEM ? SYSTEM_DATABASE : join(folder, 'latchstring.sqlite'))}
rooms:
  admins: [${admin === '' ? '' : JSON.stringify(admin)}]
# People sign in to the page to manage with their XMPP password if the server's port for clients is named:
# accounts: {service: "xmpp://127.0.0.1:5222"}
`
}

/** The snippet of our package with the domains and the secret, without its first paragraph, which says to set them. */
function snippet(template: string, { domain, userDomain, server }: Answers, { xmpp }: Secrets): string {
  const sign = server === 'prosody' ? '--' : '#'
  const body = template.slice(template.indexOf('\n\n') + 2)
  const filled = body
    .replaceAll('rooms.example.org', '\0')
    .replaceAll('example.org', userDomain)
    .replaceAll('\0', domain)
    .replaceAll('change this secret', xmpp)
  return `${sign} Made by "latchstring init", which has written the same secret into the configuration of Latchstring.\n\n${filled}`
}

/** What the unit `config/latchstring.service` needs beside it; undefined if it fits as it is. */
function unitDropIn(folder: string, { program, user }: Machine): string | undefined {
  const isOwn = folder !== SYSTEM
  const [command = ''] = program
  const isInPath = command === 'latchstring'
  if (!isOwn && isInPath) return undefined
  const start = isInPath ? '/usr/bin/env latchstring' : program.join(' ')
  const lines = [
    '# /etc/systemd/system/latchstring.service.d/systemd.conf, beside config/latchstring.service.',
    '[Service]',
    'LoadCredential=',
    `LoadCredential=latchstring.yaml:${join(folder, 'latchstring.yaml')}`,
    'ExecStart=',
    `ExecStart=${start} start --config \${CREDENTIALS_DIRECTORY}/latchstring.yaml`,
    ...(isOwn ? ['DynamicUser=no', `User=${user}`, `ReadWritePaths=${folder}`] : []),
    ...([folder, ...program].some(isInHome) ? ['ProtectHome=no'] : []),
  ]
  return `${lines.join('\n')}\n`
}

function isInHome(path: string): boolean {
  return /^\/(home|root|run\/user)\//.test(`${path}/`)
}
