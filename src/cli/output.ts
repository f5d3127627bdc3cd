/** Writes a line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a text to standard error, with a line feed at its end. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`)
}
