import { EventEmitter } from 'node:events'
import { StreamFault } from '../stanza/stream-fault.js'
import { type StreamBounds, StreamReader } from '../stanza/stream-reader.js'
import { LinkError } from './link-trouble.js'

const BOUNDS: StreamBounds = {
  // More than the longest stanza that the configuration allows. The router refuses a stanza of which more than this has
  // come as too long, and the stranger who wrote it cannot end the link.
  mostKept: 512 * 1024,
  // Few servers pass on a tag or a text that is half as long.
  longestToken: 4 * 1024 * 1024,
}

/** A stream reader with the events that the component library listens to: `start`, `element` and `end`. */
export class ComponentParser extends EventEmitter {
  readonly #reader = new StreamReader(
    {
      opened: header => this.emit('start', header),
      received: element => this.emit('element', element),
      closed: () => this.emit('end'),
    },
    BOUNDS,
  )

  /** Throws a LinkError where the stream cannot be read: `endless` for a tag or a text over 4 MiB, else `unreadable`. */
  write(text: string): void {
    try {
      this.#reader.read(text)
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      throw new LinkError(error.condition === 'policy-violation' ? 'endless' : 'unreadable')
    }
  }
}
