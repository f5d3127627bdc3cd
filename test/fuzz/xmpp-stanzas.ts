import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Capability } from '../../src/muc/capability.js'
import { tick } from '../../src/muc/reception.js'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { type Chance, chance } from '../random/chance.js'
import { memoryAndDisk } from '../random/memory-and-disk.js'
import { LINK, ROOMS, randomStanza } from '../random/random-stanza.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { growth, heapAtRest } from './memory.js'
import { mutated } from './xmpp-mutation.js'
import { any, PEOPLE, sender } from './xmpp-people.js'
import { mischief } from './xmpp-words.js'
import { type JudgedService, judgedService } from './xmpp-stand.js'
import { emptied, furnished } from './xmpp-town.js'

/** How many stanzas come together at the most; of a flood, how many the same person sends. */
const [TOGETHER, FLOOD] = [60, 600]
/** After how many steps memory is compared with the disk, and after how many the rooms are made anew. */
const [COMPARE_EVERY, FURNISH_EVERY, SAY_EVERY] = [5000, 400, 100_000]

/** Stanzas as servers would hand them over, from people of all kinds, into the router: each is judged by what it did. */
export const stanzas: Layer = { name: 'stanzas', share: 1, run: trial => throwStanzas(trial) }

/** `more` are capabilities that come before all others: a planted fault. */
export async function throwStanzas(trial: Trial, more: readonly Capability[] = []): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const path = join(folder, 'rooms.sqlite')
  const stand = judgedService(path, { more })
  const crowd = new Crowd(stand, chance(trial.seed))
  try {
    await crowd.says({ ...trial, count: Math.min(20_000, Math.ceil(trial.count / 5)) })
    await emptied(stand)
    const before = await heapAtRest()
    await crowd.says(trial)
    await emptied(stand)
    const after = await heapAtRest()
    await stand.store.close()
    const failures = [...stand.failures, ...growth(before, after), ...checkDatabase(path).faults]
    return { inputs: crowd.step, failures, figures: { before: before ?? '-', after: after ?? '-', ...crowd.figures } }
  } finally {
    await Promise.resolve(stand.store.close()).catch(() => undefined)
    rmSync(folder, { recursive: true })
  }
}

class Crowd {
  step = 0
  readonly #stand: JudgedService
  readonly #by: Chance
  #compared = 0
  #furnished = 0
  #said = 0
  #unreadable = 0

  constructor(stand: JudgedService, by: Chance) {
    this.#stand = stand
    this.#by = by
  }

  get figures() {
    const { answered, refused } = this.#stand.count
    return { unreadable: this.#unreadable, answered, refused }
  }

  async says({ count, say }: Trial): Promise<void> {
    const { failures, service } = this.#stand
    const end = this.step + count
    while (this.step < end && failures.length < MOST_FAILURES) {
      if (this.step >= this.#furnished) {
        await furnished(this.#stand, this.#by)
        this.#furnished = this.step + FURNISH_EVERY
      }
      this.#sayTogether(end)
      if (this.#by.some(0.02)) await service.run({}, tick)
      await service.idle()
      if (this.step >= this.#compared + COMPARE_EVERY) await this.#compare()
      if (this.step >= this.#said + SAY_EVERY) {
        this.#said = this.step
        say(`${this.step} stanzas`)
      }
    }
    await this.#compare()
  }

  #sayTogether(end: number): void {
    const by = this.#by
    const isFlood = by.some(0.002)
    const one = isFlood ? { sender: sender(by), stanza: this.#stanza() } : undefined
    const count = Math.min(isFlood ? FLOOD : 1 + by.below(TOGETHER), end - this.step)
    for (let i = 0; i < count; i++) {
      this.step++
      const stanza = one ? one.stanza : this.#stanza()
      if (!stanza) continue
      const { text, means } = one?.sender ?? sender(by)
      stanza.attrs['from'] = text
      this.#stand.route({ stanza, by: means, step: this.step })
    }
  }

  /** Undefined where what was thought out is no XML: the other layer throws such things. */
  #stanza(): Element | undefined {
    const by = this.#by
    const { seen, nodes } = this.#stand
    const text = by.some(0.5)
      ? randomStanza(by).replaceAll(LINK, () => any(by, seen))
      : mischief({ ...by, seen, nodes })
    try {
      const stanza = parseElement(text)
      return by.some(0.25) ? mutated(stanza, by) : stanza
    } catch {
      this.#unreadable++
      return undefined
    }
  }

  async #compare(): Promise<void> {
    this.#compared = this.step
    const { service, store, failures } = this.#stand
    const jids = await service.run({}, ({ rooms }) => [...rooms.inMemory()].map(({ record }) => record.jid))
    const { memory, disk } = await memoryAndDisk(service, store, {
      jids: [...new Set([...ROOMS, ...jids])],
      creators: PEOPLE,
    })
    const [here, there] = [JSON.stringify(memory), JSON.stringify(disk)]
    if (here === there) return
    const at = [...here].findIndex((character, i) => character !== there[i])
    failures.push(
      `step ${this.step}: memory is "${here.slice(at - 200, at + 200)}", and the disk "${there.slice(at - 200, at + 200)}"`,
    )
  }
}
