import { encode } from 'uqr'
import { type Html, html } from './html.js'

/** Bytes that most cameras still read from a screen. Our own decision. */
const LONGEST_TEXT = 500

/** The text as a QR code, dark on light also in dark mode; undefined if it is too long. */
export function qrCode(text: string, label: string): Html | undefined {
  if (Buffer.byteLength(text) > LONGEST_TEXT) return undefined
  const { data } = encode(text, { ecc: 'M', border: 4 })
  const size = data.length
  const path = data.map(darkParts).join('')
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${path}"/></svg>`
}

/** The dark runs of a row as rectangles of a path. */
function darkParts(row: readonly boolean[], y: number): string {
  const runs = row
    .map(isDark => (isDark ? '1' : '0'))
    .join('')
    .matchAll(/1+/g)
  return [...runs].map(({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`).join('')
}
