/** How much a layer tries, and what makes it try the same again. */
export type Trial = {
  /** How many inputs. */
  readonly count: number
  readonly seed: number
  /** Hears, now and then, how far it is. */
  readonly say: (line: string) => void
}

export type Report = {
  /** How many inputs were tried. */
  readonly inputs: number
  /** Each with the step at which it showed and the input; none is what is hoped for. */
  readonly failures: readonly string[]
  /** What else was counted. */
  readonly figures: Readonly<Record<string, string | number>>
}

/** A way in for strangers, or a part of the way. */
export type Layer = {
  readonly name: string
  /** How many inputs it gets for each one that is asked for. */
  readonly share: number
  /** Never rejects for what the input did. */
  run(trial: Trial): Promise<Report>
}

/** One of the doors of the service. */
export type Front = {
  /** How many inputs the long form has. */
  readonly count: number
  readonly layers: readonly Layer[]
}

/** A layer stops here: what follows from one fault fills no pages. */
export const MOST_FAILURES = 20
