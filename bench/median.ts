/** The median of numbers, and how far they are spread: `5 (4 to 7)`, each as `format` writes it. */
export function spread(numbers: readonly number[], format: (value: number) => string): string {
  const sorted = [...numbers].sort((a, b) => a - b)
  return `${format(median(numbers))} (${format(sorted[0] ?? 0)} to ${format(sorted.at(-1) ?? 0)})`
}

/** The median; the upper of the two middle numbers if there are two, and 0 of none. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
