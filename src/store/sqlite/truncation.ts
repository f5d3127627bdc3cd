import { closeSync, openSync, readSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { sizeOf, walOf } from './files.js'

/*
 * The format of SQLite's write-ahead log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log), in bytes: a
 * header, then frames of a header and a page each. A frame's header has the page number, the size of the database in
 * pages if the frame ends a transaction (otherwise 0), and the two salts of the log.
 */
const WAL_HEADER = { length: 32, salts: 16 }
const FRAME_HEADER = { length: 24, page: 0, pages: 4, salts: 8 }
const SALTS = 8

/**
 * Finds a missing page of a truncated database, as a sentence; undefined if there is none. The file may be shorter than
 * its header says if the write-ahead log contains the other pages. SQLite reads missing pages as zeros, and its own check
 * does not notice that in a page with text only.
 */
export function truncationFault(db: Database): string | undefined {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  const pages = Number(db.pragma('page_count', { simple: true }))
  const completePages = () => Math.floor((sizeOf(db.name) ?? 0) / pageSize)
  if (completePages() >= pages) return undefined
  const inWal = pagesInWal(walOf(db.name), pageSize)
  // The size is read again: a running service may have checkpointed the log in the meantime.
  for (let page = completePages() + 1; page <= pages; page++) {
    if (!inWal.has(page)) return `the file is cut off: page ${page} of ${pages} is missing`
  }
  return undefined
}

/** The numbers of the pages in the complete transactions of a write-ahead log. */
function pagesInWal(path: string, pageSize: number): ReadonlySet<number> {
  const pages = new Set<number>()
  if (sizeOf(path) === undefined) return pages
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(WAL_HEADER.length)
    readSync(file, header, 0, header.length, 0)
    const salts = header.subarray(WAL_HEADER.salts, WAL_HEADER.salts + SALTS)
    const frame = Buffer.alloc(FRAME_HEADER.length)
    let transaction: number[] = []
    for (let at = WAL_HEADER.length; readSync(file, frame, 0, frame.length, at) === frame.length; ) {
      // Other salts mark the remains of an earlier log.
      if (!frame.subarray(FRAME_HEADER.salts, FRAME_HEADER.salts + SALTS).equals(salts)) break
      transaction.push(frame.readUInt32BE(FRAME_HEADER.page))
      if (frame.readUInt32BE(FRAME_HEADER.pages) > 0) {
        for (const page of transaction) pages.add(page)
        transaction = []
      }
      at += FRAME_HEADER.length + pageSize
    }
    return pages
  } finally {
    closeSync(file)
  }
}
