import type { ReadingProgress } from '../moving-in/read-service.js'

/** In milliseconds: a terminal gets a new line in the place of the last one, a file a line more. */
const EVERY = { terminal: 200, file: 10_000 }

/** Shows on standard error how far an import is. */
export class ProgressLine {
  #start = performance.now()
  #next = 0
  #first: ReadingProgress | undefined
  #isShown = false

  /** Shows how far the reading is, if enough time has passed since the last line. */
  show(progress: ReadingProgress): void {
    const isNextPart = this.#first && this.#first.rooms < progress.ofRooms && progress.rooms === progress.ofRooms
    if (!this.#first || isNextPart) {
      // The speed of reading rooms says nothing about that of reading messages.
      this.#first = progress
      this.#start = performance.now()
    }
    this.tell(lineOf(progress, { first: this.#first, seconds: (performance.now() - this.#start) / 1000 }))
  }

  /** Shows a text, if enough time has passed since the last line. */
  tell(text: string): void {
    const now = performance.now()
    const isTerminal = process.stderr.isTTY === true
    if (now < this.#next) return
    this.#next = now + (isTerminal ? EVERY.terminal : EVERY.file)
    process.stderr.write(isTerminal ? `\r\x1b[K${text}` : `${text}\n`)
    this.#isShown = isTerminal
  }

  /** Writes a line of its own. */
  say(sentence: string): void {
    this.end()
    process.stderr.write(`${sentence}\n`)
  }

  /** Ends the line, so that another can follow. */
  end(): void {
    if (this.#isShown) process.stderr.write('\n')
    this.#isShown = false
  }
}

type Since = { readonly first: ReadingProgress; readonly seconds: number }

/** The time left is what the rest takes at the speed so far; while rooms are read, their messages are not all known. */
function lineOf(progress: ReadingProgress, { first, seconds }: Since): string {
  const { rooms, ofRooms, messages, ofMessages } = progress
  const isReadingRooms = rooms < ofRooms
  const [done, rest] = isReadingRooms
    ? [rooms - first.rooms, ofRooms - rooms]
    : [messages - first.messages, ofMessages - messages]
  const left =
    done > 0 ? `; about ${duration((rest / done) * seconds)} left${isReadingRooms ? ' for the rooms' : ''}` : ''
  const number = (value: number) => value.toLocaleString('en')
  return `${number(rooms)} of ${number(ofRooms)} rooms, ${number(messages)} of ${number(ofMessages)} messages${left}`
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
