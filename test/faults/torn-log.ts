import { readFile, writeFile } from 'node:fs/promises'
import type { Chance } from '../random/chance.js'

/*
 * SQLite's write-ahead log: a header of 32 bytes, then frames, each a header of 24 bytes and a page. Valid frames have
 * the two salts of the log's header; the frames of earlier rounds follow them.
 */
const HEADER = { length: 32, pageSizeAt: 8, saltsAt: 16 }
const FRAME_HEADER = { length: 24, saltsAt: 8 }
const SALTS = 8

/** Where the frames of the current round end, in bytes from the start. */
export function endOfLog(log: Buffer): number {
  if (log.length < HEADER.length) return log.length
  const frame = FRAME_HEADER.length + log.readUInt32BE(HEADER.pageSizeAt)
  const salts = log.subarray(HEADER.saltsAt, HEADER.saltsAt + SALTS)
  const isOfThisRound = (at: number) => {
    const from = at + FRAME_HEADER.saltsAt
    return at + frame <= log.length && log.subarray(from, from + SALTS).equals(salts)
  }
  let end = HEADER.length
  while (isOfThisRound(end)) end += frame
  return end
}

/**
 * Damages the log of a closed database as a power failure does: appends part of an unfinished frame, or random bytes,
 * after the frames that were confirmed.
 */
export async function tearLog(path: string, chance: Chance): Promise<void> {
  const log = await readFile(path)
  const end = endOfLog(log)
  if (end < HEADER.length) return
  const length = 1 + chance.below(3 * (FRAME_HEADER.length + log.readUInt32BE(HEADER.pageSizeAt)))
  const torn = Buffer.from(Array.from({ length }, () => chance.below(256)))
  // The salts make the incomplete frame look like one of the current round.
  if (chance.some(0.5)) log.copy(torn, FRAME_HEADER.saltsAt, HEADER.saltsAt, HEADER.saltsAt + SALTS)
  await writeFile(path, Buffer.concat([log.subarray(0, end), torn]))
}
