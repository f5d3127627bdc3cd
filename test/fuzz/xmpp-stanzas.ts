import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Capability } from '../../src/muc/capability.js'
import { tick } from '../../src/muc/lifecycle.js'
import type { Element } from '../../src/stanza/element.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { type Chance, chance } from '../random/chance.js'
import { memoryAndDisk } from '../random/memory-and-disk.js'
import { LINK, ROOMS } from '../random/random-stanza.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { growth, heapAtRest } from './memory.js'
import { any, sender, USERS } from './xmpp-addresses.js'
import { anyStanza } from './xmpp-any-stanza.js'
import { type JudgedService, judgedService } from './xmpp-harness.js'
import { emptyRooms, populateRooms } from './xmpp-rooms.js'

/** Most stanzas in one batch, and stanzas of one sender in a flood. */
const [BATCH, FLOOD] = [60, 600]
/** Steps between comparisons of memory with the store, between new rooms, and between progress lines. */
const [COMPARE_EVERY, POPULATE_EVERY, SAY_EVERY] = [5000, 400, 100_000]

/** Stanzas from many senders into the router; each is judged by its effects. */
export const stanzas: Layer = { name: 'stanzas', share: 1, run: trial => fuzzStanzas(trial) }

/** Runs the layer with the capabilities `more` before all others, to plant a fault. */
export async function fuzzStanzas(trial: Trial, more: readonly Capability[] = []): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const path = join(folder, 'rooms.sqlite')
  const harness = judgedService(path, { more })
  const senders = new Senders(harness, chance(trial.seed))
  try {
    await senders.sendRandom({ ...trial, count: Math.min(20_000, Math.ceil(trial.count / 5)) })
    await emptyRooms(harness)
    const before = await heapAtRest()
    await senders.sendRandom(trial)
    await emptyRooms(harness)
    const after = await heapAtRest()
    await harness.store.close()
    const failures = [...harness.failures, ...growth(before, after), ...checkDatabase(path).faults]
    return {
      inputs: senders.step,
      failures,
      figures: { before: before ?? '-', after: after ?? '-', ...senders.figures },
    }
  } finally {
    await Promise.resolve(harness.store.close()).catch(() => undefined)
    rmSync(folder, { recursive: true })
  }
}

class Senders {
  step = 0
  readonly #harness: JudgedService
  readonly #by: Chance
  #compared = 0
  #populatedUntil = 0
  #reportedAt = 0
  #unreadable = 0

  constructor(harness: JudgedService, by: Chance) {
    this.#harness = harness
    this.#by = by
  }

  get figures() {
    const { answered, refused } = this.#harness.count
    return { unreadable: this.#unreadable, answered, refused }
  }

  async sendRandom({ count, say }: Trial): Promise<void> {
    const { failures, service } = this.#harness
    const end = this.step + count
    while (this.step < end && failures.length < MOST_FAILURES) {
      if (this.step >= this.#populatedUntil) {
        await populateRooms(this.#harness, this.#by)
        this.#populatedUntil = this.step + POPULATE_EVERY
      }
      this.#sendBatch(end)
      if (this.#by.some(0.02)) await service.run({}, tick)
      await service.idle()
      if (this.step >= this.#compared + COMPARE_EVERY) await this.#compare()
      if (this.step >= this.#reportedAt + SAY_EVERY) {
        this.#reportedAt = this.step
        say(`${this.step} stanzas`)
      }
    }
    await this.#compare()
  }

  #sendBatch(end: number): void {
    const by = this.#by
    const isFlood = by.some(0.002)
    const one = isFlood ? { sender: sender(by), stanza: this.#stanza() } : undefined
    const count = Math.min(isFlood ? FLOOD : 1 + by.below(BATCH), end - this.step)
    for (let i = 0; i < count; i++) {
      this.step++
      const stanza = one ? one.stanza : this.#stanza()
      if (!stanza) continue
      const { text, means } = one?.sender ?? sender(by)
      stanza.attrs['from'] = text
      this.#harness.route({ stanza, by: means, step: this.step })
    }
  }

  /** Undefined when the text is no XML; the layer `bytes` covers that. */
  #stanza(): Element | undefined {
    const by = this.#by
    const { seen, nodes } = this.#harness
    const stanza = anyStanza({ ...by, seen, nodes }, text => text.replaceAll(LINK, () => any(by, seen)))
    if (!stanza) this.#unreadable++
    return stanza
  }

  async #compare(): Promise<void> {
    this.#compared = this.step
    const { service, store, failures } = this.#harness
    const jids = await service.run({}, ({ rooms }) => [...rooms.inMemory()].map(({ record }) => record.jid))
    const { memory, disk } = await memoryAndDisk(service, store, {
      jids: [...new Set([...ROOMS, ...jids])],
      creators: USERS,
    })
    const [here, there] = [JSON.stringify(memory), JSON.stringify(disk)]
    if (here === there) return
    const at = [...here].findIndex((character, i) => character !== there[i])
    failures.push(
      `step ${this.step}: memory is "${here.slice(at - 200, at + 200)}", and the disk "${there.slice(at - 200, at + 200)}"`,
    )
  }
}
