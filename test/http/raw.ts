import { connect, type Socket } from 'node:net'

/** A parsed answer; header names are in lower case. */
export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The answers on a connection, the rest that is no complete answer, and whether the server closed it. */
export type Exchange = { readonly answers: readonly RawAnswer[]; readonly rest: string; readonly isClosed: boolean }

/** Texts are sent as ISO 8859-1: other characters must be encoded already. */
export type Bytes = string | Buffer

/** How the pieces of a request are sent. Times in milliseconds. */
type Manner = {
  /** Whether we close our side when all is sent. */
  readonly ends?: boolean
  /** Resets the connection when the first bytes arrive, or on the timeout. */
  readonly resets?: boolean
  /** The pause between the pieces. */
  readonly pause?: number
  readonly patience?: number
  /** The local address of the connection. */
  readonly from?: string
  /** Stops after this number of answers. */
  readonly enough?: number
  /** The methods of the requests: answers to HEAD have no body. */
  readonly methods?: readonly string[]
}

/** Sends bytes to a port of this machine. Returns what arrives until the last answer, the close or the timeout. */
export function exchange(port: number, pieces: readonly Bytes[], manner: Manner = {}): Promise<Exchange> {
  const { ends = false, resets = false, pause = 0, patience = 10_000, from, methods } = manner
  const { enough = Number.POSITIVE_INFINITY } = manner
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', ...(from === undefined ? {} : { localAddress: from }) })
    let received = Buffer.alloc(0)
    let settled = false
    const settle = (isClosed: boolean) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      if (resets) socket.resetAndDestroy()
      else socket.destroy()
      resolve({ ...answersIn(received, methods), isClosed })
    }
    const timer = setTimeout(() => settle(false), patience)
    // The server may reset the connection while this still writes: that counts as closed.
    socket.on('error', () => undefined)
    socket.on('close', () => settle(true))
    socket.on('data', piece => {
      received = Buffer.concat([received, piece])
      if (resets) settle(false)
      if (Number.isFinite(enough) && answersIn(received, methods).answers.length >= enough) settle(false)
    })
    void sendAll(socket, pieces, { ends, pause })
  })
}

async function sendAll(socket: Socket, pieces: readonly Bytes[], { ends, pause }: { ends: boolean; pause: number }) {
  for (const piece of pieces) {
    if (socket.destroyed) return
    socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
    if (pause > 0) await new Promise(resolve => setTimeout(resolve, pause))
  }
  if (ends && !socket.destroyed) socket.end()
}

/** Parses complete answers; interim ones (1xx) are skipped. */
export function answersIn(received: Buffer, methods: readonly string[] = []): Omit<Exchange, 'isClosed'> {
  const text = received.toString('latin1')
  const answers: RawAnswer[] = []
  let at = 0
  for (;;) {
    const end = text.indexOf('\r\n\r\n', at)
    const [first = '', ...lines] = end < 0 ? [] : text.slice(at, end).split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/.exec(first)?.[1])
    if (!(status >= 100)) return { answers, rest: text.slice(at) }
    const headers = Object.fromEntries(lines.map(line => headerIn(line)))
    const hasBody = status >= 200 && status !== 204 && status !== 304 && methods[answers.length] !== 'HEAD'
    const body = hasBody ? bodyAt(text, end + 4, headers) : { content: '', end: end + 4 }
    if (!body) return { answers, rest: text.slice(at) }
    at = body.end
    if (status >= 200) answers.push({ status, headers, body: Buffer.from(body.content, 'latin1').toString() })
  }
}

function headerIn(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}

function bodyAt(text: string, start: number, headers: Readonly<Record<string, string>>) {
  if (headers['transfer-encoding'] === 'chunked') return chunksAt(text, start)
  const length = Number(headers['content-length'] ?? 0)
  return start + length > text.length ? undefined : { content: text.slice(start, start + length), end: start + length }
}

function chunksAt(text: string, start: number): { content: string; end: number } | undefined {
  let content = ''
  let at = start
  for (;;) {
    const line = text.indexOf('\r\n', at)
    const size = line < 0 ? Number.NaN : Number.parseInt(text.slice(at, line), 16)
    if (Number.isNaN(size) || line + 2 + size + 2 > text.length) return undefined
    content += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
    if (size === 0) return { content, end: at }
  }
}
