import { connect, type Socket } from 'node:net'
import { answersIn, type RawAnswer } from '../http/raw.js'

/** Milliseconds; longer than any request takes, sign-ins included. */
const TIMEOUT = 30_000

/** A connection that sends one request after the other, and reconnects when the service has closed it. */
export class Connection {
  readonly #port: number
  readonly #from: string
  #socket: Socket | undefined

  /** `from`: the local address of the connection. */
  constructor(port: number, from = '127.0.0.1') {
    this.#port = port
    this.#from = from
  }

  /** Returns the answer to a request; `nothing` when the connection closes without one or TIMEOUT has passed. */
  async ask(request: Buffer, isHead = false): Promise<RawAnswer | 'nothing'> {
    const socket = this.#socket ?? connect({ port: this.#port, host: '127.0.0.1', localAddress: this.#from })
    this.#socket = socket
    const answer = await answerOver(socket, request, isHead ? ['HEAD'] : [])
    if (answer === 'nothing' || answer.headers['connection'] === 'close') this.close()
    return answer
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }
}

function answerOver(socket: Socket, request: Buffer, methods: readonly string[]): Promise<RawAnswer | 'nothing'> {
  return new Promise(resolve => {
    let received = Buffer.alloc(0)
    const settle = (answer: RawAnswer | 'nothing') => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      resolve(answer)
    }
    const timer = setTimeout(() => settle('nothing'), TIMEOUT)
    socket.on('error', () => undefined)
    socket.on('close', () => settle('nothing'))
    socket.on('data', piece => {
      received = received.length === 0 ? piece : Buffer.concat([received, piece])
      const [answer] = answersIn(received, methods).answers
      if (answer) settle(answer)
    })
    socket.write(request)
  })
}

export type Request = {
  readonly method: string
  /** The target as in the request line (RFC 9112 §3.2). */
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** Encodes a request in HTTP/1.1. */
export function encodeRequest({ method, target, headers = {}, body }: Request): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === undefined ? '' : `Content-Length: ${body.length}\r\n`
  const head = `${method} ${target} HTTP/1.1\r\nHost: rooms.localhost\r\n${lines.join('')}${length}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)])
}
