import { connect, type Socket } from 'node:net'
import { answersIn, type RawAnswer } from '../http/raw.js'

/** Longer than anything takes, sign-ins too, in milliseconds. */
const PATIENCE = 30_000

/** A connection that is kept for one request after the other, and opened anew where the service has closed it. */
export class Line {
  readonly #port: number
  readonly #from: string
  #socket: Socket | undefined

  /** `from`: the address of this machine from which it comes. */
  constructor(port: number, from = '127.0.0.1') {
    this.#port = port
    this.#from = from
  }

  /** Gives the one answer to a request; `nothing` where the connection is closed without it, or it does not come. */
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
    const timer = setTimeout(() => settle('nothing'), PATIENCE)
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
  /** As it stands in the first line. */
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** A request as HTTP/1.1 writes it. */
export function written({ method, target, headers = {}, body }: Request): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === undefined ? '' : `Content-Length: ${body.length}\r\n`
  const head = `${method} ${target} HTTP/1.1\r\nHost: rooms.localhost\r\n${lines.join('')}${length}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)])
}
