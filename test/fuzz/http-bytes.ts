import { type Exchange, exchange } from '../http/raw.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { encodeRequest } from './http-connection.js'
import { faultIn } from './http-judge.js'
import { type FuzzServer, type FuzzServerOptions, startFuzzServer } from './http-server.js'
import { anyShape, mutated, type Shape } from './http-shapes.js'

const BASE = '/api/rainbow/enduser/v1.0'
/** Concurrent connections. */
const WIDTH = 16
/** Connections after which the requests are taken from a fresh catalogue. */
const ROUND = 2000
/** Milliseconds; longer than any request may take. */
const TIMEOUT = 30_000
/** Milliseconds in which the service must refuse an incomplete request. */
const HALF_TIMEOUT = 10_000
/** One connection in this many is slow: it sends half a request, and the rest much later or never. */
const ONE_SLOW_IN = 400
/** One connection in this many is reset at the first bytes of an answer, or after RESET_TIMEOUT milliseconds. */
const ONE_RESET_IN = 10
const RESET_TIMEOUT = 300

/** Raw bytes over connections: requests of ambiguous shape, and damaged requests. */
export const bytes: Layer = { name: 'bytes', share: 0.2, run: trial => fuzzBytes(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzBytes({ count, seed, say }: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const server = await startFuzzServer(options)
  const by = chance(seed)
  const failures: string[] = []
  let [inputs, answers] = [0, 0]
  let requests: readonly Buffer[] = []
  const worker = async () => {
    while (inputs < count && failures.length < MOST_FAILURES) {
      if (inputs % ROUND === 0) requests = await validRequests(server)
      inputs++
      const shape = drawn(requests, by)
      const manner = mannerOf(by)
      if (inputs % 5000 === 0) say(`${inputs} connections`)
      const exchanged = await exchangeOf(server.port, shape, manner)
      answers += exchanged.answers.length
      const wrong = faultOf(exchanged, shape, manner)
      if (wrong !== undefined) failures.push(`${wrong}\n  to ${JSON.stringify(shape.bytes.slice(0, 1500))}`)
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, worker))
  const end = await server.close()
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

/** The whole request at once; the same and a reset; two halves; or the first half only. */
type Manner = 'at once' | 'reset' | 'in halves' | 'half'

function mannerOf({ below, one }: Chance): Manner {
  if (below(ONE_SLOW_IN) === 0) return one('in halves', 'half')
  return below(ONE_RESET_IN) === 0 ? 'reset' : 'at once'
}

function exchangeOf(port: number, { bytes }: Shape, manner: Manner): Promise<Exchange> {
  if (manner === 'reset') return exchange(port, [bytes], { resets: true, patience: RESET_TIMEOUT })
  if (manner === 'at once') return exchange(port, [bytes], { ends: true, patience: TIMEOUT })
  const [half, ends] = [bytes.length >> 1, manner === 'in halves']
  const pieces = [bytes.slice(0, half), ends ? bytes.slice(half) : '']
  return exchange(port, pieces, { ends, pause: 1000, patience: ends ? TIMEOUT : HALF_TIMEOUT })
}

/** Valid requests. */
async function validRequests(server: FuzzServer): Promise<Buffer[]> {
  const known = await server.reset()
  const headers = { authorization: `Bearer ${known['tokenOfOwner']}`, 'content-type': 'application/json' }
  const posts = (target: string, body: object) =>
    encodeRequest({ method: 'POST', target, headers, body: Buffer.from(JSON.stringify(body)) })
  const gets = (target: string) => encodeRequest({ method: 'GET', target, headers })
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

/** Reports anything but complete answers, each as it must be, and a closed connection. */
function faultOf(
  { answers, rest, isClosed }: Exchange,
  { bytes, expected }: Shape,
  manner: Manner,
): string | undefined {
  const isLeft = manner === 'half' || manner === 'reset'
  if (!isClosed && !isLeft) return 'the connection stays open'
  // The end of an answer to HEAD cannot be found without knowing the request.
  const isClear = !/HEAD /i.test(bytes)
  if (rest !== '' && isClear && manner !== 'reset') return `is not an answer: ${JSON.stringify(rest.slice(0, 300))}`
  const wrong = answers.map(answer => faultIn(answer)).find(one => one !== undefined)
  if (wrong !== undefined && isClear) return wrong
  const statuses = answers.map(({ status }) => status)
  if (expected === 'any') return undefined
  if (isLeft) return undefined
  return String(statuses) === String(expected) ? undefined : `answers ${statuses} instead of ${expected}`
}
