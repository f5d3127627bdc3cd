/** Makes the function that is true at each `n`-th call, and at the first one: some processes are started often. */
export function everyNth(n: number): () => boolean {
  let calls = 0
  return () => ++calls % n === 0 || calls === 1
}
