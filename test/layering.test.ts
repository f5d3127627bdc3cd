import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const source = join(dirname(fileURLToPath(import.meta.resolve('latchstring/package.json'))), 'src')

/** What a file imports, of ours as a path from `src`, of others by name. Type imports are marked: they do nothing. */
type Import = { readonly from: string; readonly what: string; readonly isType: boolean }

const imports = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map(file => file.split(sep).join('/'))
  .filter(file => file.endsWith('.ts'))
  .flatMap(importsOf)

function importsOf(from: string): Import[] {
  const text = readFileSync(join(source, from), 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from '([^']+)'|^import '([^']+)'/gm)
  return [...statements].map(([, type, named = '', bare = '']) => {
    const what = named || bare
    return { from, isType: type !== undefined, what: nameOf(from, what) }
  })
}

/** A file of ours as a path from `src`; a package with its name in brackets. */
function nameOf(from: string, what: string): string {
  if (!what.startsWith('.')) return what.startsWith('node:') ? what : `(${what})`
  return relative('/', posix.join('/', posix.dirname(from), what)).replace(/\.js$/, '.ts')
}

type Rule = {
  /** Which files it is for. */
  readonly files: RegExp
  /** What they may import. */
  readonly may: readonly RegExp[]
  /** What they may import the types of, besides. */
  readonly types?: readonly RegExp[]
}

const MUC_CORE = /^muc\/[^/]+\.ts$/

