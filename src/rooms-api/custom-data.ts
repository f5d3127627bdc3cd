/** Characters, as JSON: every member gets the custom data when it changes. */
export const LONGEST_DATA = 8192
export const DEEPEST_DATA = 20

/** Whether custom data is neither too long nor nested too deep. */
export function isWithinBounds(customData: object): boolean {
  // The depth first: JSON.stringify fails on values that are too deep.
  return !isDeeperThan(DEEPEST_DATA, customData) && JSON.stringify(customData).length <= LONGEST_DATA
}

/** Not recursive, as deep nesting would exhaust the stack. */
function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
