import { readdirSync } from 'node:fs'
import type { Accounts } from '../servers/server.js'

/** Files that one process plays one after another. */
export type Lane = {
  readonly name: string
  readonly files: readonly string[]
  /** The real server that the scenes share, by the name of its program. */
  readonly on?: string
  /** How it keeps their passwords. Default: `quick`. */
  readonly accounts?: Accounts
  /** On a store that answers the first attempt at each batch with a conflict (`test/scenario/conflicting-store.ts`). */
  readonly conflicts?: boolean
  /** The scenes play on PostgreSQL. */
  readonly postgres?: boolean
}

/** The variable of the environment that tells the process of a lane what to play: `Orders` as JSON. */
export const ORDERS = 'LATCHSTRING_TEST_LANE'

/** A lane, and the title of the one scene to play, or undefined for all. */
export type Orders = Lane & { readonly scene?: string | undefined }

/** The tests that play on whatever server there is. */
const SCENES = /^dist\/test\/(muc|invites|rooms-api)\//
/** The tests with a real browser, of which those with guests in rooms play on whatever server there is, too. */
const BROWSER = /^dist\/test\/browser\//
const BROWSER_SCENES = /^dist\/test\/browser\/guests\//
const HTTP = /^dist\/test\/(http|tokens)\//
/** Besides `SCENES`: the scenes that the whole run plays on a conflicting store, too. */
const AGAIN = /^dist\/test\/(http|tokens|guests|service)\//

/** These start programs, watch their own process, or count what the whole process does: each has a process of its own. */
const ALONE = [
  /^dist\/test\/(cluster|doctor|e2e|faults|fuzz|growth|init|random|servers)\//,
  /^dist\/test\/(main[^/]*|file-trouble|app\/[^/]*|package|readme|secrets)\.test\.js$/,
  /^dist\/test\/(accounts\/real-servers|moving-in\/real-[^/]*|observability\/(watchdog|event-loop-lag|log))\.test\.js$/,
]

/** The compiled test files, as paths from the root of the project. */
export function testFiles(): string[] {
  return readdirSync('dist/test', { recursive: true, encoding: 'utf8' })
    .map(file => `dist/test/${file.replaceAll('\\', '/')}`)
    .filter(file => file.endsWith('.test.js'))
    .sort()
}

/** The lanes of the files, those that take longest first: the scenes on each of these real servers, then the rest. */
export function lanesOf(files: readonly string[], { on, rest }: { on: readonly string[]; rest: boolean }): Lane[] {
  const scenes = files.filter(file => SCENES.test(file))
  const browser = files.filter(file => BROWSER.test(file))
  const alone = files.filter(file => ALONE.some(kind => kind.test(file)))
  const shared = files.filter(file => ![...scenes, ...browser].includes(file) && !alone.includes(file))
  const others = [
    { name: 'dev server', files: scenes },
    { name: 'browser', files: browser },
    { name: 'http', files: shared.filter(file => HTTP.test(file)) },
    { name: 'parts', files: shared.filter(file => !HTTP.test(file)) },
    ...alone.map(file => ({ name: 'processes', files: [file] })),
  ]
  const lanes: Lane[] = [...onServers(on, { scenes, browser }), ...(rest ? others : [])]
  return lanes.filter(lane => lane.files.length > 0)
}

/** The lanes of the scenes that the whole run plays again on a conflicting store: work may be done twice anywhere. */
export function conflictLanes(files: readonly string[]): Lane[] {
  const isScene = (file: string) => SCENES.test(file)
  return [files.filter(isScene), files.filter(file => !isScene(file) && AGAIN.test(file))].map(files => {
    return { name: 'conflicts', files, conflicts: true }
  })
}

function onServers(
  on: readonly string[],
  { scenes, browser }: Record<'scenes' | 'browser', readonly string[]>,
): Lane[] {
  return on.flatMap(server => [
    { name: server, on: server, files: scenes },
    // Clients in browsers refuse passwords that are quick to check.
    { name: 'browser', on: server, accounts: 'registered', files: browser.filter(file => BROWSER_SCENES.test(file)) },
  ])
}
