import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Outgoing } from '../batch.js'
import type { WorkOutcome } from '../service.js'
import type { Element } from '../stanza/element.js'
import { reasonOf } from './refusal-reason.js'

const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000, 10_000]

/** A request that has been answered; `route` is the pattern of its route, for a path has no bound and may hold a secret. */
export type AnsweredRequest = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/**
 * Counts what happens. The values of labels are words of ours, patterns of routes and numbers of HTTP: nothing that a
 * stranger could choose, so that their number is bounded.
 */
export class Metrics {
  readonly registry = new Registry()
  readonly #stanzasIn = this.#counter('stanzas_received_total', 'Stanzas from the XMPP server', ['kind'])
  readonly #stanzasOut = this.#counter('stanzas_sent_total', 'Stanzas for the XMPP server, each copy', ['kind'])
  readonly #fanOut = this.#histogram('message_recipients', 'To how many a message of a room goes', SIZES)
  readonly #joins = this.#counter('joins_total', 'People let in by a link', ['way'])
  readonly #refusals = this.#counter('refusals_total', 'Stanzas and requests refused by the rooms', ['way', 'reason'])
  readonly #works = this.#histogram('batch_works', 'Pieces of work that were handled in one batch', SIZES)
  readonly #changes = this.#histogram('batch_changes', 'Changes that one transaction committed', SIZES)
  readonly #commits = this.#histogram('commit_seconds', 'How long a commit took', COMMIT_SECONDS)
  readonly #faults = this.#counter('storage_faults_total', 'Batches that could not be read or committed', [])
  readonly #requests = this.#counter('http_requests_total', 'HTTP requests answered', ['route', 'method', 'status'])
  readonly #durations = this.#histogram('http_request_seconds', 'How long an HTTP request took', REQUEST_SECONDS, [
    'route',
    'method',
  ])
  readonly #httpErrors = this.#counter('http_errors_total', 'Error answers of the REST API, by their code', ['code'])
  readonly #signIns = this.#counter('sign_in_failures_total', 'Sign-ins with a wrong name or password', [])
  readonly #links = this.#counter('server_link_events_total', 'What happened to the link to the XMPP server', ['event'])
  readonly #jumps = this.#counter('clock_jumps_total', 'Times that the clock was set by more than a second', [])

  stanzaReceived({ name }: Element): void {
    this.#stanzasIn.inc({ kind: kindOf(name) })
  }

  stanzasSent(outgoing: readonly Outgoing[], deliveries: number): void {
    for (const { stanza, to } of outgoing) {
      this.#stanzasOut.inc({ kind: kindOf(stanza.name) }, to.length)
      if (stanza.name === 'message' && stanza.attrs['type'] === 'groupchat') this.#fanOut.observe(to.length)
    }
    if (deliveries > 0) this.#stanzasOut.inc({ kind: 'delivery' }, deliveries)
  }

  batchDone({ works, changes, commit }: { works: number; changes: number; commit: number | undefined }): void {
    this.#works.observe(works)
    if (commit === undefined) return
    this.#changes.observe(changes)
    this.#commits.observe(commit / 1000)
  }

  batchFailed(): void {
    this.#faults.inc()
  }

  workDone({ origin, changes, refusal }: WorkOutcome): void {
    const way = origin?.way ?? 'own'
    if (refusal) this.#refusals.inc({ way, reason: reasonOf(refusal) })
    for (const change of changes) {
      if (change.kind !== 'invite-event' || change.now.event !== 'used') continue
      this.#joins.inc({ way: change.now.by === change.now.user ? way : 'approved' })
    }
  }

  requestAnswered({ route, method, status, seconds }: AnsweredRequest): void {
    this.#requests.inc({ route, method, status })
    this.#durations.observe({ route, method }, seconds)
  }

  /** `code` is the `errorDetailsCode` of the answer. */
  requestFailed(code: number): void {
    this.#httpErrors.inc({ code })
  }

  signInFailed(): void {
    this.#signIns.inc()
  }

  linkEvent(event: 'up' | 'down'): void {
    this.#links.inc({ event })
  }

  clockJumped(): void {
    this.#jumps.inc()
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `latchstring_${name}`, help, labelNames: [...labelNames], registers: [this.registry] })
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    options: readonly number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    const full = { name: `latchstring_${name}`, help, buckets: [...options], labelNames: [...labelNames] }
    return new Histogram({ ...full, registers: [this.registry] })
  }
}

const KINDS = ['message', 'presence', 'iq']

function kindOf(name: string): string {
  return KINDS.includes(name) ? name : 'other'
}

let ofProcess: Registry | undefined

/** Of the process: memory, event loop, garbage collection. They are one for all, whatever runs in it. */
export function processMetrics(): Registry {
  if (ofProcess) return ofProcess
  ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  return ofProcess
}
