/** A random generator: the same seed gives the same choices. */
export interface Chance {
  /** A whole number from 0 to `most` - 1. */
  below(most: number): number
  one<T>(...choices: readonly [T, ...T[]]): T
  /** True with this probability (0 to 1). */
  some(share: number): boolean
}

/** The generator mulberry32, which is in the public domain. */
export function chance(seed: number): Chance {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return {
    below,
    one: (...choices) => choices[below(choices.length)] ?? choices[0],
    some: share => next() < share,
  }
}
