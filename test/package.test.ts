import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { type Scene, scenario } from './scenario/index.js'

/*
 * The package as users install it: `npm pack` makes it, and it is unpacked outside the sources, beside only the
 * dependencies that package.json names.
 */

const run = promisify(execFile)
const root = dirname(fileURLToPath(import.meta.resolve('latchstring/package.json')))
const home = mkdtempSync(join(tmpdir(), 'latchstring-package-'))
t.teardown(() => rmSync(home, { recursive: true, force: true }))
const installed = join(home, 'node_modules', 'latchstring')
await pack()
const { bin, dependencies }: { bin: { latchstring: string }; dependencies: Record<string, string> } = JSON.parse(
  readFileSync(join(installed, 'package.json'), 'utf8'),
)
linkDependencies()

/** Packs the compiled files. Compiling again would replace files that other tests are using. */
async function pack(): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    npm_config_cache: join(home, 'cache'),
    npm_config_offline: 'true',
  }
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', home]
  const { stdout } = await run('npm', args, { cwd: root, env, shell: process.platform === 'win32' })
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(home, stdout.trim()), '--strip-components=1', '-C', installed])
}

function linkDependencies(): void {
  for (const name of Object.keys(dependencies)) {
    const link = join(installed, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
}

/** Runs Node in the folder beside the package, with only PATH from the environment. */
function node(...args: string[]) {
  return run(process.execPath, args, { cwd: home, env: { PATH: process.env['PATH'] } })
}

/** The files of the package, as paths from its root. */
function packed(): string[] {
  return readdirSync(installed, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => !file.startsWith('node_modules') && statSync(join(installed, file)).isFile())
}

/** What code resolves without importing it: what a thread runs, and the files of a package that a browser gets. */
const RESOLVED = /\bimport\.meta\.resolve\(['"]([^'"]+)['"]\)/g

/**
 * The imports of the compiled files whose names end with `ending`: own files as paths in the package, packages by name.
 */
function importsOf(ending: string): { readonly file: string; readonly what: string }[] {
  return packed()
    .filter(file => file.startsWith('dist/') && file.endsWith(ending))
    .flatMap(file => {
      const code = readFileSync(join(installed, file), 'utf8')
      const imported = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName)
      const resolved = [...code.matchAll(RESOLVED)].map(([, name = '']) => name.replace(/^#/, 'dist/'))
      return [...imported, ...resolved].map(fileName => {
        const path = posix.join(posix.dirname(file), fileName).replace(/\.js$/, ending)
        return { file, what: fileName.startsWith('.') ? path : fileName }
      })
    })
}

/** The package name of an import. */
function packageOf(what: string): string {
  return what.split('/', what.startsWith('@') ? 2 : 1).join('/')
}

t.test('the package contains what an install needs, and nothing else', async t => {
  const places = packed().map(
    file => /^(dist\/bundle|dist\/src|dist\/test\/scenario|[^/]+)(\/|$)/.exec(file)?.[1] ?? file,
  )
  const expected = ['README.md', 'config', 'dist/bundle', 'dist/src', 'dist/test/scenario', 'docs', 'package.json']
  t.strictSame([...new Set(places)].sort(), expected)
  t.strictSame(
    packed().filter(file => file.startsWith('dist/') && !/\.(js|d\.ts)$/.test(file)),
    [],
  )
})

t.test('each package that the code imports is a dependency, and each dependency is imported', async t => {
  const named = importsOf('.js').filter(({ what }) => !what.startsWith('dist/') && !isBuiltin(what))
  t.strictSame(
    named.filter(({ what }) => !(packageOf(what) in dependencies)).map(({ file, what }) => `${file} imports ${what}`),
    [],
  )
  const used = new Set(named.map(({ what }) => packageOf(what)))
  t.strictSame(
    Object.keys(dependencies).filter(name => !used.has(name) && !name.startsWith('@types/')),
    [],
  )
})

t.test('the package contains each file that its code and types import', async t => {
  const files = new Set(packed())
  for (const ending of ['.js', '.d.ts']) {
    const own = importsOf(ending).filter(({ what }) => what.startsWith('dist/'))
    t.ok(own.length > 0)
    t.strictSame(
      own.filter(({ what }) => !files.has(what)).map(({ file, what }) => `${file} imports ${what}`),
      [],
    )
  }
})

t.test('the command of the package runs the whole demo', async t => {
  const main = join(installed, bin.latchstring)
  t.match(await node(main, '--version'), { stdout: /^\d+\.\d+\.\d+\n$/, stderr: '' })
  t.match(await node(main, 'start', '--play'), { stdout: /^ok /m })
})

t.test('a test beside the package runs a scene', async t => {
  const scene = `
    import { scenario } from 'latchstring/scenario'
    const ends = []
    const { romeo, room } = await scenario({ teardown: end => ends.unshift(end) })
    await romeo.enters(room)
    for (const end of ends) await end()
    console.log('romeo was in', room)`
  t.match(await node('--input-type=module', '--eval', scene), { stdout: /^romeo was in .+@/ })
})

/** Compiles a program beside the package, with its types alone. Returns what the compiler says. */
function compiled(file: string, options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([join(home, file)], {
    ...{ strict: true, target: ts.ScriptTarget.ES2022, outDir: home, skipLibCheck: true },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, ...options },
  })
  const { diagnostics } = program.emit()
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, ' '),
  )
}

