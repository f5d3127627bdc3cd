import { createReadStream } from 'node:fs'
import { MalformedRecord } from './check-record.js'
import { LONGEST_LINE } from './record.js'

const LINE_FEED = 0x0a

/**
 * The values of a file of JSON Lines, one for each line. A line that is no JSON or too long gives the MalformedRecord that
 * says so. Memory holds one line and one read of the file.
 */
export async function* readLines(file: string, longest = LONGEST_LINE): AsyncGenerator<unknown, void> {
  let parts: Buffer[] = []
  let length = 0
  const add = (part: Buffer) => {
    length += part.length
    if (length <= longest) parts.push(part)
    else parts = []
  }
  const take = () => {
    const value = length > longest ? tooLong(longest) : parsed(Buffer.concat(parts))
    parts = []
    length = 0
    return value
  }
  for await (const read of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    const chunk = Buffer.from(read)
    let from = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end))
      yield take()
      from = end + 1
    }
    add(chunk.subarray(from))
  }
  if (length > 0) yield take()
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return new MalformedRecord('the line: expected a JSON object')
  }
}

function tooLong(longest: number): MalformedRecord {
  return new MalformedRecord(`the line: expected at most ${longest} bytes`)
}
