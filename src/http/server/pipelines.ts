import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * How many requests of one connection may wait for their answers (RFC 9112 §9.3.2). Nobody who is used to it sends so
 * many at once; a stranger would have us remember whatever they send while the first answer is made.
 */
const LONGEST_PIPELINE = 32

/** The requests of each connection that are not answered yet, in their order. */
export class Pipelines {
  readonly #unanswered = new WeakMap<Socket, Map<ServerResponse, IncomingMessage>>()
  readonly #ended = new WeakSet<Socket>()

  /** Hangs up on connections with too many. */
  constructor(server: Server) {
    server.prependListener('request', (request, response) => this.#comes(request, response))
  }

  /**
   * Nothing more can be read from a connection: `farewell` is said, once, when all that came whole is answered, for it
   * is no answer to that.
   */
  end(socket: Socket, farewell: () => void): void {
    if (this.#ended.has(socket)) return
    this.#ended.add(socket)
    this.#whenAnswered(socket, farewell)
  }

  #whenAnswered(socket: Socket, work: () => void): void {
    const whole = [...(this.#unanswered.get(socket) ?? [])].find(([, { complete }]) => complete)
    if (!whole) return work()
    whole[0].once('close', () => this.#whenAnswered(socket, work))
  }

  #comes(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const unanswered = this.#unanswered.get(socket) ?? new Map<ServerResponse, IncomingMessage>()
    this.#unanswered.set(socket, unanswered.set(response, request))
    response.once('close', () => unanswered.delete(response))
    if (unanswered.size > LONGEST_PIPELINE) socket.destroy()
  }
}