t.test('the client compiles, and can be bundled, for a browser', async t => {
  const program = `
    import { createClient } from 'latchstring/client'
    const api = createClient({ url: location.origin, token: 'x' })
    export const links: Promise<{ next: string | null }> = api.GET('/api/v1/links')`
  writeFileSync(join(home, 'in-browser.mts'), program)
  t.same(compiled('in-browser.mts', { types: [], lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] }), [])
  const entryPoints = [join(home, 'in-browser.mjs')]
  // An import of Node.js would be an error.
  await t.resolves(build({ entryPoints, bundle: true, platform: 'browser', write: false, logLevel: 'silent' }))
})

/** Compiles and runs the example app beside the package, with a token of Romeo. */
async function exampleApp(t: Test, { calls, url }: Scene) {
  copyFileSync(join(root, 'docs', 'example-app.ts'), join(home, 'example-app.mts'))
  t.same(compiled('example-app.mts', { types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] }), [])
  const made = await calls('romeo@localhost', { method: 'POST', path: '/api/v1/tokens', body: { label: 'app' } })
  const { token } = (made.body as { data: { token: string } }).data
  const env = { PATH: process.env['PATH'], LATCHSTRING_URL: url, LATCHSTRING_TOKEN: token, TRUSTED_DOMAIN: 'localhost' }
  const app = spawn(process.execPath, ['example-app.mjs'], { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => app.kill('SIGKILL'))
  const lines = createInterface(app.stdout)[Symbol.asyncIterator]()
  return {
    /** The next line that the app prints. */
    says: async () => (await lines.next()).value,
    async ends() {
      const exited = once(app, 'exit')
      app.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}

t.test(
  'the example app makes a room and a link, approves, greets in the room, and hears of the link by its webhook',
  async t => {
    const scene = await scenario(t, { events: { privateReceivers: ['127.0.0.1'] } })
    const { says, ends } = await exampleApp(t, scene)
    const [, openInviteId = ''] = /^Share .*\/([0-9a-f]{32})$/.exec(await says()) ?? []
    const joins = (user: string) => scene.calls(user, { method: 'POST', path: '/api/v1/join', body: { openInviteId } })
    await joins('paris@elsewhere.example')
    t.equal(await says(), 'paris@elsewhere.example waits for a moderator')
    await joins('juliet@localhost')
    t.equal(await says(), 'Greeted juliet@localhost')
    const { body } = await scene.calls('romeo@localhost', { method: 'GET', path: '/api/v1/links' })
    const [{ linkId, roomJid }] = (body as { data: [{ linkId: string; roomJid: string }] }).data
    const archive = await scene.calls('juliet@localhost', { method: 'GET', path: `/api/v1/rooms/${roomJid}/messages` })
    t.match(archive.body, { data: [{ nick: 'romeo', body: 'Welcome to our new neighbour!' }] })
    await scene.calls('romeo@localhost', { method: 'DELETE', path: `/api/v1/rooms/${roomJid}/links/${linkId}` })
    t.equal(await says(), 'The webhook says link.revoked')
    t.equal(await ends(), 0)
  },
)
