/** The exit codes, as `latchstring --help` explains them. */
export const EXIT = { success: 0, failure: 1, mistake: 2, unfinished: 3 } as const
