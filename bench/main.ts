/*
 * Runs the bench with this name; what follows are its arguments.
 *
 *     npm run bench fan-out -- ejabberd 200
 */

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  crowd: () => import('./crowd.js'),
  disk: () => import('./disk.js'),
  entering: () => import('./entering.js'),
  'fan-out': () => import('./fan-out.js'),
  guests: () => import('./guests.js'),
  latency: () => import('./latency.js'),
  lists: () => import('./lists.js'),
  memory: () => import('./memory.js'),
  multicast: () => import('./multicast.js'),
  'public-rooms': () => import('./public-rooms.js'),
  'rest-joins': () => import('./rest-joins.js'),
  rooms: () => import('./rooms.js'),
  start: () => import('./start.js'),
  stores: () => import('./stores.js'),
}

const [name = ''] = process.argv.splice(2, 1)
const bench = BENCHES[name]
if (bench) await bench()
else {
  console.error(`There is no bench ${JSON.stringify(name)}; there are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exitCode = 2
}
