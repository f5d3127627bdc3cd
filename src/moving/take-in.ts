import type { Service } from '../service/types.js'
import { parseJid } from '../stanza/jid.js'
import { checkRecord, MalformedRecord } from './check-record.js'
import type { Intake } from './facts.js'
import { Addresses } from './intake/addresses.js'
import { Blocks, type Numbered } from './intake/blocks.js'
import { messageKey } from './intake/message.js'
import { needsOf } from './intake/needs.js'
import { Report } from './intake/report.js'
import { FORMAT, type RecordOf } from './record.js'

/** The records of one transaction: so many of them, or so many characters of their longest texts. */
const MOST_RECORDS = 500
const LONGEST_BATCH = 2 * 1024 * 1024

export type TakeInOptions = {
  /** A service on the database, which nothing else serves, and which tells apps nothing: `withIntakeService` of `cli/`. */
  readonly service: Pick<Service, 'run' | 'lookUp'>
  /** The domain of the service, prepared. */
  readonly domain: string
  /** Called after each transaction with what is done so far. */
  readonly onProgress?: (report: Report) => void
}

/**
 * Takes records in (`record.ts`), in their order: the header first, then blocks of rooms, messages oldest first. Each value
 * is checked, so they may come from a file or from another service. Rooms get addresses of the own domain.
 *
 * A record that cannot be taken in is left out, and the report says why; if it is the beginning of a room, the whole block
 * is left out. So a room that exists already stays as it is. Nothing is sent, and apps hear nothing.
 *
 * The records are stored in transactions of some hundred, each with the number of the records that are done. If the process
 * ends in between, call it again with the same records from the beginning, the same `id` in the header: it goes on behind
 * those that are done. A complete one, which has the record `end`, does nothing the second time. A room is archived, so that
 * nobody enters, until its `room-end` is taken in. Memory holds one transaction, and what the service holds of rooms.
 *
 * Rejects with a MalformedRecord if the first value is no header of this format, and as `Service.run` if the storage fails.
 */
export async function takeIn(records: AsyncIterable<unknown>, options: TakeInOptions): Promise<Report> {
  let run: Run | undefined
  for await (const value of records) {
    run ??= await Run.begin(value, options)
    if (run.isOver) break
    await run.next(value)
  }
  if (!run) throw new MalformedRecord('There is no record: expected a header first.')
  await run.flush()
  return run.report
}

/** The header with which records begin. Throws a MalformedRecord if it is none of this format. */
export function headerOf(value: unknown): RecordOf<'header'> {
  const header = checkRecord(value)
  if (header.kind !== 'header') throw new MalformedRecord('kind: expected header in the first record')
  if (header.format > FORMAT) {
    throw new MalformedRecord(
      `format: expected a number up to ${FORMAT}; a later Latchstring has written ${header.format}`,
    )
  }
  const domain = parseJid(header.domain)
  if (domain?.local !== '' || domain.resource !== '') throw new MalformedRecord('domain: expected a domain')
  return { ...header, domain: domain.domain }
}

class Run {
  readonly #service: TakeInOptions['service']
  readonly #onProgress: TakeInOptions['onProgress']
  readonly #addresses: Addresses
  #blocks = new Blocks(new Report())
  #intake: Intake
  /** The number of the latest record. */
  #number = 0
  #batch: Numbered[] = []
  #length = 0

  private constructor({ service, onProgress }: TakeInOptions, addresses: Addresses, intake: Intake) {
    this.#service = service
    this.#onProgress = onProgress
    this.#addresses = addresses
    this.#intake = intake
    this.report.wasComplete = intake.isComplete
    this.report.earlier = intake.taken
  }

  static async begin(value: unknown, options: TakeInOptions): Promise<Run> {
    const { id, domain } = headerOf(value)
    const { intake = { id, taken: 0, hasKey: false, isComplete: false, at: 0 } } = await options.service.lookUp({
      intake: id,
    })
    return new Run(options, new Addresses({ from: domain, to: options.domain }), intake)
  }

  get report(): Report {
    return this.#blocks.report
  }

  get isOver(): boolean {
    return this.#intake.isComplete
  }

  async next(value: unknown): Promise<void> {
    const number = ++this.#number
    // The header is done.
    if (number === 1) return
    const numbered = numberedRecord(value, number)
    if (number <= this.#intake.taken) return this.#blocks.pass(numbered)
    this.#batch.push(numbered)
    this.#length += lengthOf(numbered)
    if (this.#batch.length >= MOST_RECORDS || this.#length >= LONGEST_BATCH) await this.flush()
  }

  /** Stores the records that wait, with the number of the latest, in one transaction. */
  async flush(): Promise<void> {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    this.#length = 0
    const [was, taken] = [this.#intake, this.#number]
    const records = batch.flatMap(numbered => ('record' in numbered ? [numbered.record] : []))
    const stored = await this.#service.run({ lookup: needsOf(records, this.#addresses) }, context => {
      const blocks = this.#blocks.copy()
      const { origins = [], storedIds = [], takenNames = [], personalLinks = [] } = context.found
      const taking = {
        ...context,
        addresses: this.#addresses,
        intake: was,
        origins: new Map(origins.map(origin => [origin.room, origin])),
        taken: new Set([...takenNames, ...personalLinks, ...storedIds.map(messageKey)]),
        key: { isOurs: was.hasKey },
      }
      for (const numbered of batch) blocks.take(taking, numbered)
      const now = {
        ...was,
        taken,
        hasKey: taking.key.isOurs,
        isComplete: records.at(-1)?.kind === 'end',
        at: was.taken === 0 ? context.batch.at : was.at,
      }
      context.batch.change({ kind: 'intake', was, now })
      return { intake: now, blocks }
    })
    this.#intake = stored.intake
    this.#blocks = stored.blocks
    this.#onProgress?.(this.report)
  }
}

function numberedRecord(value: unknown, number: number): Numbered {
  try {
    return { number, record: checkRecord(value) }
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
    return { number, problem: error.message, begins: roomBegunBy(value) }
  }
}

function roomBegunBy(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'room') return undefined
  return 'room' in value && typeof value.room === 'string' ? value.room : ''
}

function lengthOf(numbered: Numbered): number {
  if ('problem' in numbered) return 0
  const { record } = numbered
  return record.kind === 'message' ? record.stanza.length : record.kind === 'avatar' ? record.vcard.length : 0
}
