import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { type Config, ConfigError, type ConfigProblem, embeddedConfig, readConfig } from '../../src/config/config.js'
import { keyPaths } from '../../src/config/key-paths.js'
import { configSchema } from '../../src/config/schema.js'

const JWT_SECRET = 'a secret of at least thirty-two characters'
const MINIMAL = `
xmpp: { domain: rooms.example.org, secret: its-secret }
auth: { jwt: { secret: ${JWT_SECRET} } }
`
const SHIPPED = new URL(import.meta.resolve('latchstring/package.json'))
const shippedFile = readFileSync(new URL('config/latchstring.yaml', SHIPPED), 'utf8')

function problemsOf(text: string, environment = {}): readonly ConfigProblem[] {
  try {
    readConfig(text, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

/** The minimal file with one section replaced or added. */
function withSection(section: string): string {
  return `${MINIMAL}\n${section}\n`
}

t.test('a file with only the required keys gets every default', async t => {
  const config = readConfig(MINIMAL, {})
  t.equal(config.xmpp.service, 'xmpp://127.0.0.1:5347')
  t.equal(config.http.publicUrl, 'http://127.0.0.1:8080')
  t.equal(config.rooms.maxMembers, 1000)
  t.equal(config.auth.jwt.userClaim, 'sub')
})

t.test('an empty file is reported with all missing required keys', async t => {
  t.match(problemsOf(''), [
    { key: 'xmpp.domain', value: 'nothing' },
    { key: 'xmpp.secret', value: 'nothing', expected: /LATCHSTRING_XMPP_SECRET/ },
    { key: 'auth.jwt.secret', value: 'nothing', expected: /LATCHSTRING_JWT_SECRET/ },
  ])
})

t.test('tokens need a secret, a key file or a JWKS URL to be checked with', async t => {
  const jwt = (keys: string) => problemsOf(`xmpp: { domain: r.example.org, secret: s }\nauth: { jwt: { ${keys} } }`)
  t.strictSame(jwt('publicKeyFile: key.pem'), [])
  t.strictSame(jwt('jwksUrl: "https://id.example.org/keys?v=1"'), [])
  const lacking = { key: 'auth.jwt.secret', value: 'nothing', expected: /publicKeyFile.*jwksUrl/ }
  for (const none of ['', 'secret: "", jwksUrl: ""', 'issuer: a']) t.match(jwt(none), [lacking], none)
  for (const url of ['id.example.org', 'ftp://a', 'https://u:p@a', 'https://a/#k']) {
    t.match(jwt(`jwksUrl: "${url}"`), [{ key: 'auth.jwt.jwksUrl' }], url)
  }
})

t.test('a provider of OpenID Connect is an https address, has an audience, and says who the user is', async t => {
  const auth = (keys: string) => problemsOf(`xmpp: { domain: r.example.org, secret: s }\nauth: { oidc: { ${keys} } }`)
  const rest = 'audiences: [rooms], userClaim: "{preferred_username}@example.org"'
  for (const right of ['https://id.example.org', 'https://id.example.org/realms/main/', 'http://127.0.0.1:4000']) {
    t.strictSame(auth(`issuer: "${right}", ${rest}`), [], right)
  }
  for (const wrong of [
    ...[
      'id.example.org',
      'http://id.example.org',
      'https://u:p@id.example.org',
      'https://id.example.org/?a',
      'https://a#b',
    ],
    ...['http://127.0.0.1.example.org', 'https://id.example.org /', 'ftp://127.0.0.1'],
  ]) {
    t.match(auth(`issuer: "${wrong}", ${rest}`), [{ key: 'auth.oidc.issuer', expected: /https/ }], wrong)
  }
  t.match(auth('issuer: "https://id.example.org"'), [
    { key: 'auth.oidc.audiences', value: 'nothing', expected: /such as \[latchstring\]/ },
    { key: 'auth.oidc.userClaim', value: 'nothing', expected: /\{preferred_username\}@example\.org/ },
  ])
  t.match(auth('audiences: [rooms]'), [{ key: 'auth.jwt.secret', expected: /auth\.oidc\.issuer/ }])
  t.match(auth(`issuer: "https://id.example.org", audiences: [""], ${rest.slice(20)}`), [
    { key: 'auth.oidc.audiences.0' },
  ])
})

t.test('the user of a token is a claim, or a template with one literal domain', async t => {
  const jwt = (claim: string) =>
    problemsOf(MINIMAL.replace(`secret: ${JWT_SECRET}`, `secret: ${JWT_SECRET}, userClaim: "${claim}"`))
  for (const right of [
    'sub',
    'https://id.example.org/jid',
    'a b',
    '{sub}@example.org',
    'x-{tenant}.{name}@example.org',
  ]) {
    t.strictSame(jwt(right), [], right)
  }
  for (const wrong of [
    ...[
      '',
      'iat',
      'user',
      'sub@example.org',
      '{sub}',
      '{sub}@',
      '{sub@example.org',
      '{sub}@{domain}',
      '{sub}@a/b',
      '{}@h',
    ],
    ...['{iat}@example.org', '{sub}@exa mple.org'],
  ]) {
    t.match(jwt(wrong), [{ key: 'auth.jwt.userClaim', value: JSON.stringify(wrong), expected: /a template/ }], wrong)
  }
})

t.test('a provider that names whole addresses names users of xmpp.userDomain, unless domains are listed', async t => {
  t.strictSame(readConfig(MINIMAL, {}).auth.oidc.domains, ['example.org'])
  const listed = MINIMAL.replace('auth: {', 'auth: { oidc: { domains: [Example.NET] },')
  t.strictSame(readConfig(listed, {}).auth.oidc.domains, ['example.net'])
  t.match(problemsOf(listed.replace('Example.NET', 'a@b')), [{ key: 'auth.oidc.domains.0', expected: /a domain/ }])
})

t.test('a browser signs in over an encrypted WebSocket, or over one on this machine', async t => {
  const web = (signIn: string) => problemsOf(withSection(`web: { signIn: "${signIn}" }`))
  for (const right of ['off', 'auto', 'wss://example.org/ws?v=1', 'ws://127.0.0.1:5280/ws', 'ws://[::1]:5280/ws']) {
    t.strictSame(web(right), [], right)
  }
  for (const wrong of [
    '',
    'on',
    'https://example.org',
    'ws://example.org/ws',
    'wss://u:p@example.org/ws',
    'wss://a/ b',
  ]) {
    t.match(web(wrong), [{ key: 'web.signIn', expected: /off, auto, or/ }], wrong)
  }
})

t.test('the algorithms of tokens are known and fit the keys', async t => {
  const jwt = (keys: string) => problemsOf(`xmpp: { domain: r.example.org, secret: s }\nauth: { jwt: { ${keys} } }`)
  t.strictSame(jwt(`secret: ${JWT_SECRET}, algorithms: [HS512]`), [])
  for (const wrong of ['none', 'hs256', 'RSA']) {
    t.match(jwt(`secret: ${JWT_SECRET}, algorithms: [HS256, ${wrong}]`), [{ key: 'auth.jwt.algorithms.1' }], wrong)
  }
  t.match(jwt(`secret: ${JWT_SECRET}, algorithms: []`)[0], { key: 'auth.jwt.algorithms' })
  t.match(jwt(`secret: ${JWT_SECRET}, algorithms: [RS256]`), [{ key: 'auth.jwt.algorithms', value: 'RS256' }])
  t.match(jwt('publicKeyFile: key.pem, algorithms: [HS256]'), [{ key: 'auth.jwt.algorithms', value: 'HS256' }])
})

t.test('wrong values and unknown keys are all reported together', async t => {
  const found = problemsOf(`
xmpp: { domain: a@b, secret: its-secret, inviterAddress: me }
http: { prot: 80, port: 65536 }
auth: { jwt: { secret: ${JWT_SECRET} } }
logg: { level: info }
rooms: { defaults: { presenceBroadcast: [moderator, owner], historyLength: 1.5 } }
`)
  t.strictSame(
    found.map(({ key, value }) => [key, value]),
    [
      ['logg', 'an unknown key'],
      ['xmpp.domain', '"a@b"'],
      ['xmpp.inviterAddress', '"me"'],
      ['http.prot', 'an unknown key'],
      ['http.port', '65536'],
      ['rooms.defaults.presenceBroadcast.1', '"owner"'],
      ['rooms.defaults.historyLength', '1.5'],
    ],
  )
  t.match(found.find(({ key }) => key === 'http.prot')?.expected, /did you mean http\.port\?$/)
})

t.test('an unknown key gets a suggestion, also from another section', async t => {
  t.match(problemsOf(withSection('port: 8080'))[0]?.expected, /did you mean http\.port\?$/)
  t.match(problemsOf(withSection('rooms: { maxmember: 3 }'))[0]?.expected, /did you mean rooms\.maxMembers\?$/)
  t.notMatch(problemsOf(withSection('rooms: { teapot: 3 }'))[0]?.expected, /did you mean/)
})

t.test('contact addresses are URIs', async t => {
  const file = withSection('rooms: { contact: { abuse: [mailto:abuse@example.org, alice@example.org] } }')
  t.match(problemsOf(file), [{ key: 'rooms.contact.abuse.1', expected: /a URI such as mailto:/ }])
})

t.test('no error message contains a secret', async t => {
  const secret = 'hunter2-hunter2'
  const files = [
    `auth: { jwt: { secret: ${secret} } }`,
    `auth: { jwt: ${secret} }`,
    `auth: { jwt: { secret: [${secret}] } }`,
    `auth: { jwt: { secert: ${secret} } }`,
    `xmpp: { service: "xmpp://admin:${secret}@host" }`,
    `auth: { jwt: { secret: "${secret}" "${secret}" } }`,
    `xmpp: *${secret}`,
    `"${secret}`,
  ]
  for (const text of files) {
    const found = problemsOf(text)
    t.ok(found.length > 0, text)
    t.notMatch(JSON.stringify(found), secret, text)
  }
})

t.test('a control character in a wrong value is shown escaped', async t => {
  const [found] = problemsOf(withSection('log: { level: "\\e[2J\\x9b\\u202e" }'))
  t.equal(found?.value, '"\\u001b[2J\\u009b\\u202e"')
})

t.test('a mistake in the YAML is reported with its line', async t => {
  t.match(problemsOf('xmpp:\n  domain: rooms.example.org\n secret: x\n'), [{ key: /^line 3, / }])
  t.match(problemsOf('xmpp: {}\nxmpp: {}\n'), [{ key: /^line 2, /, value: /unique/ }])
  t.match(problemsOf(`${MINIMAL}---\nmore: 1\n`), [{ value: /multiple documents/ }])
})

t.test('a secret in the environment overrides the file, unless it is empty', async t => {
  const config = readConfig(MINIMAL, { LATCHSTRING_XMPP_SECRET: 'other', LATCHSTRING_JWT_SECRET: '' })
  t.equal(config.xmpp.secret, 'other')
  t.equal(config.auth.jwt.secret, JWT_SECRET)
  t.match(problemsOf(MINIMAL, { LATCHSTRING_JWT_SECRET: 'short' }), [{ key: 'auth.jwt.secret', value: /5 characters/ }])
})

t.test('the address of a database is safe and complete, and its password is not shown', async t => {
  const problems = (url: string) => problemsOf(MINIMAL, { LATCHSTRING_POSTGRES_URL: url })
  for (const right of [
    ...[
      'postgres://l@127.0.0.1/rooms',
      'postgresql://l:p%40ss@localhost:5433/rooms?sslmode=disable',
      'postgres://l@[::1]/rooms',
    ],
    ...[
      'postgres://l@localhost/rooms?host=/run/postgresql',
      'postgres://l:secret@db.example.org/rooms?sslmode=verify-full',
    ],
  ]) {
    t.strictSame(problems(right), [], right)
    t.equal(readConfig(MINIMAL, { LATCHSTRING_POSTGRES_URL: right }).store.postgres.url, right)
  }
  for (const wrong of [
    ...['postgres://l:secret@db.example.org/rooms', 'postgres://l:secret@10.0.0.1/rooms?sslmode=require'],
    ...[
      'postgres://l:secret@127.0.0.1.example.org/rooms',
      'postgres://localhost/rooms',
      'postgres://l:secret@localhost',
    ],
    ...[
      'mysql://l:secret@localhost/rooms',
      'postgres://l:secret@localhost/rooms?options=x',
      'postgres://l:%ff@localhost/rooms',
    ],
    ...['postgres://l:secret@localhost/rooms?host=db.example.org', 'localhost:5432/rooms'],
  ]) {
    const [problem] = problems(wrong)
    t.match(problem, { key: 'store.postgres.url', value: /not shown/, expected: /sslmode=verify-full/ }, wrong)
    t.notMatch(JSON.stringify(problem), /secret/)
  }
})

t.test('http.publicUrl loses a trailing slash and defaults to the listening address', async t => {
  const publicUrl = (http: string) => readConfig(withSection(`http: ${http}`), {}).http.publicUrl
  t.equal(publicUrl('{ publicUrl: "https://example.org/rooms/" }'), 'https://example.org/rooms')
  t.equal(publicUrl('{ host: "::1", port: 81 }'), 'http://[::1]:81')
  for (const wrong of ['ftp://a', 'https://a/?b', 'https://a/#', 'https://u@a', '"https://a b"', '/rooms']) {
    t.match(problemsOf(withSection(`http: { publicUrl: ${wrong} }`)), [{ key: 'http.publicUrl' }], wrong)
  }
})

t.test('xmpp.service is an xmpp URI with a host and an optional port only', async t => {
  const service = (text: string) => problemsOf(MINIMAL.replace('{', `{ service: "${text}",`))
  for (const right of ['xmpp://localhost', 'xmpp://[::1]:5347', 'xmpp://h:1']) t.strictSame(service(right), [], right)
  for (const wrong of ['localhost:5347', 'xmpp:host', 'xmpp://:5347', 'xmpp://h:0x', 'tcp://h', 'xmpp://h/room']) {
    t.match(service(wrong), [{ key: 'xmpp.service' }], wrong)
  }
})

t.test('accounts.service is an xmpp or xmpps URI, or empty', async t => {
  const problems = (service: string) => problemsOf(withSection(`accounts: { service: "${service}" }`))
  for (const right of ['', 'xmpp://localhost', 'xmpps://[::1]:5223']) t.strictSame(problems(right), [], right)
  for (const wrong of ['localhost', 'https://h', 'xmpp://h/room', 'xmpp://u@h']) {
    t.match(problems(wrong), [{ key: 'accounts.service' }], wrong)
  }
})

t.test('http.trustedProxies are IP addresses and networks', async t => {
  const problems = (proxy: string) => problemsOf(withSection(`http: { trustedProxies: ["${proxy}"] }`))
  for (const right of ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']) t.strictSame(problems(right), [], right)
  for (const wrong of ['', 'localhost', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '*']) {
    t.match(problems(wrong), [{ key: 'http.trustedProxies.0' }], wrong)
  }
})

t.test('the domain of the rooms is prepared', async t => {
  const domain = (text: string): Config => readConfig(MINIMAL.replace('rooms.example.org', text), {})
  t.equal(domain('Rooms.Example.ORG').xmpp.domain, 'rooms.example.org')
})

t.test('a configuration without a file has the domain rooms.localhost', async t => {
  const secrets = { xmpp: { secret: 'x' }, auth: { jwt: { secret: JWT_SECRET } } }
  const config = embeddedConfig({ ...secrets, http: { port: 0 } })
  t.equal(config.xmpp.domain, 'rooms.localhost')
  t.equal(config.http.port, 0)
  t.throws(() => embeddedConfig({ ...secrets, auth: { jwt: { secret: 'short' } } }), ConfigError)
})

t.test('the shipped file lists exactly the keys of the schema with their defaults', async t => {
  const secrets = { LATCHSTRING_XMPP_SECRET: 'x', LATCHSTRING_JWT_SECRET: JWT_SECRET }
  const shipped = readConfig(shippedFile, secrets)
  const defaults = readConfig('xmpp: { domain: rooms.example.org }', secrets)
  t.strictSame(shipped, defaults)
  t.strictSame(keysIn(parse(shippedFile)).sort(), keyPaths(configSchema).sort())
})

function keysIn(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const isSection = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isSection ? keysIn(value, `${prefix}${name}.`) : [`${prefix}${name}`]
  })
}

t.test('the origins of other sites are origins as a browser writes them, or all', async t => {
  const origins = (list: string) => problemsOf(withSection(`http: { origins: ${list} }`))
  for (const right of ['[]', "['*']", '[https://app.example.org, "http://127.0.0.1:3000"]']) {
    t.strictSame(origins(right), [], right)
  }
  for (const wrong of ['https://a.example/', 'a.example', 'https://*.example', 'null', 'https://a.example/x']) {
    t.match(origins(`["${wrong}"]`), [{ key: 'http.origins.0', expected: /an origin such as/ }], wrong)
  }
  t.match(origins("'*'"), [{ key: 'http.origins', value: '"*"', expected: /\['\*'\]/ }])
})

t.test('a service account has an address and domains', async t => {
  const actAs = (account: string) => MINIMAL.replace('auth: {', `auth: { actAs: [${account}],`)
  const config = readConfig(actAs('{ user: App@Example.org, domains: [Example.ORG], admins: [Alice@Example.org] }'), {})
  t.strictSame(config.auth.actAs, [
    { user: 'app@example.org', domains: ['example.org'], admins: ['alice@example.org'] },
  ])
  t.match(problemsOf(actAs('{ user: app, domains: [example.org] }')), [
    { key: 'auth.actAs.0.user', expected: /app@example.org/ },
  ])
  t.match(problemsOf(actAs('{ user: app@example.org }')), [
    { key: 'auth.actAs.0.domains', expected: /a list of domains/ },
  ])
  t.match(problemsOf(actAs('{ user: app@example.org, domains: [] }')), [{ key: 'auth.actAs.0.domains' }])
  t.match(problemsOf(actAs('{ user: app@example.org, domains: [a@b] }')), [{ key: 'auth.actAs.0.domains.0' }])
  const guest = actAs('{ user: guest-0123456789abcdef@rooms.example.org, domains: [example.org] }')
  t.match(problemsOf(guest), [{ key: 'auth.actAs', expected: /not of guests/ }])
  const twice = actAs('{ user: a@example.org, domains: [a.org] }, { user: A@example.org, domains: [b.org] }')
  t.match(problemsOf(twice), [
    { key: 'auth.actAs', value: 'a@example.org twice', expected: /each service account once/ },
  ])
  const rooms = actAs('{ user: app@example.org, domains: [rooms.example.org] }')
  t.match(problemsOf(rooms), [{ key: 'auth.actAs', value: 'rooms.example.org', expected: /domains of users/ }])
})
