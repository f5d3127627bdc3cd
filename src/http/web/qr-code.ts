import { encode } from 'uqr'
import { type Html, html } from './html.js'

/** Bytes that most cameras still read from a screen. Our own decision. */
const LONGEST_TEXT = 500
/** The codes that are kept. A code takes longer to make than the rest of a page, and a crowd comes by one link. */
const MOST_KEPT = 100

type Code = { readonly size: number; readonly path: string }

/** By text, the latest last. */
const kept = new Map<string, Code>()

/** The text as a QR code, dark on light also in dark mode; undefined if it is too long. */
export function qrCode(text: string, label: string): Html | undefined {
  if (Buffer.byteLength(text) > LONGEST_TEXT) return undefined
  const { size, path } = codeOf(text)
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${path}"/></svg>`
}

function codeOf(text: string): Code {
  const code = kept.get(text) ?? encoded(text)
  kept.delete(text)
  kept.set(text, code)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return code
}

function encoded(text: string): Code {
  const { data } = encode(text, { ecc: 'M', border: 4 })
  return { size: data.length, path: data.map(darkParts).join('') }
}

/** The dark runs of a row as rectangles of a path. */
function darkParts(row: readonly boolean[], y: number): string {
  const runs = row
    .map(isDark => (isDark ? '1' : '0'))
    .join('')
    .matchAll(/1+/g)
  return [...runs].map(({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`).join('')
}
