/** Hash functions, injected by the settings to keep the domain free of node:crypto. */
export interface Digests {
  /** The hash of a text (as UTF-8) or of bytes. */
  of(content: string | Uint8Array, form: { hash: 'sha-1' | 'sha-256' | 'sha3-256'; as: 'hex' | 'base64' }): string
  /** 32 hexadecimal digits, keyed by a secret of this installation: the same text gives the same digest. */
  keyed(text: string): string
}
