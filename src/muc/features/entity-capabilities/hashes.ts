import { capabilityText, verificationText } from '../../../stanza/capability-hash.js'
import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Digests } from '../../model/digests.js'

/** XEP-0390 §4.2 with XEP-0300: SHA-256 and SHA3-256 must be supported. */
const ALGORITHMS = ['sha-256', 'sha3-256'] as const

/** The hashes of a description (the identities, features and forms of disco#info). */
export type Hashes = {
  /** XEP-0115: the verification string. */
  readonly ver: string
  /** XEP-0390: one hash per algorithm, in base64. */
  readonly set: readonly { readonly algorithm: string; readonly value: string }[]
}

/** Hashes a description by the algorithms of both XEPs. */
export function hashesOf(description: readonly Element[], digests: Digests): Hashes {
  const text = capabilityText(description)
  return {
    ver: digests.of(verificationText(description), { hash: 'sha-1', as: 'base64' }),
    set: ALGORITHMS.map(hash => ({ algorithm: hash, value: digests.of(text, { hash, as: 'base64' }) })),
  }
}

/** The disco#info nodes that return the hashed description (XEP-0115 §6.2, XEP-0390 §4.3). */
export function nodesOf({ ver, set }: Hashes, software: string): string[] {
  return [`${software}#${ver}`, ...set.map(({ algorithm, value }) => `${NS.capabilities2}#${algorithm}.${value}`)]
}

/** The `<c/>` elements of a presence, of both XEPs (XEP-0390 §6.1 allows both). */
export function capsElements({ ver, set }: Hashes, software: string): Element[] {
  const hashes = set.map(({ algorithm, value }) => xml('hash', { xmlns: NS.hashes, algo: algorithm }, value))
  return [
    xml('c', { xmlns: NS.capabilities, hash: 'sha-1', node: software, ver }),
    xml('c', NS.capabilities2, ...hashes),
  ]
}
