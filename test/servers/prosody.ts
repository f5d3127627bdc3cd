import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CERTIFICATE, CERTIFICATE_KEY } from '../accounts/certificate.js'
import { findProgram, type Missing, missing } from './installed.js'
import {
  type Accounts,
  configSnippet,
  type Federation,
  type RealServer,
  type ServerOptions,
  type Setup,
  startServer,
} from './server.js'

const MODULE_PATHS = ['/usr/lib/prosody/modules', '/usr/local/lib/prosody/modules', '/usr/share/prosody/modules']

/**
 * Starts Prosody with our snippet of configuration, on free ports and in a directory of its own. `main` makes the file
 * that includes the snippet.
 */
export async function startProsody({
  privilege,
  accounts = 'quick',
  tls = false,
  domain = 'localhost',
  federation,
  anonymous,
  admin,
  main = setup => mainFile(setup, { privilege, accounts, tls, federation, anonymous, admin }),
}: ServerOptions & { readonly main?: (setup: Setup) => string }): Promise<RealServer | Missing> {
  const command = findProgram('prosody')
  const hasPrivilege = MODULE_PATHS.some(path => existsSync(join(path, 'mod_privilege')))
  if (!command || (privilege && !hasPrivilege)) return missing('Prosody', 'packages prosody and prosody-modules')
  return startServer({
    name: 'Prosody',
    accounts,
    domain,
    files: setup => ({
      'prosody.cfg.lua': main(setup),
      'mod_other_server.lua': OTHER_SERVER,
      'latchstring.cfg.lua': snippet(setup, privilege),
      'localhost.crt': CERTIFICATE,
      'localhost.key': CERTIFICATE_KEY,
    }),
    program: ({ directory }) => ({
      command,
      args: ['--config', join(directory, 'prosody.cfg.lua'), '-F'],
      environment: {},
      directory,
    }),
  })
}

function snippet(setup: Setup, privilege: boolean): string {
  const text = configSnippet('prosody.cfg.lua', setup)
  return privilege ? text : text.replace(/^.*privilege.*\n/gm, '')
}

const ANYBODY = `authentication = "insecure"
insecure_open_authentication = "Yes please, I know what I'm doing!"`

const REGISTERED = `authentication = "internal_hashed"
allow_registration = true
allowlist_registration_only = true`

/** The text of the configuration for each kind of accounts. Less than 4096 rounds of hashing are for tests only. */
const ACCOUNTS: Readonly<Record<Accounts, string>> = {
  quick: `${REGISTERED}\ndefault_iteration_count = 16`,
  registered: REGISTERED,
  anybody: ANYBODY,
}

/** Prosody finds other servers in the DNS only; this module gives it the address of one. */
const OTHER_SERVER = `module:set_global()
local service, basic = require "net.resolvers.service", require "net.resolvers.basic"
local look_up, ports = service.new, module:get_option("other_server_ports")

function service.new(host, ...)
  if not ports[host] then return look_up(host, ...) end
  return basic.new("127.0.0.1", ports[host], "tcp")
end
`

function federates(directory: string, { port, other }: Federation): string {
  const ports = other.domains.map(domain => `["${domain}"] = ${other.port}`)
  return `plugin_paths = { "${directory}" }
s2s_interfaces = { "127.0.0.1" }
s2s_ports = { ${port} }
s2s_require_encryption = false
other_server_ports = { ${ports.join(', ')} }`
}

function withoutAccounts(host: string): string {
  return `VirtualHost "${host}"
authentication = "anonymous"
`
}

type Choices = Required<Pick<ServerOptions, 'privilege' | 'accounts' | 'tls'>> & {
  readonly federation: Federation | undefined
  readonly anonymous: string | undefined
  readonly admin: string | undefined
}

function mainFile(
  { directory, domain, clientPort, componentPort, webSocketPort }: Setup,
  { privilege, accounts, tls, federation, anonymous, admin }: Choices,
): string {
  return `-- Only matters where the tests run as root.
run_as_root = true
pidfile = "${directory}/prosody.pid"
data_path = "${directory}"
certificates = "${directory}"
modules_enabled = {
  "tls", "register", "roster", "saslauth", "disco", "ping", "presence", "message", "iq", "offline", "carbons",
  "blocklist", "private",${privilege ? ' "privilege",' : ''}${federation ? ' "s2s", "dialback", "other_server",' : ''} "websocket",
}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
modules_disabled = { ${federation ? '' : '"s2s", '}"limits"${tls ? '' : ', "tls"'} }
${ACCOUNTS[accounts]}${admin ? `\nadmins = { "${admin}@${domain}" }` : ''}
storage = "internal"
log = { info = "*console" }
interfaces = { "127.0.0.1" }
component_interfaces = { "127.0.0.1" }
c2s_ports = { ${clientPort} }
component_ports = { ${componentPort} }
http_interfaces = { "127.0.0.1" }
http_ports = { ${webSocketPort} }
https_ports = { }
http_default_host = "${domain}"
consider_websocket_secure = true
${federation ? federates(directory, federation) : ''}
${anonymous ? withoutAccounts(anonymous) : ''}
VirtualHost "${domain}"

-- The server's own rooms, to compare with: they keep an archive, as ours do.
Component "conference.${domain}" "muc"
modules_enabled = { "muc_mam" }

Include "${directory}/latchstring.cfg.lua"
`
}
