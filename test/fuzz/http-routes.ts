import fc from 'fast-check'
import { type Draft, type Known, requestsTo, sent } from '../http/any-request.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { Connection, encodeRequest } from './http-connection.js'
import { faultIn } from './http-judge.js'
import { type FuzzServer, type FuzzServerOptions, startFuzzServer } from './http-server.js'

/** Requests per catalogue, because they change it, and concurrent connections. */
const ROUND = 400
const CONNECTIONS = 16

/** Requests to all routes, valid and invalid. */
export const routes: Layer = { name: 'routes', share: 0.6, run: trial => fuzzRoutes(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzRoutes({ count, seed, say }: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const server = await startFuzzServer(options)
  const tally = { inputs: 0, statuses: new Map<number, number>(), failures: [] as string[] }
  for (let round = 0; tally.inputs < count && tally.failures.length < MOST_FAILURES; round++) {
    const drafts = draftsFor(server, { numRuns: Math.min(ROUND, count - tally.inputs), seed: seed + round })
    await sendAll(server, drafts, tally)
    if (round % 20 === 19) say(`${tally.inputs} requests`)
  }
  const { failures, figures } = await server.close()
  return {
    inputs: tally.inputs,
    failures: [...tally.failures, ...failures].slice(0, MOST_FAILURES),
    figures: { ...figures, ...Object.fromEntries(tally.statuses) },
  }
}

type Tally = { inputs: number; readonly statuses: Map<number, number>; readonly failures: string[] }

function draftsFor({ routes }: FuzzServer, by: { numRuns: number; seed: number }): Draft[] {
  const names = [
    ...['roomId', 'room', 'jid', 'openInviteId', 'linkId', 'tokenId', 'userId', 'user', 'ownId', 'guestId', 'carol'],
    ...[
      'tokenOfOwner',
      'tokenOfGuest',
      'tokenOfAsker',
      'tokenOfNobody',
      'tokenOfAdmin',
      'tokenForLinks',
      'tokenOfOurs',
    ],
  ]
  const page = { method: 'GET', url: '/:openInviteId', schema: {} }
  const nothing = { method: 'GET', url: '/api/rainbow/:a/:b', schema: {} }
  return fc.sample(fc.oneof(...[...routes, page, nothing].map(route => requestsTo(route, names))), by)
}

async function sendAll(server: FuzzServer, drafts: readonly Draft[], tally: Tally): Promise<void> {
  const known = await server.reset()
  const waiting = [...drafts]
  const works = Array.from({ length: CONNECTIONS }, async () => {
    const connection = new Connection(server.port)
    for (let draft = waiting.shift(); draft; draft = waiting.shift()) await sendOne(connection, { draft, known }, tally)
    connection.close()
  })
  await Promise.all(works)
}

async function sendOne(
  connection: Connection,
  { draft, known }: { draft: Draft; known: Known },
  tally: Tally,
): Promise<void> {
  const { method = 'GET', url, headers, payload } = sent(draft, known)
  const body = payload === undefined ? {} : { body: Buffer.from(String(payload)) }
  const request = { method, target: String(url), headers: headers as Record<string, string>, ...body }
  const answer = await connection.ask(encodeRequest(request))
  tally.inputs++
  const status = answer === 'nothing' ? 0 : answer.status
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
  const wrong = answer === 'nothing' ? 'there is no answer' : faultIn(answer)
  if (wrong !== undefined) tally.failures.push(`${wrong}\n  to ${JSON.stringify(draft).slice(0, 2000)}`)
}
