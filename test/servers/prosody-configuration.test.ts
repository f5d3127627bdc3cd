import { readFileSync } from 'node:fs'
import { component } from '@xmpp/component'
import t, { type Test } from 'tap'
import { type Element, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { startProsody } from './prosody.js'
import type { Setup } from './server.js'

const DEBIAN = '/etc/prosody/prosody.cfg.lua'
const HTTP_UPLOAD = 'urn:xmpp:http:upload:0'

/** Prosody's configuration as Debian installs it, for other ports and directories, with the step of our README. */
function debianFile({ directory, clientPort, componentPort }: Setup, ofHost: string): string {
  const ours = `run_as_root = true
data_path = "${directory}"
interfaces = { "127.0.0.1" }
c2s_ports = { ${clientPort} }
component_ports = { ${componentPort} }
http_ports = { }
https_ports = { }

VirtualHost "localhost"
${ofHost}`
  return readFileSync(DEBIAN, 'utf8')
    .replace('modules_enabled = {', 'modules_enabled = { "privilege";')
    .replace('modules_disabled = {', 'modules_disabled = { "s2s";')
    .replace(/^pidfile = .*/m, `pidfile = "${directory}/prosody.pid"`)
    .replace(/^log = \{[\s\S]*?^\}/m, 'log = { info = "*console" }')
    .replace(/^certificates = .*/m, `certificates = "${directory}"`)
    .replace('VirtualHost "localhost"', ours)
    .replace('Include "conf.d/*.cfg.lua"', `Include "${directory}/latchstring.cfg.lua"`)
}

/** Asks the users' domain as the component: its features, and whether it grants to send in the name of users. */
async function askedByComponent(t: Test, ofHost: string) {
  const server = await startProsody({ privilege: true, main: setup => debianFile(setup, ofHost) })
  if ('skip' in server) return server
  t.teardown(() => server.stop())
  const { componentPort, roomsDomain, domain, secret } = server
  const link = component({ service: `xmpp://127.0.0.1:${componentPort}`, domain: roomsDomain, password: secret })
  t.teardown(() => link.stop())
  link.reconnect.stop()
  const received = (name: string): Promise<Element> =>
    new Promise(resolve => {
      link.on('stanza', stanza => stanza.getChild(name) && resolve(stanza))
    })
  const advert = received('privilege')
  const answer = received('query')
  await link.start()
  const grants = (await advert).getChild('privilege')?.getChildren('perm') ?? []
  await link.send(xml('iq', { type: 'get', id: 'features', to: domain }, xml('query', NS.discoInfo)))
  const features = (await answer).getChild('query')?.getChildren('feature') ?? []
  return { grants: grants.map(({ attrs }) => attrs), features: features.map(({ attrs }) => String(attrs['var'])) }
}

const TIME = 'urn:xmpp:time'

for (const [name, ofHost] of [
  ["Debian's default configuration", ''],
  ['a VirtualHost with modules of its own', 'modules_enabled = { "http_file_share"; "http" }'],
] as const) {
  t.test(`${name} keeps its modules beside our snippet, which grants the privilege`, async t => {
    const asked = await askedByComponent(t, ofHost)
    if ('skip' in asked) return t.plan(0, asked.skip)
    t.match(asked.grants, [{ access: 'message', type: 'outgoing' }])
    t.ok(asked.features.includes(TIME), 'the modules of the whole server')
    t.equal(asked.features.includes(HTTP_UPLOAD), ofHost !== '', 'the modules of the VirtualHost')
  })
}
