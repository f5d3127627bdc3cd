import fc from 'fast-check'
import { type Draft, type Known, requestsTo, sent } from '../http/any-request.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { wrongIn } from './http-judge.js'
import { Line, written } from './http-line.js'
import { openTown, type Town, type TownOptions } from './http-town.js'

/** So many requests wear out one world; they go over so many connections at once. */
const ROUND = 400
const LINES = 16

/** Requests to all routes: right, wrong, or of neither kind. */
export const routes: Layer = { name: 'routes', share: 0.6, run: trial => knock(trial) }

/** The same at a service with other settings, or a planted fault. */
export async function knock({ count, seed, say }: Trial, options: TownOptions = {}): Promise<Report> {
  const town = await openTown(options)
  const told = { inputs: 0, statuses: new Map<number, number>(), failures: [] as string[] }
  for (let round = 0; told.inputs < count && told.failures.length < MOST_FAILURES; round++) {
    const drafts = draftsFor(town, { numRuns: Math.min(ROUND, count - told.inputs), seed: seed + round })
    await sendAll(town, drafts, told)
    if (round % 20 === 19) say(`${told.inputs} requests`)
  }
  const { failures, figures } = await town.close()
  return {
    inputs: told.inputs,
    failures: [...told.failures, ...failures].slice(0, MOST_FAILURES),
    figures: { ...figures, ...Object.fromEntries(told.statuses) },
  }
}

type Told = { inputs: number; readonly statuses: Map<number, number>; readonly failures: string[] }

function draftsFor({ routes }: Town, by: { numRuns: number; seed: number }): Draft[] {
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

async function sendAll(town: Town, drafts: readonly Draft[], told: Told): Promise<void> {
  const known = await town.anew()
  const waiting = [...drafts]
  const works = Array.from({ length: LINES }, async () => {
    const line = new Line(town.port)
    for (let draft = waiting.shift(); draft; draft = waiting.shift()) await sendOne(line, { draft, known }, told)
    line.close()
  })
  await Promise.all(works)
}

async function sendOne(line: Line, { draft, known }: { draft: Draft; known: Known }, told: Told): Promise<void> {
  const { method = 'GET', url, headers, payload } = sent(draft, known)
  const body = payload === undefined ? {} : { body: Buffer.from(String(payload)) }
  const request = { method, target: String(url), headers: headers as Record<string, string>, ...body }
  const answer = await line.ask(written(request))
  told.inputs++
  const status = answer === 'nothing' ? 0 : answer.status
  told.statuses.set(status, (told.statuses.get(status) ?? 0) + 1)
  const wrong = answer === 'nothing' ? 'there is no answer' : wrongIn(answer)
  if (wrong !== undefined) told.failures.push(`${wrong}\n  to ${JSON.stringify(draft).slice(0, 2000)}`)
}
