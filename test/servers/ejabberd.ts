import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
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

/**
 * ejabberd asks this program about accounts and passwords: two bytes of length and a question. The answer is yes,
 * except for the user nobody. ejabberd's anonymous authentication has no offline messages.
 */
const ACCEPT_EVERYONE = `let asked = Buffer.alloc(0)
process.stdin.on('data', bytes => {
  asked = Buffer.concat([asked, bytes])
  while (asked.length >= 2 && asked.length >= 2 + asked.readUInt16BE(0)) {
    const end = 2 + asked.readUInt16BE(0)
    const isThere = !/^[a-z]+:nobody:/.test(asked.toString('utf8', 2, end))
    asked = asked.subarray(end)
    process.stdout.write(Buffer.from([0, 2, 0, isThere ? 1 : 0]))
  }
})
`

/** Starts ejabberd with our snippet of configuration, on free ports and in a directory of its own. */
export async function startEjabberd({
  privilege,
  accounts = 'quick',
  domain = 'localhost',
  federation,
  anonymous,
  api = false,
  admin,
}: ServerOptions): Promise<RealServer | Missing> {
  const command = findProgram('erl')
  const libraries = findLibraries()
  if (!command || libraries === undefined) return missing('ejabberd', 'package ejabberd')
  return startServer({
    name: 'ejabberd',
    accounts,
    domain,
    files: setup => ({
      'ejabberd.yml': mainFile(setup, accountsOf(accounts, setup, admin), { federation, anonymous, api }),
      'name-servers': nameServers(federation),
      'latchstring.yml': snippet(setup, privilege),
      'accept.mjs': ACCEPT_EVERYONE,
    }),
    program: ({ directory }) => ({
      command,
      // Without a node name, because a named node starts the daemon epmd, which would keep running.
      args: ['-noinput', '-noshell', '+K', 'true', '-mnesia', 'dir', `"${directory}/mnesia"`, '-s', 'ejabberd'],
      environment: {
        ERL_LIBS: libraries,
        ...(federation ? { ERL_INETRC: join(directory, 'name-servers') } : {}),
        EJABBERD_CONFIG_PATH: join(directory, 'ejabberd.yml'),
        EJABBERD_LOG_PATH: join(directory, 'ejabberd.log'),
      },
      directory,
    }),
  })
}

/** The directory of ejabberd as an Erlang library. On Debian it is below a directory named after the architecture. */
function findLibraries(): string | undefined {
  const below = entriesOf('/usr/lib').map(entry => join('/usr/lib', entry))
  const candidates = ['/usr/lib/erlang/lib', '/usr/local/lib/erlang/lib', '/usr/lib', ...below]
  return candidates.find(directory =>
    entriesOf(directory).some(entry => /^ejabberd-/.test(entry) && existsSync(join(directory, entry, 'ebin'))),
  )
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function snippet(setup: Setup, privilege: boolean): string {
  const text = configSnippet('ejabberd.yml', setup)
  return privilege ? text : stringify({ listen: parse(text).listen })
}

function anybody({ directory }: Setup): string {
  return `auth_method: [external]
extauth_program: "'${process.execPath}' '${directory}/accept.mjs'"`
}

const HASHED = `auth_password_format: scram
auth_scram_hash: sha256`

/** ejabberd hashes a password of a plain store for each sign-in by SCRAM, but not for PLAIN. */
const PLAIN = `auth_password_format: plain
disable_sasl_mechanisms: [SCRAM-SHA-1, SCRAM-SHA-256, SCRAM-SHA-512]`

/** The rule `server_admin` is that of the admins of the server's own rooms. */
function registered({ domain }: Setup, admin: string | undefined): string {
  return `auth_method: [internal]
registration_timeout: infinity
acl: {loopback: {ip: [127.0.0.0/8]}, admin: {user: ${admin ?? 'nobody'}@${domain}}}
access_rules: {trusted_network: {allow: loopback}, server_admin: {allow: admin}}
append_host_config:
  ${domain}:
    modules:
      mod_register: {ip_access: trusted_network}
      mod_fail2ban: {access: trusted_network, c2s_max_auth_failures: 1}`
}

/** The text of the configuration for this kind of accounts. */
function accountsOf(accounts: Accounts, setup: Setup, admin: string | undefined): string {
  if (accounts === 'anybody') return `${anybody(setup)}\naccess_rules: {server_admin: {deny: all}}`
  return `${accounts === 'quick' ? PLAIN : HASHED}\n${registered(setup, admin)}`
}

/** What Erlang asks for names (ERL_INETRC): our name server, and none of the system's. */
function nameServers(federation: Federation | undefined): string {
  return federation ? `{resolv_conf, ""}.\n{nameserver, {127, 0, 0, 1}, ${federation.nameServer}}.\n` : ''
}

/** The end of the list of listeners, and the options. A domain without a dot has no SRV record for ejabberd. */
function federates({ port, other }: Federation): string {
  return `
  - {port: ${port}, ip: "127.0.0.1", module: ejabberd_s2s_in}
outgoing_s2s_port: ${other.port}
s2s_use_starttls: false`
}

/** The options of the host of people without an account. */
function withoutAccounts(host: string): string {
  return `
host_config:
  ${host}: {auth_method: [anonymous], anonymous_protocol: sasl_anon}`
}

type Choices = {
  readonly federation: Federation | undefined
  readonly anonymous: string | undefined
  readonly api: boolean
}

/** The options and modules of the API, which takes every call from the loopback. */
const API = {
  permissions: 'api_permissions: {loopback: {who: {ip: 127.0.0.0/8}, what: "*"}}\n',
  modules: '\n  mod_admin_extra: {}\n  mod_http_api: {}\n  mod_muc_admin: {}',
}

function mainFile(
  { directory, domain, clientPort, webSocketPort }: Setup,
  accounts: string,
  { federation, anonymous, api }: Choices,
): string {
  return `hosts: [${anonymous ? `${domain}, ${anonymous}` : domain}]
loglevel: info
${api ? API.permissions : ''}${accounts}
listen:
  - {port: ${clientPort}, ip: "127.0.0.1", module: ejabberd_c2s, access: all}
  - port: ${webSocketPort}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers: {/xmpp-websocket: ejabberd_http_ws, /.well-known/host-meta: mod_host_meta, /.well-known/host-meta.json: mod_host_meta${api ? ', /api: mod_http_api' : ''}}${federation ? federates(federation) : ''}${anonymous ? withoutAccounts(anonymous) : ''}
modules:
${federation ? '  mod_s2s_dialback: {}' : ''}${api ? API.modules : ''}
  mod_carboncopy: {}
  mod_disco: {}
  mod_host_meta: {websocket_url: "wss://@HOST@/xmpp-websocket"}
  mod_mam: {default: never}
  mod_multicast: {}
  mod_muc: {host: conference.@HOST@, access_admin: server_admin, max_users: 20000, min_message_interval: 0, min_presence_interval: 0, default_room_options: {mam: true}}
  mod_offline: {}
  mod_ping: {}
  mod_privacy: {}
  mod_private: {}
  mod_roster: {}
include_config_file: "${directory}/latchstring.yml"
`
}
