/** One mistake in the configuration. `value` can be shown: it holds no secret and no control character. */
export type ConfigProblem = { readonly key: string; readonly value: string; readonly expected: string }

/** The configuration cannot be used. The message lists every mistake, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ key, value, expected }) => `${key}: found ${value}, expected ${expected}`).join('\n'))
  }
}
