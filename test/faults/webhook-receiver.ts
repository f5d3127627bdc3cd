import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Chance } from '../random/chance.js'
import { AUDITOR } from './component.js'
import type { RestCaller } from './rest-caller.js'

/**
 * What the receiver does with a post. `moody`: it takes most, answers some first attempts with 500, and holds a few of them.
 * `hangs`: it holds each. `takes`: it takes each. What it holds has no answer until it takes; then the connection ends.
 */
type Mood = 'moody' | 'hangs' | 'takes'

/** A post in the order of arrival. `isTaken`: the answer was 200. */
export type Post = { readonly id: string; readonly body: unknown; readonly isTaken: boolean }

/** The kinds of events that it asks for. */
export const POSTED_KINDS = ['member.joined', 'member.changed', 'member.left', 'member.removed', 'member.banned']

/** Of the first attempts of a moody receiver. */
const REFUSED = 0.05
const HELD = 0.01

/** An HTTP server on this machine to which a webhook of the auditor posts. */
export class WebhookReceiver {
  /** All posts so far. */
  readonly posts: Post[] = []
  readonly #chance: Chance
  readonly #server = createServer((request, answer) => void this.#receive(request, answer).catch(() => undefined))
  readonly #held = new Set<ServerResponse>()
  #mood: Mood = 'takes'
  #since = 0

  constructor(chance: Chance) {
    this.#chance = chance
  }

  /** Listens, and makes the webhook. */
  async open(rest: RestCaller): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const { port } = this.#server.address() as AddressInfo
    const body = { url: `http://127.0.0.1:${port}/`, kinds: POSTED_KINDS }
    const made = await rest.call(`${AUDITOR}@localhost`, { method: 'POST', path: '/api/v1/webhooks', body })
    if (made === undefined || made.status > 201) throw new Error(`no webhook: ${JSON.stringify(made)}`)
    this.#since = Number((made.body as { data: { cursor: string } }).data.cursor)
  }

  /** The cursor of the latest event when the webhook was made: later ones are posted. */
  get since(): number {
    return this.#since
  }

  /** Whether it holds a post. */
  get holds(): boolean {
    return this.#held.size > 0
  }

  setMood(mood: Mood): void {
    this.#mood = mood
    if (mood !== 'takes') return
    for (const answer of this.#held) answer.destroy()
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #receive(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    let text = ''
    for await (const piece of request.setEncoding('utf8')) text += String(piece)
    const id = String(request.headers['webhook-id'])
    const status = this.#statusFor(id)
    this.posts.push({ id, body: JSON.parse(text), isTaken: status === 200 })
    if (status !== undefined) return void answer.writeHead(status).end()
    this.#held.add(answer)
    answer.once('close', () => this.#held.delete(answer))
  }

  /** Undefined: no answer. */
  #statusFor(id: string): number | undefined {
    if (this.#mood === 'hangs') return undefined
    if (this.#mood === 'takes' || this.posts.some(post => post.id === id)) return 200
    if (this.#chance.some(HELD)) return undefined
    return this.#chance.some(REFUSED) ? 500 : 200
  }
}
