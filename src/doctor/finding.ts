/** How a part is: it works; a person should look at it; it does not work. */
type State = 'ok' | 'attention' | 'fault'

/** One result of a check: a sentence, and what to do if the state is not `ok`. */
export type Outcome = { readonly state: State; readonly text: string }

/** An outcome with the name of its check. */
export type Finding = Outcome & { readonly check: string }

/** A check of one part. It may reject: that is a fault. `signal` ends its requests when its time is over. */
export type Check = { readonly name: string; run(signal: AbortSignal): Promise<readonly Outcome[]> }

export const ok = (text: string): Outcome => ({ state: 'ok', text })
export const attention = (text: string): Outcome => ({ state: 'attention', text })
export const fault = (text: string): Outcome => ({ state: 'fault', text })
