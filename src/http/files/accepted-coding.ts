import type { Coding } from './packed-files.js'

/**
 * The content coding to answer with (RFC 9110 §12.5.3): brotli before gzip, whatever weight the client gives them, unless it
 * refuses one by the weight 0.
 */
export function acceptedCoding(header: string | undefined): Coding {
  const accepted = new Set<string>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map(word => word.trim())
    if (!parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name)
  }
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') ? 'gzip' : undefined
}
