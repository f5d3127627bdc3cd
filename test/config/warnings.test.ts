import t from 'tap'
import { embeddedConfig } from '../../src/config/config.js'
import { warningsOf } from '../../src/config/warnings.js'

const warnings = (domain: string, publicUrl?: string) =>
  warningsOf(
    embeddedConfig({
      xmpp: { domain, secret: 's' },
      auth: { jwt: { secret: 'x'.repeat(32) } },
      ...(publicUrl !== undefined && { http: { publicUrl } }),
    }),
  )

t.test('a warning names http.publicUrl if links lead to this machine, but the rooms are for others', async t => {
  for (const url of [undefined, 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:8080']) {
    t.match(warnings('rooms.example.org', url), [/^http\.publicUrl is .*rooms\.example\.org/], String(url))
  }
})

t.test('no warning if links lead elsewhere, or all is on this machine', async t => {
  t.same(warnings('rooms.example.org', 'https://rooms.example.org'), [])
  t.same(warnings('rooms.localhost'), [])
})
