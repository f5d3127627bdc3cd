/** Writes a line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a text to standard error, with a line feed at its end. */
export function printError(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Escapes control characters: the text has what strangers wrote, and a terminal would interpret it. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, sign => `\\u{${sign.codePointAt(0)?.toString(16)}}`)
}
