/** The first bytes of each type of image that browsers and XMPP clients show, with the offset of the pattern. */
const SIGNATURES = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  // `RIFF`, four bytes of length, `WEBP`.
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
] as const

export type ImageType = (typeof SIGNATURES)[number]['type']

/**
 * The type of an image by its first bytes: what a client says is only a hint. Undefined for all others, also for SVG,
 * which can contain scripts.
 */
export function imageTypeOf(image: Uint8Array): ImageType | undefined {
  return SIGNATURES.find(({ at, bytes }) => bytes.every((byte, index) => image[at + index] === byte))?.type
}
