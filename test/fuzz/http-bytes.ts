import { type Exchange, exchange } from '../http/raw.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { wrongIn } from './http-judge.js'
import { written } from './http-line.js'
import { anyShape, mutated, type Shape } from './http-shapes.js'
import { openTown, type Town, type TownOptions } from './http-town.js'

const BASE = '/api/rainbow/enduser/v1.0'
/** So many connections at once. */
const WIDTH = 16
/** What each request of the town's world may hold comes from a world that is made anew after so many. */
const ROUND = 2000
/** In milliseconds; more than a request may take there. */
const PATIENCE = 30_000
/** For half a request, which is refused by then, if it is not all that there was to be. */
const HALF_PATIENCE = 10_000
/** One in so many connections dawdles: it sends a piece of a request, and the rest much later or never. */
const DAWDLERS = 400
/** One in so many is reset as soon as something comes back, or after so many milliseconds. */
const RESETTERS = 10
const RESET_PATIENCE = 300

/** What comes over a connection, byte for byte: tricks with the shape of requests, and requests that are damaged. */
export const bytes: Layer = { name: 'bytes', share: 0.2, run: trial => poke(trial) }

/** The same at a service with other settings, or a planted fault. */
export async function poke({ count, seed, say }: Trial, options: TownOptions = {}): Promise<Report> {
  const town = await openTown(options)
  const by = chance(seed)
  const failures: string[] = []
  let [inputs, answers] = [0, 0]
  let requests: readonly Buffer[] = []
  const worker = async () => {
    while (inputs < count && failures.length < MOST_FAILURES) {
      if (inputs % ROUND === 0) requests = await someRequests(town)
      inputs++
      const shape = drawn(requests, by)
      const manner = mannerOf(by)
      if (inputs % 5000 === 0) say(`${inputs} connections`)
      const exchanged = await exchangeOf(town.port, shape, manner)
      answers += exchanged.answers.length
      const wrong = wrongWith(exchanged, shape, manner)
      if (wrong !== undefined) failures.push(`${wrong}\n  to ${JSON.stringify(shape.bytes.slice(0, 1500))}`)
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, worker))
  const end = await town.close()
  return {
    inputs,
    failures: [...failures, ...end.failures].slice(0, MOST_FAILURES),
    figures: { answers, ...end.figures },
  }
}

function drawn(requests: readonly Buffer[], by: Chance): Shape {
  if (by.some(0.5)) return anyShape(by)
  const request = requests[by.below(requests.length)] ?? Buffer.alloc(0)
  return { bytes: mutated(request, by).toString('latin1'), expected: 'any' }
}

/** All at once; so, and reset; in two halves; or the first half alone, with which the connection may stay for a while. */
type Manner = 'at once' | 'reset' | 'in halves' | 'half'

function mannerOf({ below, one }: Chance): Manner {
  if (below(DAWDLERS) === 0) return one('in halves', 'half')
  return below(RESETTERS) === 0 ? 'reset' : 'at once'
}

function exchangeOf(port: number, { bytes }: Shape, manner: Manner): Promise<Exchange> {
  if (manner === 'reset') return exchange(port, [bytes], { resets: true, patience: RESET_PATIENCE })
  if (manner === 'at once') return exchange(port, [bytes], { ends: true, patience: PATIENCE })
  const [half, ends] = [bytes.length >> 1, manner === 'in halves']
  const pieces = [bytes.slice(0, half), ends ? bytes.slice(half) : '']
  return exchange(port, pieces, { ends, pause: 1000, patience: ends ? PATIENCE : HALF_PATIENCE })
}

/** Requests as they are when nobody has damaged them. */
async function someRequests(town: Town): Promise<Buffer[]> {
  const known = await town.anew()
  const headers = { authorization: `Bearer ${known['tokenOfOwner']}`, 'content-type': 'application/json' }
  const posts = (target: string, body: object) =>
    written({ method: 'POST', target, headers, body: Buffer.from(JSON.stringify(body)) })
  const gets = (target: string) => written({ method: 'GET', target, headers })
  return [
    posts(`${BASE}/rooms`, { name: 'Verona', topic: 'a feud', visibility: 'public' }),
    posts(`${BASE}/rooms/open-invites`, { openInviteId: known['openInviteId'] }),
    posts(`/api/v1/rooms/${known['roomId']}/links`, { label: 'x', maxUses: 3, domains: ['localhost'] }),
    gets(`${BASE}/rooms/${known['roomId']}`),
    gets(`${BASE}/rooms/open-invites/validate?openInviteId=${known['openInviteId']}`),
    gets(`/${known['openInviteId']}`),
    gets('/docs'),
    Buffer.concat([gets('/api/v1/tokens'), posts('/api/v1/tokens', { label: 'x' }), gets('/api/v1/tokens')]),
  ]
}

/** Whatever was sent, what comes back is whole answers, each as it must be; and then the connection is closed. */
function wrongWith(
  { answers, rest, isClosed }: Exchange,
  { bytes, expected }: Shape,
  manner: Manner,
): string | undefined {
  const isLeft = manner === 'half' || manner === 'reset'
  if (!isClosed && !isLeft) return 'the connection hangs'
  // Of answers to HEAD nobody can say from outside where they end.
  const isClear = !/HEAD /i.test(bytes)
  if (rest !== '' && isClear && manner !== 'reset') return `is no answer: ${JSON.stringify(rest.slice(0, 300))}`
  const wrong = answers.map(answer => wrongIn(answer)).find(one => one !== undefined)
  if (wrong !== undefined && isClear) return wrong
  const statuses = answers.map(({ status }) => status)
  if (expected === 'any') return undefined
  if (isLeft) return undefined
  return String(statuses) === String(expected) ? undefined : `answers ${statuses} instead of ${expected}`
}
