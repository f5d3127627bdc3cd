import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { KEPT_FOR, type KeptAnswer } from '../../../kept-answers/facts.js'
import type { Needs, Service, ServiceContext } from '../../../service/types.js'
import { ReasonedRefusal, StanzaError } from '../../../stanza/error.js'
import { payerOf } from '../../auth/acting.js'
import { answerTo, type ErrorAnswer } from '../../errors/error-answer.js'
import { type ErrorName, kindOf } from '../../errors/error-kinds.js'
import { KeptRefusal } from '../../errors/kept-refusal.js'
import { RequestError } from '../../errors/request-error.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { openAnswer, sealAnswer } from './sealed-answer.js'

/** The longest answer that is kept, in bytes as it is sealed. The longest answer to a list is shorter. */
const LONGEST = 128 * 1024

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Runs pieces of work one after another, each stored before the next is made, until one gives the answer; that one
     * is kept as the answer of `run` is, in the transaction of the last piece. Set by `keepAnswers`.
     */
    runParts: RunParts
  }
}

/** A piece of work; its result is the answer to the whole request, undefined if there are further pieces. */
export type Part<Whole> = { readonly needs: Needs; readonly work: (turn: ServiceContext) => Whole | undefined }

type RunParts = <Whole>(next: () => Part<Whole>) => Promise<Whole>

type Answer = { readonly result: unknown } | { readonly refusal: ErrorAnswer }

/** A request with a key. `id` and `request` are those of `KeptAnswer`. */
type Keyed = Pick<KeptAnswer, 'id' | 'caller' | 'request'> & { readonly key: string }

/**
 * The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) of the POST routes of `app`. The answer is
 * stored in the transaction of the act, so a repeat never acts again and always has an answer. Therefore the work of such
 * a route must give the whole body. What is refused before the work begins has no effect and is not stored.
 */
export function keepAnswers(app: TypedApp): void {
  const underWay = new Set<string>()
  app.decorateRequest('runParts')
  app.addHook('preHandler', async request => {
    const { run } = request
    request.runParts = next => untilAnswered(run, next)
    const key = request.headers['idempotency-key']
    if (request.method !== 'POST' || typeof key !== 'string') return
    const keyed = keyedBy(key, request)
    const keepingRun = keeping(run, keyed)
    request.run = (needs, work) => alone(() => keepingRun(needs, work), { keyed, underWay })
    request.runParts = next => alone(() => untilAnswered(keepingRun, next), { keyed, underWay })
  })
}

async function untilAnswered<Whole>(run: Service['run'], next: () => Part<Whole>): Promise<Whole> {
  for (;;) {
    const { needs, work } = next()
    const answer = await run(needs, work)
    if (answer !== undefined) return answer
  }
}

/**
 * The scopes are part of what is requested: a token with fewer must not read what one with more was answered. A service
 * account has keys of its own for each user for whom it acts.
 */
function keyedBy(key: string, { user, method, url, body }: FastifyRequest): Keyed {
  const { jid, scopes, through } = user
  const id = hashOf(through === undefined ? [jid, key] : [jid, key, through])
  return { key, caller: payerOf(user), id, request: hashOf([method, url, [...scopes].sort(), body]) }
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Runs `act` while no other request has its key. */
async function alone<T>(
  act: () => Promise<T>,
  { keyed: { id }, underWay }: { keyed: Keyed; underWay: Set<string> },
): Promise<T> {
  if (underWay.has(id)) throw new RequestError('key-under-way')
  underWay.add(id)
  try {
    return await act()
  } catch (thrown) {
    throw (thrown instanceof KeptRefusal && thrown.first) || thrown
  } finally {
    underWay.delete(id)
  }
}

function keeping(run: Service['run'], keyed: Keyed): Service['run'] {
  return <T>(needs: Needs, work: (turn: ServiceContext) => T) =>
    run(withKept(needs, keyed.id), turn => {
      const kept = turn.found.keptAnswer
      const isNew = !kept || turn.batch.at - kept.at >= KEPT_FOR
      // The answer to the same request of the same route: the body that its work gave.
      return isNew ? firstAnswer(turn, keyed, work) : (repeated(kept, keyed) as T)
    })
}

/** Only one request with a key is under way, so no change that is not stored yet alters what is kept. */
function withKept({ lookup = { affectedBy: () => false }, ...needs }: Needs, id: string): Needs {
  return { ...needs, lookup: { ...lookup, keptAnswer: id } }
}

/** Throws what was thrown at first, or `key-reused` if another request had the key. */
function repeated({ request, sealed }: KeptAnswer, { request: asked, key }: Keyed): unknown {
  if (request !== asked) throw new ReasonedRefusal('key-reused', 'conflict', 'The key was used for another request.')
  const answer = JSON.parse(openAnswer(sealed, key)) as Answer
  if ('refusal' in answer) throw new KeptRefusal(answer.refusal)
  return answer.result
}

/** Does the work, and stores its answer, if it gives one, with its changes. */
function firstAnswer<T>(turn: ServiceContext, keyed: Keyed, work: (turn: ServiceContext) => T): T {
  let result: T
  try {
    result = turn.batch.attempt(() => work(turn))
  } catch (thrown) {
    if (!(thrown instanceof StanzaError)) throw thrown
    const { name, body } = answerTo(thrown)
    if (!isFinal(name)) throw thrown
    keep(turn, keyed, { refusal: { name, body } })
    throw new KeptRefusal({ name, body }, thrown)
  }
  if (result !== undefined) keep(turn, keyed, { result })
  return result
}

/** Whether the same request would be refused again: not for a limit of the rate, a fault, or another token. */
function isFinal(name: ErrorName): boolean {
  const { status, challenge } = kindOf(name)
  return status < 500 && status !== 401 && status !== 429 && challenge === undefined
}

/** Throws, so that nothing is done, if the answer is too long. */
function keep({ batch }: ServiceContext, { key, ...ofKey }: Keyed, answer: Answer): void {
  const sealed = sealAnswer(JSON.stringify(answer), { key, salt: batch.newId() })
  if (sealed.length > LONGEST) {
    throw new StanzaError('not-acceptable', 'The answer is too long to be kept; send the request without a key.')
  }
  batch.change({ kind: 'kept-answer', was: undefined, now: { ...ofKey, at: batch.at, sealed } })
}
