import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRoom } from '../src/muc/operations/create-room.js'
import { createHarness, DOMAIN, type Harness } from '../test/growth/harness.js'
import { config } from '../test/store/contract.js'

/*
 * Measures how cost grows with rooms: the last thousand entries into a full room that shows few occupants against the
 * first thousand, and the memory used by empty rooms. The result is the ratio.
 *
 *     npm run bench rooms -- [OCCUPANTS] [ROOMS]
 */

const [occupants = '10000', rooms = '100000'] = process.argv.slice(2)
const PART = 1000
const ROUNDS = 5
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Heap in use, in bytes, after garbage collection. Some garbage is only released in a later turn of the event loop. */
async function heap(): Promise<number> {
  for (let pass = 0; pass < 3; pass++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

/** Lets all users enter; returns the milliseconds for each thousand. */
async function fill({ service, receives }: Harness, room: string): Promise<number[]> {
  const times: number[] = []
  for (let first = 0; first < Number(occupants); first += PART) {
    const from = performance.now()
    for (let n = first; n < first + PART; n++) {
      receives(`<presence from='u${n}@localhost/a' to='${room}/n${n}'>${MUC}</presence>`)
      // Only the owner may enter a room before it is configured (XEP-0045 §7.2.10).
      if (n === 0) receives(unlock(room))
    }
    await service.idle()
    times.push(performance.now() - from)
  }
  return times
}

function unlock(room: string): string {
  return `<iq type='set' id='c' from='u0@localhost/a' to='${room}'>
    <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`
}

async function entries(path: string): Promise<void> {
  const service = createHarness({ path, configuration: { presenceBroadcast: ['moderator'], historyLength: 20 } })
  // A warm-up round, so that compilation is not measured.
  await fill(service, `rehearsal@${DOMAIN}`)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const times = await fill(service, `verona${round}@${DOMAIN}`)
    ratios.push((times.at(-1) ?? 0) / (times[0] ?? 1))
  }
  const [median = 0] = ratios.sort((a, b) => a - b).slice(Math.floor(ROUNDS / 2))
  const all = ratios.map(ratio => ratio.toFixed(2)).join(' ')
  console.log(
    `the last ${PART} entries of ${occupants} against the first: ratio ${median.toFixed(2)}, median of ${all}`,
  )
  await service.stop()
}

const room = (n: number) => `room${n}@${DOMAIN}`

/** Stores rooms with a long description, so that rooms in memory would show. */
async function make(path: string): Promise<void> {
  const { service, stop } = createHarness({ path })
  const about = { ...config, description: 'x'.repeat(500) }
  for (let first = 0; first < Number(rooms); first += PART) {
    await service.run({}, turn => {
      for (let n = first; n < first + PART; n++) {
        createRoom(turn, { jid: room(n), creator: 'u0@localhost', config: about, locked: false })
      }
    })
  }
  await stop()
}

async function idleRooms(path: string): Promise<void> {
  await make(path)
  const before = await heap()
  const from = performance.now()
  const service = createHarness({ path })
  await service.service.run({}, () => undefined)
  console.log(`${rooms} rooms in the store: ready after ${(performance.now() - from).toFixed(0)} ms`)
  const untouched = await heap()
  for (let n = 0; n < Number(rooms); n++) {
    const touched = service.service.run({ room: room(n) }, () => undefined)
    if (n % PART === 0) await touched
  }
  await service.service.idle()
  const touched = await heap()
  const size = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
  console.log(
    `heap: ${size(before)} before, ${size(untouched)} with none touched, ratio ${(untouched / before).toFixed(2)}; ` +
      `${size(touched)} after each was touched, ratio ${(touched / before).toFixed(2)}`,
  )
  await service.stop()
}

const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
await entries(join(directory, 'entries.sqlite'))
await idleRooms(join(directory, 'rooms.sqlite'))
await rm(directory, { recursive: true, force: true })
