import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const source = join(dirname(fileURLToPath(import.meta.resolve('latchstring/package.json'))), 'src')

/**
 * The imports of a file: its own project's as paths from `src`, packages by name. Type imports are marked: they vanish
 * at run time.
 */
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

/** A project file as a path from `src`, or a package name in brackets. */
function nameOf(from: string, what: string): string {
  if (!what.startsWith('.')) return what.startsWith('node:') ? what : `(${what})`
  return relative('/', posix.join('/', posix.dirname(from), what)).replace(/\.js$/, '.ts')
}

type Rule = {
  /** What the files of the room may import, besides each other. */
  readonly may: readonly RegExp[]
  /** The type imports that they may have in addition. */
  readonly types?: readonly RegExp[]
}

const NODE = /^node:/
const MUC = /^muc\/(model|operations)\//
const MUC_TYPES = /^muc\/(model\/|[^/]+\.ts$)/

/** The rooms of src/, from the values up to the commands: a room is a folder, a part of muc/, or a file at the top. */
const RULES: Record<string, Rule> = {
  'stanza/': { may: [/^\(@xmpp\/xml\)$/, /^\(stanza\//] },
  'time/': { may: [NODE] },
  'limits/': { may: [/^\(limiter\)$/] },
  'batch.ts': { may: [], types: [/^stanza\//] },
  'muc/model/': { may: [], types: [/^stanza\//] },
  'muc/operations/': { may: [/^muc\/model\//, /^stanza\//], types: [/^muc\/(context|capability|command)\.ts$/] },
  'muc/features/': { may: [MUC, /^stanza\//], types: [/^muc\/[^/]+\.ts$/] },
  'muc/': { may: [MUC, /^stanza\//], types: [/^batch\.ts$/] },
  'tokens/': { may: [/^stanza\//], types: [/^batch\.ts$/, MUC_TYPES] },
  'rooms-api/': { may: [MUC, /^guests\/guest-address\.ts$/, /^stanza\//, NODE], types: [MUC_TYPES] },
  'web-sessions/': { may: [/^node:crypto$/], types: [/^batch\.ts$/] },
  'invites/': { may: [MUC, /^(rooms-api|web-sessions)\//, /^stanza\//], types: [MUC_TYPES] },
  'events/': {
    may: [MUC, /^stanza\//],
    types: [/^batch\.ts$/, /^(guests|invites)\//, MUC_TYPES],
  },
  'event-feed/': { may: [], types: [/^events\//, /^store\/store\.ts$/] },
  'personal-facts/': {
    may: [
      MUC,
      /^guests\/end\.ts$/,
      /^invites\/revoke\.ts$/,
      /^rooms-api\/(room-user-status|set-user-status)\.ts$/,
      /^webhooks\/webhooks\.ts$/,
      /^stanza\//,
    ],
    types: [/^invites\/open-invite\.ts$/, MUC_TYPES],
  },
  'kept-answers/': { may: [/^muc\/operations\/expiry\.ts$/], types: [MUC_TYPES] },
  'webhooks/': { may: [/^stanza\/(element|error)\.ts$/], types: [/^events\//, MUC_TYPES] },
  'webhook-delivery/': {
    may: [
      /^(event-feed|events|webhooks)\//,
      /^muc\/operations\/refuse-blocked\.ts$/,
      /^stanza\/time\.ts$/,
      /^\((ipaddr\.js|standardwebhooks)\)$/,
      NODE,
    ],
    types: [/^service\/types\.ts$/, /^store\/store\.ts$/],
  },
  'guests/': { may: [MUC, /^(invites|rooms-api)\//, /^stanza\//], types: [/^batch\.ts$/, MUC_TYPES] },
  'moving/': {
    may: [
      MUC,
      /^(guests\/guest-address|invites\/(link-history|terms)|events\/event|rooms-api\/(custom-data|user-id))\.ts$/,
      /^stanza\//,
      /^\(@sinclair\/typebox(\/.*)?\)$/,
      NODE,
    ],
    types: [MUC_TYPES, /^(guests|invites|rooms-api)\//, /^service\/types\.ts$/, /^store\/store\.ts$/],
  },
  'state/': {
    may: [
      /^muc\/(model\/|capabilities\.ts$)/,
      /^(events|guests|invites|kept-answers|personal-facts|rooms-api|tokens|webhooks|web-sessions)\//,
    ],
    types: [MUC_TYPES, /^moving\/facts\.ts$/],
  },
  'store/tables/': {
    may: [
      /^stanza\/(element|jid|page-bounds)\.ts$/,
      /^(kept-answers\/facts|personal-facts\/(facts|place)|tokens\/scope|rooms-api\/user-id)\.ts$/,
      /^moving\/(entries|facts|record|settings)\.ts$/,
      /^node:/,
    ],
    types: [
      /^batch\.ts$/,
      /^store\/store\.ts$/,
      MUC_TYPES,
      /^(events|guests|invites|kept-answers|moving|rooms-api|tokens|webhooks|web-sessions)\//,
    ],
  },
  'store/': {
    may: [
      /^\((better-sqlite3|pg)\)$/,
      /^store\/tables\//,
      /^stanza\/(element|jid|page-bounds)\.ts$/,
      /^(kept-answers\/facts|personal-facts\/(facts|place)|tokens\/scope|rooms-api\/user-id)\.ts$/,
      /^moving\/(entries|facts|record|settings)\.ts$/,
      /^file-trouble\.ts$/,
      NODE,
    ],
    types: [
      /^batch\.ts$/,
      MUC_TYPES,
      /^(events|guests|invites|kept-answers|moving|rooms-api|tokens|webhooks|web-sessions)\//,
    ],
  },
  'service/': {
    may: [
      /^(limits|state|stanza|time)\//,
      /^store\/store\.ts$/,
      /^invites\/open-invite\.ts$/,
      /^muc\/operations\/(liveness-check|remove-blocked)\.ts$/,
      NODE,
    ],
    types: [/^batch\.ts$/, /^events\//, MUC_TYPES],
  },
  'xmpp/': {
    may: [/^(stanza|time|limits)\//, /^muc\/(dispatch|lifecycle)\.ts$/, /^\(@xmpp\/component-core\)$/, NODE],
    types: [/^batch\.ts$/, /^service\/types\.ts$/, MUC_TYPES],
  },
  'guest-access/': {
    may: [/^(stanza|streams|limits|time)\//, /^guests\/guest-address\.ts$/, /^xmpp\/fan-out\.ts$/, /^\(ws\)$/, NODE],
    types: [/^batch\.ts$/],
  },
  'cluster/': { may: [/^store\/postgres\/session\.ts$/, NODE], types: [/^store\/postgres\/place\.ts$/] },
  'accounts/': {
    may: [/^limits\//, /^stanza\//, /^file-trouble\.ts$/, /^\(@mongodb-js\/saslprep\)$/, NODE],
    types: [/^\(pino\)$/],
  },
  'moving-in/': {
    may: [/^(accounts|moving|stanza)\//, /^\(better-sqlite3\)$/, NODE],
    types: [/^muc\/model\//],
  },
  'observability/': {
    may: [
      /^stanza\/error\.ts$/,
      /^muc\/model\/changed-keys\.ts$/,
      /^config\/release\.ts$/,
      /^plain-text\.ts$/,
      /^\((prom-client|pino)\)$/,
      NODE,
    ],
    types: [
      /^batch\.ts$/,
      /^service\/types\.ts$/,
      MUC_TYPES,
      /^(invites|rooms-api|stanza|store|tokens|web-sessions)\//,
      /^xmpp\/outbound\.ts$/,
      /^guest-access\//,
    ],
  },
  'http/': {
    may: [
      /^(event-feed|events|guests|invites|kept-answers|personal-facts|rooms-api|tokens|webhooks|web-sessions|limits)\//,
      /^accounts\/unavailable\.ts$/,
      /^stanza\/(error|https-url|jid|jid-template|join-uri|time)\.ts$/,
      /^config\/(algorithms|release)\.ts$/,
      /^(file-trouble|nearest-name)\.ts$/,
      /^\((fastify|@fastify\/[a-z-]+|cookie|jose\/.*|uqr|@sinclair\/typebox)\)$/,
      NODE,
    ],
    types: [
      /^cluster\/placement\.ts$/,
      /^service\/types\.ts$/,
      /^store\/store\.ts$/,
      /^accounts\//,
      /^guest-access\//,
      MUC_TYPES,
      /^observability\//,
      /^\((jose|pino)\)$/,
    ],
  },
  'browser/': { may: [] },
  'client/': { may: [/^\((openapi-fetch|standardwebhooks)\)$/] },
  'streams/': { may: [/^stanza\//, NODE], types: [/^\(ws\)$/] },
  'dev-server/': { may: [/^(stanza|streams)\//, /^\(ws\)$/, NODE] },
  'config/': {
    may: [
      /^stanza\/(https-url|jid|jid-template|socket-address)\.ts$/,
      /^guests\/guest-address\.ts$/,
      /^store\/postgres\/address\.ts$/,
      /^nearest-name\.ts$/,
      /^\((@sinclair\/typebox.*|yaml)\)$/,
      NODE,
    ],
    types: [/^muc\/model\//],
  },
  'app/': { may: [/^(?!cli|demo|dev-server|main)/] },
  'demo/': {
    may: [/^(app|dev-server|stanza|config|http\/auth|observability|accounts)\//, /^plain-text\.ts$/, NODE],
  },
  'cli/': {
    may: [
      /^(accounts|app|config|demo|doctor|http\/auth|init|moving|moving-in|observability|service|stanza|store|tokens)\//,
      /^(file-trouble|nearest-name|plain-text)\.ts$/,
      /^\(pino\)$/,
      NODE,
    ],
  },
  'doctor/': {
    may: [
      /^config\/warnings\.ts$/,
      /^accounts\/web-socket\.ts$/,
      /^limits\/bounded-response\.ts$/,
      /^stanza\//,
      /^store\/sqlite\/lock\.ts$/,
      /^xmpp\/(link|privilege)\.ts$/,
      /^file-trouble\.ts$/,
      NODE,
    ],
    types: [/^config\//],
  },
  'init/': { may: [/^config\/formats\.ts$/, /^stanza\/jid\.ts$/, /^plain-text\.ts$/, NODE] },
  'main.ts': { may: [/^cli\//, /^config\/release\.ts$/] },
}

/** The room of a file of ours; undefined for a package. */
function roomOf(file: string): string | undefined {
  const [top = '', ...below] = file.split('/')
  if (below.length === 0) return file.endsWith('.ts') ? file : undefined
  if (top === 'muc' && below.length > 1) return `muc/${below[0]}/`
  if (top === 'store' && below[0] === 'tables') return 'store/tables/'
  return `${top}/`
}

t.test('src/: each folder and file at the top has its rule', async t => {
  t.same([...new Set(imports.map(({ from }) => roomOf(from)))].sort(), Object.keys(RULES).sort())
})

for (const [room, { may, types = [] }] of Object.entries(RULES)) {
  t.test(`${room} imports what its rule allows`, async t => {
    const foreign = imports.filter(({ from, what }) => roomOf(from) === room && roomOf(what) !== room)
    // The one list of the features is the only place that names them.
    const own = foreign.filter(({ from, what }) => from !== 'muc/capabilities.ts' || !what.startsWith('muc/features/'))
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

/** What the folders of http/ may import of each other and of packages, besides their own files. */
const HTTP_RULES: Record<string, Pick<Rule, 'may' | 'types'>> = {
  'schema/': {
    may: [/^\(@sinclair\/typebox\)$/],
    types: [/^\(fastify\)$/, /^http\/errors\/error-kinds\.ts$/],
  },
  'errors/': { may: [/^http\/schema\//], types: [/^\(fastify\)$/] },
  'limits.ts': { may: [/^http\/errors\//, /^http\/rate-limit-fields\.ts$/, /^http\/server\/address-name\.ts$/] },
  'rate-limit-fields.ts': { may: [] },
  'auth/': {
    may: [
      /^http\/errors\//,
      /^http\/server\/address-name\.ts$/,
      /^http\/views\/user-view\.ts$/,
      /^\((jose\/.*|@sinclair\/typebox)\)$/,
    ],
    types: [/^http\/(limits\.ts|schema\/)/, /^\((fastify|jose|pino)\)$/],
  },
  'forward/': {
    may: [/^http\/errors\/request-error\.ts$/, /^http\/server\/upgrades\.ts$/, /^\(@fastify\/reply-from\)$/],
    types: [/^http\/schema\//, /^\(fastify\)$/],
  },
  'views/': { may: [/^http\/(errors|schema)\//, /^\(@sinclair\/typebox\)$/], types: [/^http\/auth\/auth\.ts$/] },
  'files/': { may: [/^http\/errors\/request-error\.ts$/], types: [/^\(fastify\)$/] },
  'document/': { may: [/^http\/(errors|files|schema)\//, /^\((fastify|@fastify\/swagger)\)$/] },
  'web/': {
    may: [/^http\/(errors|files)\//, /^http\/auth\/self-registration\.ts$/, /^\((uqr|cookie|@fastify\/formbody)\)$/],
    types: [/^http\/(auth\/sign-in\.ts|limits\.ts|schema\/)/, /^\(fastify\)$/],
  },
  'routes/': {
    may: [
      /^http\/(auth|errors|schema|views|web)\//,
      /^http\/server\/(monitoring|address-name|upgrades)\.ts$/,
      /^\(@sinclair\/typebox\)$/,
    ],
    types: [/^http\/(limits\.ts|server\/options\.ts)$/, /^\(fastify\)$/],
  },
  'server/': { may: [/^http\//, /^\(fastify\)$/, /^\(@fastify\//], types: [/^\(pino\)$/] },
}

t.test('http/: each folder has its rule', async t => {
  const parts = new Set(imports.filter(({ from }) => from.startsWith('http/')).map(({ from }) => partOf(from)))
  t.same([...parts].sort(), Object.keys(HTTP_RULES).sort())
})

for (const [part, { may, types = [] }] of Object.entries(HTTP_RULES)) {
  t.test(`http/${part} imports what its rule allows`, async t => {
    const own = imports.filter(({ from, what }) => {
      return from.startsWith(`http/${part}`) && /^(http\/|\()/.test(what) && !what.startsWith(`http/${part}`)
    })
    const allowed = ({ what, isType }: Import) => [...may, ...(isType ? types : [])].some(rule => rule.test(what))
    t.same(
      own.filter(one => !allowed(one)).map(({ from, what }) => `${from} imports ${what}`),
      [],
    )
  })
}

/** The folder of a file of http/, or the file itself. */
function partOf(file: string): string {
  return /^http\/([^/]+\/?)/.exec(file)?.[1] ?? ''
}

/** The files that import each other by way of others, as groups, each sorted. */
function circles(edges: readonly Import[]): string[][] {
  const reached = new Map<string, Set<string>>()
  const reach = (file: string): Set<string> => {
    const known = reached.get(file)
    if (known) return known
    const found = new Set<string>()
    const open = [file]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { from, what } of edges) {
        if (from !== next || found.has(what)) continue
        found.add(what)
        open.push(what)
      }
    }
    reached.set(file, found)
    return found
  }
  const files = [...new Set(edges.map(({ from }) => from))].filter(file => reach(file).has(file))
  const groups = files.map(file => files.filter(other => reach(file).has(other) && reach(other).has(file)).sort())
  return [...new Map(groups.map(group => [group.join(), group])).values()]
}

t.test('no files import each other at run time, and at most three by their types', async t => {
  const ours = imports.filter(({ what }) => roomOf(what) !== undefined)
  t.same(circles(ours.filter(({ isType }) => !isType)), [])
  t.same(
    circles(ours).filter(group => group.length > 3),
    [],
  )
})

t.test('a feature of muc/ imports no other feature', async t => {
  const feature = (file: string) => /^muc\/features\/([^/]+)/.exec(file)?.[1]
  const strays = imports.filter(({ from, what }) => {
    return feature(from) !== undefined && feature(what) !== undefined && feature(from) !== feature(what)
  })
  t.same(strays, [])
})

t.test('the domain has no clock, chance, timer, log or waiting', async t => {
  const impure =
    /\basync\b|\bawait\b|Date\.now|new Date\(\)|Math\.random|setTimeout|setImmediate|setInterval|console\.|\bprocess\./
  for (const folder of ['muc', 'invites', 'guests', 'tokens', 'rooms-api', 'web-sessions', 'state']) {
    for (const file of readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const code = readFileSync(join(source, folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      t.notMatch(code, impure, `${folder}/${file}`)
    }
  }
})

t.test('the HTTP side and the commands show the id of a link only as a ManagedLink', async t => {
  for (const folder of ['http', 'invites/commands', 'invites/chat']) {
    for (const file of readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })) {
      // The registration only counts them.
      if (!file.endsWith('.ts') || file === join('auth', 'self-registration.ts')) continue
      const code = readFileSync(join(source, folder, file), 'utf8')
      t.notMatch(code, /\bfound\.personalLinksOf\b|\bopenInvites\.(get|byLinkId)\b/, `${folder}/${file}`)
      if (folder === 'http') t.notMatch(code, /\bOpenInvite\b/, `${folder}/${file}: take a ManagedLink`)
    }
  }
})

t.test("a route limits its work to the scopes of the caller's token", async t => {
  for (const file of readdirSync(join(source, 'http/routes'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const code = readFileSync(join(source, 'http/routes', file), 'utf8')
    const count = (pattern: RegExp) => [...code.matchAll(pattern)].length
    const open = count(/caller: '(anybody|password)'/g)
    t.ok(count(/\bservice\.run\b/g) <= open, `${file}: use request.run; service.run only without a token`)
  }
})

t.test(
  'there is one way out: one place commits, one writes to the link, only programs and cli/ touch the process',
  async t => {
    const places = (call: RegExp) =>
      readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('.ts'))
        .flatMap(file => [...readFileSync(join(source, file), 'utf8').matchAll(call)].map(() => file))
    t.same(places(/\bstore\.commit\b/g), ['service/service.ts'])
    t.same(places(/\blink\.write\b/g), ['xmpp/server-connection.ts'])
    const touching = places(/\bprocess\.(argv|env|exit|on|stdout|stderr)\b/g)
    t.same(
      touching.filter(file => !['main.ts', 'observability/guard-process.ts'].includes(file) && !/^cli[/\\]/.test(file)),
      [],
    )
    t.ok(touching.includes('main.ts'))
  },
)
