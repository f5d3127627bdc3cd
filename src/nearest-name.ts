/** Longer names get no guess, in characters: the work grows with the length, and a caller chooses the name. */
const LONGEST = 64

/**
 * Guesses which known name an unknown one should have been: a similar one. The names may be paths such as `http.port`;
 * then the last part must be similar, and one in the same section is preferred. Undefined if no name is similar.
 */
export function nearestName(unknown: string, known: readonly string[]): string | undefined {
  const name = lastName(unknown)
  if (name.length > LONGEST) return undefined
  const farthest = Math.max(2, Math.floor(name.length / 3))
  const ranked = known
    .map(key => ({ key, steps: distance(name.toLowerCase(), lastName(key).toLowerCase()) }))
    .filter(({ key, steps }) => steps <= farthest && steps < lastName(key).length)
    .map(({ key, steps }) => ({ key, rank: steps * 2 + (sectionOf(key) === sectionOf(unknown) ? 0 : 3) }))
    .sort((a, b) => a.rank - b.rank)
  return ranked[0]?.key
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function sectionOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}

/** The Levenshtein distance: how many letters must be added, removed or replaced. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
