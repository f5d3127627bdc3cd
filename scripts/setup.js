import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Makes a fresh clone ready to run: installs the dependencies and compiles the sources. Each part leaves a stamp that
 * says what it was made from, so that a second run finds nothing to do. Plain JavaScript: it runs before the compiler.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const installStamp = join(root, 'node_modules', '.latchstring-install.json')
const buildStamp = join(root, 'dist', '.latchstring-build.json')
const bundler = 'scripts/bundle.js'
/** Makes the types of the client before it is compiled, from routes that name the compiled scripts of the browser. */
const clientMaker = 'scripts/client.js'
const apiDocument = 'scripts/api-document.js'
const program = join(root, 'dist', 'bundle', 'main.js')
const restApi = join(root, 'dist', 'src', 'client', 'rest-api.js')
const sourceFolders = ['src', 'test', 'bench']
const mainProject = 'tsconfig.json'
/** What runs in a browser has another environment, and so a project of its own. */
const browserProject = 'src/browser/tsconfig.json'

requireNode(20, 19)
if (install()) rmSync(join(root, 'dist'), { recursive: true, force: true })
build()

/** Installs from the lock file unless that was done for this lock file, Node and machine. Tells whether it did. */
function install() {
  const wanted = JSON.stringify({
    lock: hashOf('package-lock.json'),
    node: process.version,
    abi: process.versions.modules,
    platform: `${process.platform} ${process.arch}`,
  })
  if (contentOf(installStamp) === wanted) return false
  say('Installing the dependencies from the lock file. This is done once and may take some minutes.')
  // Whatever the environment says: the compiler is a development dependency, and `npm pack --dry-run` runs us too.
  runNpm(['ci', '--include=dev', '--dry-run=false', '--loglevel=error'])
  writeFileSync(installStamp, wanted)
  return true
}

/** npm runs as the copy that runs us, where there is one: a machine can have several. */
function runNpm(args) {
  const self = process.env.npm_execpath
  const isNpm = self !== undefined && /npm-cli\.js$/.test(self) && existsSync(self)
  const [command, given] = isNpm ? [process.execPath, [self, ...args]] : ['npm', args]
  run(command, given, 'The dependencies could not be installed. The messages above say why; then run it again.')
}

/** The native dependency is compiled against these headers, so that none need to be downloaded. */
function headersOfNode() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {}
}

/** Compiles unless the sources are those of the last time. */
function build() {
  const sources = sourceFolders.flatMap(sourcesIn).sort()
  const settings = [mainProject, browserProject, 'package-lock.json', bundler, clientMaker, apiDocument].map(hashOf)
  const made = { settings, sources: {} }
  for (const source of sources) made.sources[source] = hashOf(source)
  const wanted = JSON.stringify(made)
  const last = contentOf(buildStamp)
  if (last === wanted && sources.every(isCompiled) && [program, restApi].every(existsSync)) return
  say('Compiling.')
  // The compiler leaves the output of a deleted source behind, and does not write again what it believes is there.
  const isAddition = last !== undefined && sourcesOf(last).every(source => source in made.sources && isCompiled(source))
  if (!isAddition) rmSync(join(root, 'dist'), { recursive: true, force: true })
  rmSync(buildStamp, { force: true })
  compile(browserProject)
  run(process.execPath, [join(root, clientMaker)], 'The types of the client cannot be made; see the messages above.')
  compile(mainProject)
  run(process.execPath, [join(root, bundler)], 'The program cannot be bundled; see the messages above.')
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, wanted)
}

function compile(project) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  run(process.execPath, [compiler, '--project', project], 'The sources do not compile; see the messages above.')
}

function sourcesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sourcesIn(path)
    return /\.[cm]?tsx?$/.test(entry.name) ? [path] : []
  })
}

function sourcesOf(stamp) {
  try {
    return Object.keys(JSON.parse(stamp).sources)
  } catch {
    return ['a stamp that cannot be read']
  }
}

function isCompiled(source) {
  return source.endsWith('.d.ts') || existsSync(join(root, 'dist', source.replace(/\.ts$/, '.js')))
}

function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...process.env, ...headersOfNode() },
    // npm is a script there, which only the shell can start.
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (status === 0) return
  if (error) say(`${command}: ${error.message}`)
  say(failure)
  process.exit(1)
}

function requireNode(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number)
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return
  say(`Node.js ${major}.${minor} or newer is needed; this is ${process.version}. See https://nodejs.org.`)
  process.exit(1)
}

function hashOf(path) {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex')
}

function contentOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** On standard error: what `npm start` and `npm test` print is theirs alone. */
function say(text) {
  process.stderr.write(`${text}\n`)
}
