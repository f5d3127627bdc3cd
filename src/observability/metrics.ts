import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Outgoing } from '../batch.js'
import type { WorkOutcome } from '../service/types.js'
import type { Element } from '../stanza/element.js'
import { reasonOf } from './refusal-reason.js'

const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000, 10_000]

/** An answered request. `route` is the route's pattern: the number of paths is unlimited, and a path may be a secret. */
export type AnsweredRequest = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/**
 * The counters and histograms. No label has a value that strangers can choose, so the number of time series is bounded:
 * labels are fixed words, route patterns, HTTP methods and numeric codes.
 */
export class Metrics {
  readonly registry = new Registry()
  readonly #stanzasIn = this.#counter('stanzas_received_total', 'Stanzas from the XMPP server', ['kind'])
  readonly #stanzasOut = this.#counter('stanzas_sent_total', 'Stanzas to the XMPP server, each copy', ['kind'])
  readonly #fanOut = this.#histogram('message_recipients', 'Recipients of a groupchat message', SIZES)
  readonly #joins = this.#counter('joins_total', 'Users admitted with a link', ['way'])
  readonly #refusals = this.#counter('refusals_total', 'Refused stanzas and requests', ['way', 'reason'])
  readonly #works = this.#histogram('batch_works', 'Stanzas and requests handled in one batch', SIZES)
  readonly #changes = this.#histogram('batch_changes', 'Changes committed in one transaction', SIZES)
  readonly #commits = this.#histogram('commit_seconds', 'The duration of a commit', COMMIT_SECONDS)
  readonly #faults = this.#counter('storage_faults_total', 'Batches that could not be read or committed', [])
  readonly #conflicts = this.#counter(
    'conflicts_total',
    'Batches that were done again because another instance had taken a room',
    [],
  )
  readonly #requests = this.#counter('http_requests_total', 'Answered HTTP requests', ['route', 'method', 'status'])
  readonly #durations = this.#histogram('http_request_seconds', 'The duration of an HTTP request', REQUEST_SECONDS, [
    'route',
    'method',
  ])
  readonly #httpErrors = this.#counter('http_errors_total', 'Error answers of the REST API by code', ['code'])
  readonly #signIns = this.#counter('sign_in_failures_total', 'Sign-ins with a wrong name or password', [])
  readonly #links = this.#counter(
    'server_link_events_total',
    'Connections to the XMPP server that came up or went down',
    ['event'],
  )
  readonly #guestsIn = this.#counter('guest_stanzas_received_total', 'Stanzas from guests', ['kind'])
  readonly #guestsOut = this.#counter('guest_stanzas_sent_total', 'Stanzas to guests, each copy', ['kind'])
  readonly #guestsDropped = this.#counter(
    'guest_connections_dropped_total',
    'Connections of guests that were dropped',
    ['reason'],
  )
  readonly #jumps = this.#counter('clock_jumps_total', 'Changes of the clock by more than a second', [])

  /** A stanza arrived from the XMPP server. */
  stanzaReceived({ name }: Element): void {
    this.#stanzasIn.inc({ kind: kindOf(name) })
  }

  /** Stanzas were sent to the XMPP server, and this number of deliveries. */
  stanzasSent(outgoing: readonly Outgoing[], deliveries: number): void {
    const copies = new Map<string, number>()
    for (const { stanza, to } of outgoing) {
      const kind = kindOf(stanza.name)
      copies.set(kind, (copies.get(kind) ?? 0) + to.length)
      if (stanza.name === 'message' && stanza.attrs['type'] === 'groupchat') this.#fanOut.observe(to.length)
    }
    if (deliveries > 0) copies.set('delivery', deliveries)
    for (const [kind, count] of copies) this.#stanzasOut.inc({ kind }, count)
  }

  /** A stanza arrived from a guest. */
  guestStanzaReceived({ name }: Element): void {
    this.#guestsIn.inc({ kind: kindOf(name) })
  }

  /** This number of copies of a stanza was sent to guests. */
  guestStanzaSent({ name }: Element, copies: number): void {
    this.#guestsOut.inc({ kind: kindOf(name) }, copies)
  }

  /** The connection of a guest was dropped: its client reads too slowly, or answers no ping. */
  guestDropped(reason: 'slow' | 'silent'): void {
    this.#guestsDropped.inc({ reason })
  }

  /** A batch was handled. `commit`: the duration in milliseconds, undefined without changes. */
  batchDone({ works, changes, commit }: { works: number; changes: number; commit: number | undefined }): void {
    this.#works.observe(works)
    if (commit === undefined) return
    this.#changes.observe(changes)
    this.#commits.observe(commit / 1000)
  }

  /** A batch could not be read or committed. */
  batchFailed(): void {
    this.#faults.inc()
  }

  /** A batch is done again, because another instance had taken a room. */
  doneAgain(): void {
    this.#conflicts.inc()
  }

  /** A stanza or request was handled, and its changes are committed. */
  workDone({ requester, changes, refusal }: WorkOutcome): void {
    const way = requester?.way ?? 'own'
    if (refusal) this.#refusals.inc({ way, reason: reasonOf(refusal) })
    for (const change of changes) {
      if (change.kind !== 'invite-event' || change.now.event !== 'used') continue
      this.#joins.inc({ way: change.now.by === change.now.user ? way : 'approved' })
    }
  }

  /** An HTTP request was answered. */
  requestAnswered({ route, method, status, seconds }: AnsweredRequest): void {
    this.#requests.inc({ route, method, status })
    this.#durations.observe({ route, method }, seconds)
  }

  /** The REST API answered with an error; `code` is its `errorDetailsCode`. */
  requestFailed(code: number): void {
    this.#httpErrors.inc({ code })
  }

  /** A sign-in had a wrong name or password. */
  signInFailed(): void {
    this.#signIns.inc()
  }

  /** The connection to the XMPP server came up or went down. */
  linkEvent(event: 'up' | 'down'): void {
    this.#links.inc({ event })
  }

  /** The wall clock was set. */
  clockJumped(): void {
    this.#jumps.inc()
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `latchstring_${name}`, help, labelNames: [...labelNames], registers: [this.registry] })
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    upperBounds: readonly number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    const configuration = { name: `latchstring_${name}`, help, buckets: [...upperBounds], labelNames: [...labelNames] }
    return new Histogram({ ...configuration, registers: [this.registry] })
  }
}

const KINDS = ['message', 'presence', 'iq']

function kindOf(name: string): string {
  return KINDS.includes(name) ? name : 'other'
}

let ofProcess: Registry | undefined

/** What prom-client gives of the event loop before the first sample after a scrape: NaN, and the largest 64-bit integer. */
const WITHOUT_SAMPLE = /^nodejs_eventloop_lag_\w+ (?:nan|9223372036\.\d+)\n/gim

/**
 * The metrics of the process in the text format of Prometheus: memory, event loop, garbage collection. All services in a
 * process share them. A value that has no sample is left out.
 */
export async function processMetrics(): Promise<string> {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return (await ofProcess.metrics()).replace(WITHOUT_SAMPLE, '')
}
