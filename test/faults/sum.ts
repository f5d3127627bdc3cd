export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0)
}