const RULES: Record<string, Rule> = {
  'stanza/ holds values': { files: /^stanza\//, may: [/^stanza\//, /^\(@xmpp\/xml\)$/, /^\(stanza\//] },
  'batch.ts knows stanzas only': { files: /^batch\.ts$/, may: [], types: [/^stanza\//] },
  'muc/*.ts is the domain, without its capabilities': {
    files: /^muc\/(?!capabilities\.ts)[^/]+\.ts$/,
    may: [MUC_CORE, /^stanza\//],
    types: [/^batch\.ts$/, /^tokens\//],
  },
  'tokens/ is a domain of its own': {
    files: /^tokens\/[^/]+\.ts$/,
    may: [/^tokens\/[^/]+\.ts$/, /^stanza\/error\.ts$/],
    types: [/^batch\.ts$/],
  },
  'tokens/commands/ puts it to the rooms, as a capability': {
    files: /^tokens\/commands\//,
    may: [/^tokens\//, /^muc\/(?!capabilities)[^/]+\.ts$/, /^stanza\//],
  },
  'capabilities.ts alone knows the capabilities': { files: /^muc\/capabilities\.ts$/, may: [/^muc\//] },
  'invites/ is the domain too': {
    files: /^invites\//,
    may: [/^invites\//, /^muc\/(?!capabilities)[^/]+\.ts$/, /^stanza\//],
    types: [/^batch\.ts$/],
  },
  'rate.ts counts': { files: /^rate\.ts$/, may: [/^\(limiter\)$/] },
  'store/ keeps facts and knows their types': {
    files: /^store\//,
    may: [
      /^store\//,
      /^user-id\.ts$/,
      /^\(better-sqlite3\)$/,
      /^node:/,
      /^stanza\/(element|page-bounds)\.ts$/,
      /^tokens\/scope\.ts$/,
    ],
    types: [/^batch\.ts$/, MUC_CORE, /^tokens\//],
  },
  'xmpp/ is the wire of XMPP': {
    files: /^xmpp\//,
    may: [/^xmpp\//, /^stanza\//, /^muc\//, /^invites\//, /^\(@xmpp\/component-core\)$/, /^rate\.ts$/, /^node:/],
    types: [/^batch\.ts$/, /^service\.ts$/],
  },
  'accounts/ asks the XMPP server about people as their client would': {
    files: /^accounts\//,
    may: [/^accounts\//, /^stanza\/(element|namespaces)\.ts$/, /^\(@mongodb-js\/saslprep\)$/, /^node:/],
  },
  'http/ is the wire of HTTP': {
    files: /^http\//,
    may: [
      /^http\//,
      /^invites\//,
      /^tokens\//,
      /^user-id\.ts$/,
      /^rate\.ts$/,
      /^accounts\/unavailable\.ts$/,
      /^stanza\/(error|jid|join-uri|time)\.ts$/,
      /^muc\/(affiliation|room|room-overview|open-invite|invite-story|user)\.ts$/,
      /^\(fastify\)$/,
      /^\(@fastify\//,
      /^release\.ts$/,
      /^\((jose|uqr)\)$/,
      /^node:/,
      /^\(@sinclair\/typebox/,
    ],
    types: [/^service\.ts$/, /^accounts\//, /^muc\//, /^watch\//, /^\(pino\)$/],
  },
  'watch/ sees what is done, and does nothing': {
    files: /^watch\//,
    may: [/^watch\//, /^(invites|tokens)\/refusal\.ts$/, /^release\.ts$/, /^\(prom-client\)$/, /^node:/],
    types: [
      /^(batch|service)\.ts$/,
      /^(muc|stanza|store|tokens)\//,
      /^http\/sign-in-guard\.ts$/,
      /^xmpp\/outbound\.ts$/,
      /^\(pino\)$/,
    ],
  },
  'dev-server/ is a server of its own': {
    files: /^dev-server\//,
    may: [/^dev-server\//, /^stanza\//, /^\(ws\)$/, /^node:/],
  },
}

for (const [title, { files, may, types = [] }] of Object.entries(RULES)) {
  t.test(title, async t => {
    const own = imports.filter(({ from }) => files.test(from))
    t.ok(own.length > 0, 'there are such files')
    const allowed = ({ what, isType }: Import) => [...may, ...(isType ? types : [])].some(rule => rule.test(what))
    t.same(
      own.filter(one => !allowed(one)).map(({ from, what }) => `${from} imports ${what}`),
      [],
    )
  })
}

t.test('stanza/element.ts alone imports the XML library', async t => {
  const users = imports.filter(({ what }) => /^\((@xmpp\/xml|ltx)(\/|\))/.test(what)).map(({ from }) => from)
  t.same(users, ['stanza/element.ts'])
})

t.test('a capability imports no other capability', async t => {
  const folder = (file: string) => /^muc\/([^/]+)\//.exec(file)?.[1]
  const strays = imports.filter(({ from, what }) => {
    return folder(from) !== undefined && folder(what) !== undefined && folder(from) !== folder(what)
  })
  t.same(strays, [])
})

t.test('a capability imports the domain and stanzas only', async t => {
  const own = imports.filter(({ from }) => /^muc\/[^/]+\//.test(from))
  t.ok(own.length > 0)
  t.same(
    own.filter(({ what }) => !/^(muc|stanza|tokens)\//.test(what) || what === 'muc/capabilities.ts'),
    [],
  )
})

t.test('the domain has no clock, chance, timer, log or waiting', async t => {
  const impure =
    /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|setTimeout|setImmediate|setInterval|console\.|\bprocess\./
  for (const folder of ['muc', 'invites', 'tokens']) {
    for (const file of readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const code = readFileSync(join(source, folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      t.notMatch(code, impure, `${folder}/${file}`)
    }
  }
})

t.test('what a route does for who has a token, it does with the power of that token', async t => {
  for (const file of readdirSync(join(source, 'http/routes'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const code = readFileSync(join(source, 'http/routes', file), 'utf8')
    const count = (pattern: RegExp) => [...code.matchAll(pattern)].length
    const open = count(/caller: '(anybody|password)'/g)
    t.ok(count(/\bservice\.run\b/g) <= open, `${file}: request.run, not service.run, but for those without a token`)
  }
})

t.test('there is one way out: one place commits, one writes to the link, one touches the process', async t => {
  const places = (call: RegExp) =>
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .flatMap(file => [...readFileSync(join(source, file), 'utf8').matchAll(call)].map(() => file))
  t.same(places(/\bstore\.commit\b/g), ['batch-service.ts'])
  t.same(places(/\blink\.write\b/g), ['latchstring.ts'])
  t.same([...new Set(places(/\bprocess\.(argv|env|exit|on|stdout|stderr)\b/g))], ['main.ts'])
})
