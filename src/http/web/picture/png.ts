import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The values of a header for 8 bits of red, green and blue in each pixel, not interlaced (PNG §11.2.1). */
const TRUE_COLOUR = [8, 2, 0, 0, 0]

/** A PNG of a square, `size` pixels wide. `rows` has three bytes for each pixel, red, green and blue, row by row. */
export function pngOf(size: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set(TRUE_COLOUR, 8)
  const width = size * 3
  // Each row begins with the number of its filter: 0 is none (PNG §9.2).
  const rows = Buffer.alloc(size * (width + 1))
  for (let y = 0; y < size; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** PNG §5.3: length, type, content, and the checksum of type and content. */
function chunk(type: string, content: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  length.writeUInt32BE(content.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
