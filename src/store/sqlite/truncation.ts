import { closeSync, openSync, readSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { sizeOf, walOf } from './files.js'

/*
 * SQLite's log, in bytes: a header, then frames of a header and a page each. A frame's header has the page's number,
 * then, where the frame ends a transaction, how many pages the database has by it, and then the two salts of the log.
 */
const LOG_HEADER = { length: 32, salts: 16 }
const FRAME_HEADER = { length: 24, page: 0, pages: 4, salts: 8 }
const SALTS = 8

/**
 * Which of its pages a database lacks, as a sentence; undefined where it has all. Its file may be shorter than what it
 * says, where the log beside it has the rest. SQLite itself reads what is in neither as zeros, and its check does not
 * see that where a page holds nothing but text.
 */
export function cutOffFault(db: Database): string | undefined {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  const pages = Number(db.pragma('page_count', { simple: true }))
  const whole = () => Math.floor((sizeOf(db.name) ?? 0) / pageSize)
  if (whole() >= pages) return undefined
  const inLog = pagesOfLog(walOf(db.name), pageSize)
  // A service that runs may have put the log into the file since.
  for (let page = whole() + 1; page <= pages; page++) {
    if (!inLog.has(page)) return `the file is cut off: page ${page} of ${pages} is missing`
  }
  return undefined
}

/** The numbers of the pages that whole transactions have put into the log. */
function pagesOfLog(path: string, pageSize: number): ReadonlySet<number> {
  const pages = new Set<number>()
  if (sizeOf(path) === undefined) return pages
  const file = openSync(path, 'r')
  try {
    const header = Buffer.alloc(LOG_HEADER.length)
    readSync(file, header, 0, header.length, 0)
    const salts = header.subarray(LOG_HEADER.salts, LOG_HEADER.salts + SALTS)
    const frame = Buffer.alloc(FRAME_HEADER.length)
    let transaction: number[] = []
    for (let at = LOG_HEADER.length; readSync(file, frame, 0, frame.length, at) === frame.length; ) {
      // Behind it stands what is left of an earlier log.
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
