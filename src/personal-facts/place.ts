import { FACT_KINDS, type FactKind, type Place } from './facts.js'

/** A place as text; empty for the beginning. */
export function placeText(place: Place | undefined): string {
  if (!place) return ''
  return JSON.stringify(place.key === undefined ? [place.kind] : [place.kind, place.key])
}

/** The place of a text of `placeText`; undefined for the beginning, and for a text that names none. */
export function placeIn(text: string): Place | undefined {
  const parts = listIn(text)
  const [kind, key] = parts
  if (!isKind(kind)) return undefined
  return typeof key === 'string' || typeof key === 'number' ? { kind, key } : { kind }
}

function listIn(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

function isKind(value: unknown): value is FactKind {
  return FACT_KINDS.some(kind => kind === value)
}
