import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line is not valid. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Parses options and exactly the named positional arguments. Throws a UsageError. */
export function parse(
  args: readonly string[],
  options: ParseArgsConfig['options'],
  names: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const { values, positionals } = parsed({ args: [...args], options: options ?? {}, allowPositionals: true })
  if (positionals.length < names.length) throw new UsageError(`${names.join(' ')} is missing. See latchstring --help.`)
  const surplus = positionals[names.length]
  if (surplus !== undefined)
    throw new UsageError(`${JSON.stringify(surplus)} is one argument too many. See latchstring --help.`)
  return { values, positionals }
}

function parsed(config: ParseArgsConfig): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. See latchstring --help.`)
  }
}

/** The value of an option with a text; undefined if it was not given. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
