import { type Step, statement } from './statement.js'

/**
 * To trim a table, the index is read over all kept rows of a key. So a key is trimmed when it has added one of this many
 * parts of them, or when this many other keys have added rows since.
 */
const TRIMMING = { parts: 200, keys: 1000 }

type Kept = {
  readonly table: string
  /** The column whose values have a limit each. The table has an index of it with `position`. */
  readonly key: string
  /** How many rows of each value are kept, the latest, and at most a 200th more. */
  readonly most: number
}

/** Makes the function that is called with the key of each new row, and gives the step that deletes the oldest rows of a key. */
export function trimmed({ table, key, most }: Kept): (value: string) => readonly Step[] {
  const trim = statement<[string, string]>(`
    delete from ${table} where ${key} = ? and position <= (
      select position from ${table} where ${key} = ? order by position desc limit 1 offset ${most}
    )`)
  const every = Math.ceil(most / TRIMMING.parts)
  /** The rows since the last trimming, by key; the longest inactive key first. */
  const added = new Map<string, number>()
  return value => {
    const count = (added.get(value) ?? 0) + 1
    added.delete(value)
    added.set(value, count)
    const [longestInactive = ''] = added.keys()
    const due = count >= every ? value : added.size > TRIMMING.keys ? longestInactive : undefined
    if (due === undefined) return []
    added.delete(due)
    return [trim.with(due, due)]
  }
}
