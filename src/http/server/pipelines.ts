import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * How many requests of one connection may wait for their answers (RFC 9112 §9.3.2). Ordinary clients send fewer; without
 * a limit, a client could fill the memory while its first answer is made. Our own decision.
 */
const LONGEST_PIPELINE = 32

/** The unanswered requests of each connection, in their order. */
export class Pipelines {
  readonly #unanswered = new WeakMap<Socket, Map<ServerResponse, IncomingMessage>>()
  readonly #ended = new WeakSet<Socket>()

  /** Destroys connections with too many unanswered requests. */
  constructor(server: Server) {
    server.prependListener('request', (request, response) => this.#add(request, response))
  }

  /**
   * Ends a connection that cannot be read any further: calls `answerLast`, once, when all complete requests are answered.
   * Earlier, its answer would be taken for the answer to one of them.
   */
  end(socket: Socket, answerLast: () => void): void {
    if (this.#ended.has(socket)) return
    this.#ended.add(socket)
    this.#whenAnswered(socket, answerLast)
  }

  #whenAnswered(socket: Socket, work: () => void): void {
    const complete = [...(this.#unanswered.get(socket) ?? [])].find(([, request]) => request.complete)
    if (!complete) return work()
    complete[0].once('close', () => this.#whenAnswered(socket, work))
  }

  #add(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const unanswered = this.#unanswered.get(socket) ?? new Map<ServerResponse, IncomingMessage>()
    this.#unanswered.set(socket, unanswered.set(response, request))
    response.once('close', () => unanswered.delete(response))
    if (unanswered.size > LONGEST_PIPELINE) socket.destroy()
  }
}
