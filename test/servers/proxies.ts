import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CERTIFICATE, CERTIFICATE_KEY } from '../accounts/certificate.js'
import { startChild } from './child.js'
import { findProgram, type Missing, missing } from './installed.js'
import { freePorts, tryUntil } from './ports.js'

/** A reverse proxy with the configuration of `config/proxy/`, on a port of the loopback with TLS. */
export interface Proxy {
  readonly port: number
  stop(): Promise<void>
}

/** The places that a configuration names. `upstream`: the port of Latchstring. */
type Place = { readonly directory: string; readonly port: number; readonly upstream: number }

/** The differences between the proxies. */
type ProxyKind = {
  readonly name: string
  readonly program: string
  readonly package: string
  /** Its file in `config/proxy/`. */
  readonly file: string
  /** Puts our ports and certificate into the text of the file, and makes it complete for a process of its own. */
  complete(text: string, place: Place): string
  args(config: string): readonly string[]
}

const CERTIFICATES = '/etc/ssl/example.org.pem'
const KEYS = '/etc/ssl/private/example.org.key'

/** Each proxy is one process: a master that is killed would leave its workers behind. */
export const PROXIES: readonly ProxyKind[] = [
  {
    name: 'nginx',
    program: 'nginx',
    package: 'nginx',
    file: 'nginx.conf',
    complete: (text, place) => `daemon off;
master_process off;
pid ${place.directory}/pid;
error_log stderr;
events { }
http {
  access_log ${place.directory}/access.log;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${place.directory};`).join('\n  ')}
${text.replaceAll('listen 443', `listen 127.0.0.1:${place.port}`)}
}
`,
    args: config => ['-e', 'stderr', '-c', config],
  },
  {
    name: 'Caddy',
    program: 'caddy',
    package: 'caddy',
    file: 'Caddyfile',
    complete: (text, { directory, port }) => `{
  admin off
  auto_https off
}
${text.replace(/^([a-z.]+\.org) \{/gm, `https://$1:${port} {\n\tbind 127.0.0.1\n\ttls ${directory}/pem ${directory}/key`)}`,
    args: config => ['run', '--config', config, '--adapter', 'caddyfile'],
  },
  {
    name: 'Apache',
    program: 'apache2',
    package: 'apache2',
    file: 'apache.conf',
    complete: (text, { directory, port }) => `ServerRoot /usr/lib/apache2
${MODULES.map(name => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
ServerName localhost
User www-data
Group www-data
PidFile ${directory}/pid
Mutex posixsem
Listen 127.0.0.1:${port}
ErrorLog ${directory}/error.log
LogFormat "%h %U" combined
${text.replaceAll('*:443', `127.0.0.1:${port}`)}`,
    args: config => ['-X', '-f', config],
  },
]

const MODULES = ['mpm_event', 'authz_core', 'alias', 'headers', 'setenvif', 'ssl', 'proxy', 'proxy_http']

/** Starts a proxy in front of `upstream`; gives the reason to skip where it is not installed. Throws if it does not start. */
export async function startProxy(kind: ProxyKind, upstream: number): Promise<Proxy | Missing> {
  const command = findProgram(kind.program)
  if (!command) return missing(kind.name, `package ${kind.package}`)
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [port = 0] = await freePorts(1)
  const root = new URL(import.meta.resolve('latchstring/package.json'))
  const text = readFileSync(new URL(`config/proxy/${kind.file}`, root), 'utf8')
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${upstream}`)
    .replaceAll(CERTIFICATES, join(directory, 'pem'))
    .replaceAll(KEYS, join(directory, 'key'))
  const config = join(directory, kind.file)
  await writeFile(join(directory, 'pem'), CERTIFICATE)
  await writeFile(join(directory, 'key'), CERTIFICATE_KEY)
  await writeFile(config, kind.complete(text, { directory, port, upstream }))
  let log = ''
  const environment = { APACHE_LOG_DIR: directory }
  const child = startChild({ command, args: kind.args(config), environment, directory }, printed => {
    log += printed
  })
  const stop = async () => {
    await child.end()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await tryUntil(
      () => accepts(port),
      () => child.ended(),
    )
  } catch (error) {
    await stop()
    throw new Error(`${kind.name} did not start: ${String(error)}\n${log}`)
  }
  return { port, stop }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
