import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { type Postgres, startPostgres } from '../servers/postgres.js'
import { realServers } from '../servers/real-servers.js'
import { ORDERS, type Orders } from './lanes.js'
import { inventory, leftSince } from './leftovers.js'
import { playOnPostgres } from './on-postgres.js'

/*
 * Plays test files one after another in this process and writes TAP: a test per file, in it the scenes of the file. What
 * to play stands in the environment: tap names the folders of its fixtures after all arguments.
 */

/** A title, options where there are some, and what is played. */
type Scene = [title: string, play: Play] | [title: string, options: object, play: Play]
type Play = (t: Test) => unknown

/** Milliseconds: longer than tap takes to write its results. */
const LONGEST_END = 10_000
/** Milliseconds: longer than any scene takes on a slow machine that has much else to do. */
const LONGEST_SCENE = 900_000

const {
  files,
  on,
  accounts = 'quick',
  postgres: onPostgres,
  scene: only,
}: Orders = JSON.parse(process.env[ORDERS] ?? '')

const database = onPostgres ? await startDatabase() : undefined
const server = on === undefined ? undefined : await startServer(on)
if (server && 'skip' in server) await t.test(`scenes on ${on}`, { skip: server.skip }, () => undefined)
else await playFiles()
if (server && !('skip' in server)) await server.stop()
await database?.stop()
// What a scene has left open has been reported, and does not keep this process.
t.teardown(() => setTimeout(() => process.exit(), LONGEST_END).unref())

/** The real server that the scenes share; the scenes find it in the environment. Or why there is none. */
async function startServer(name: string) {
  const start = Object.entries(realServers).find(([known]) => known === name)?.[1]
  if (!start) throw new Error(`there is no server ${name}; there are ${Object.keys(realServers).join(' and ')}`)
  const server = await start({ privilege: true, accounts })
  process.env['LATCHSTRING_STAGE'] = JSON.stringify(server)
  return server
}

/** The PostgreSQL that the scenes share. */
async function startDatabase(): Promise<Postgres> {
  const database = await startPostgres()
  if ('skip' in database) throw new Error(database.skip)
  await playOnPostgres(database)
  return database
}

async function playFiles(): Promise<void> {
  for (const file of files) {
    const scenes = await scenesOf(file)
    if (scenes.length === 0 && only !== undefined) continue
    await t.test(titleOf(file), async t => {
      for (const scene of scenes) await playScene(t, scene)
    })
  }
}

/** The tests at the top of a file, in their order, not played yet. */
async function scenesOf(file: string): Promise<Scene[]> {
  const scenes: Scene[] = []
  const collect = (...scene: Scene) => {
    scenes.push(scene)
    return Promise.resolve(null)
  }
  const { test } = t
  Object.assign(t, { test: collect })
  await import(pathToFileURL(resolve(file)).href)
  Object.assign(t, { test })
  return scenes.filter(([title]) => only === undefined || title === only)
}

/** Plays one scene, and fails its file when the scene leaves something open. */
async function playScene(file: Test, [title, ...rest]: Scene): Promise<void> {
  const before = inventory()
  const [options, play] = rest.length === 1 ? [{}, rest[0]] : rest
  await file.test(title, { timeout: LONGEST_SCENE, ...options }, play)
  const left = await leftSince(before)
  if (left.length > 0) file.fail(`"${title}" leaves behind: ${left.join(', ')}`)
}

/** As the sources name it, from the root of the project. */
function titleOf(file: string): string {
  return file.replace(/^dist\/(.*)\.js$/, '$1.ts')
}
