import { readFile, writeFile } from 'node:fs/promises'
import type { Chance } from '../random/chance.js'

/*
 * SQLite's write-ahead log: a header of 32 bytes, then frames of a header of 24 bytes and a page. The frames that count
 * have the two salts of the log's header; behind them lie those of earlier rounds.
 */
const HEADER = 32
const FRAME_HEADER = 24
const PAGE_SIZE_AT = 8
const SALTS_AT = 16
const FRAME_SALTS_AT = 8
const SALTS = 8

/** Where the frames of the present round end, in bytes from the beginning. */
export function endOfLog(log: Buffer): number {
  if (log.length < HEADER) return log.length
  const frame = FRAME_HEADER + log.readUInt32BE(PAGE_SIZE_AT)
  const salts = log.subarray(SALTS_AT, SALTS_AT + SALTS)
  const isOfThisRound = (at: number) => {
    const from = at + FRAME_SALTS_AT
    return at + frame <= log.length && log.subarray(from, from + SALTS).equals(salts)
  }
  let end = HEADER
  while (isOfThisRound(end)) end += frame
  return end
}

/**
 * Does to the log of a database that nobody has open what a failure of the power does: behind what was confirmed to be
 * on the disk stands a part of what was being written, or something else.
 */
export async function tearLog(path: string, chance: Chance): Promise<void> {
  const log = await readFile(path)
  const end = endOfLog(log)
  if (end < HEADER) return
  const length = 1 + chance.below(3 * (FRAME_HEADER + log.readUInt32BE(PAGE_SIZE_AT)))
  const torn = Buffer.from(Array.from({ length }, () => chance.below(256)))
  // As if the frame had been begun: it belongs to this round, but is not whole.
  if (chance.some(0.5)) log.copy(torn, FRAME_SALTS_AT, SALTS_AT, SALTS_AT + SALTS)
  await writeFile(path, Buffer.concat([log.subarray(0, end), torn]))
}
