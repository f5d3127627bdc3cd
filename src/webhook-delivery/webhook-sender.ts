import type { StoredChange } from '../store/store.js'
import type { Webhook } from '../webhooks/webhook.js'
import { Courier, type CourierOptions } from './courier.js'

/** The webhooks that are read at a time at the start. */
const PAGE = 100

/** Runs a courier for each webhook that is not paused. */
export class WebhookSender {
  readonly #options: CourierOptions
  readonly #couriers = new Map<string, Courier>()
  #isStopped = true

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** Begins with the stored webhooks, again after `stop`. Rejects if they cannot be read. */
  async start(): Promise<void> {
    this.#isStopped = false
    let page: readonly Webhook[]
    let after = ''
    do {
      const lookup = { webhooksAfter: { after, most: PAGE } }
      page = await this.#options.service.run({ lookup }, ({ found }) => found.webhooksAfter ?? [])
      for (const webhook of page) this.#send(webhook)
      after = page.at(-1)?.id ?? ''
    } while (page.length === PAGE)
  }

  /** Reports the changes of a committed batch: what their owners have decided about webhooks. */
  committed(changes: readonly StoredChange[]): void {
    for (const change of changes) {
      if (change.kind !== 'webhook') continue
      const { was, now, isPosted } = change
      if (isPosted) continue
      if (was) void this.#end(was.id)
      if (now) this.#send(now)
    }
  }

  /** Resolves when nothing is posted any more, and what was posted is stored. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([...this.#couriers.keys()].map(id => this.#end(id)))
  }

  /** One that is made while the stored ones are read has a courier already. */
  #send(webhook: Webhook): void {
    if (webhook.isPaused || this.#isStopped || this.#couriers.has(webhook.id)) return
    this.#couriers.set(webhook.id, new Courier(webhook, this.#options))
  }

  async #end(id: string): Promise<void> {
    const courier = this.#couriers.get(id)
    this.#couriers.delete(id)
    await courier?.stop()
  }
}
