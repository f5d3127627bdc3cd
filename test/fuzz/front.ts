/** One trial of a layer: the same count and seed give the same inputs. */
export type Trial = {
  /** Number of inputs. */
  readonly count: number
  readonly seed: number
  /** Called now and then with the progress. */
  readonly say: (line: string) => void
}

export type Report = {
  /** Number of inputs that were tried. */
  readonly inputs: number
  /** One text for each failure, with its step and input. */
  readonly failures: readonly string[]
  /** Other counts and measurements. */
  readonly figures: Readonly<Record<string, string | number>>
}

/** A part of the service that takes untrusted input, and the generator for it. */
export type Layer = {
  readonly name: string
  /** Inputs of this layer for each input requested. */
  readonly share: number
  /** Failures caused by the input are reported; the promise does not reject for them. */
  run(trial: Trial): Promise<Report>
}

/** An interface of the service. */
export type Front = {
  /** Number of inputs of the long form. */
  readonly count: number
  readonly layers: readonly Layer[]
}

/** A layer stops at this number, because further failures mostly have the same cause. */
export const MOST_FAILURES = 20
