/** One-way functions. The domain has none of its own: they come with the service's settings. */
export interface Digests {
  /** The hash of a text (as UTF-8) or of bytes. */
  of(content: string | Uint8Array, form: { hash: 'sha-1' | 'sha-256' | 'sha3-256'; as: 'hex' | 'base64' }): string
  /** 32 hexadecimal digits that only this installation can compute, always the same for the same text. */
  keyed(text: string): string
}
