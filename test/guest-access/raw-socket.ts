import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** The kinds of frames (RFC 6455 §5.2). */
const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** A WebSocket frame of a client (RFC 6455 §5.2), masked. */
export function frame(payload: string | Uint8Array, kind: keyof typeof OPCODES = 'text', isLast = true): Buffer {
  const bytes = Buffer.from(payload)
  const length = lengthOf(bytes.length)
  const mask = randomBytes(4)
  const masked = bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | OPCODES[kind]]), length, mask, masked])
}

function lengthOf(length: number): Buffer {
  if (length < 126) return Buffer.of(0x80 | length)
  if (length < 65_536) return Buffer.of(0x80 | 126, length >> 8, length & 255)
  const whole = Buffer.alloc(9)
  whole[0] = 0x80 | 127
  whole.writeBigUInt64BE(BigInt(length), 1)
  return whole
}

/** The request to become a WebSocket. */
export function upgradeRequest(headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    host: 'rooms.example',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-protocol': 'xmpp',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET /xmpp-websocket HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** A TCP connection that speaks WebSocket by hand: it answers no ping by itself. */
export class RawSocket {
  readonly socket: Socket
  /** Everything that was received, as text. */
  received = ''
  /** The kinds of the received frames that are no text. */
  readonly controls: number[] = []
  #bytes = Buffer.alloc(0)
  #isUpgraded = false
  #isClosed = false
  #wake: () => void = () => undefined

  /** `from`: the local address of the connection. */
  constructor(url: string, from = '127.0.0.1') {
    this.socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), localAddress: from }).setNoDelay(true)
    this.socket.on('data', bytes => this.#read(bytes))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(bytes)
  }

  /** Sends each byte in a write of its own. */
  async sendEachByte(bytes: Uint8Array): Promise<void> {
    for (const byte of bytes) await new Promise(written => this.socket.write(Uint8Array.of(byte), written))
  }

  /** Resolves when the text was received; it and what came before count as read. Rejects if the connection ends before. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.received.indexOf(text)
      if (at >= 0) {
        const read = this.received.slice(0, at + text.length)
        this.received = this.received.slice(at + text.length)
        return read
      }
      if (this.#isClosed) throw new Error(`the connection ended without ${text}: ${this.received}`)
      await this.#event()
    }
  }

  /** Resolves with what was received and not read when the connection is closed. */
  async rest(): Promise<string> {
    while (!this.#isClosed) await this.#event()
    return this.received
  }

  #event(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  #read(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    if (!this.#isUpgraded) this.#readHead()
    else while (this.#readFrame());
    this.#wake()
  }

  #readHead(): void {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end < 0) return
    this.received += this.#bytes.subarray(0, end + 4).toString()
    this.#bytes = this.#bytes.subarray(end + 4)
    this.#isUpgraded = this.received.startsWith('HTTP/1.1 101 ')
    if (this.#isUpgraded) while (this.#readFrame());
    else this.received += this.#bytes.toString()
  }

  #readFrame(): boolean {
    const [head = 0, short = 0] = this.#bytes
    if (this.#bytes.length < 2) return false
    const extra = short < 126 ? 0 : short === 126 ? 2 : 8
    if (this.#bytes.length < 2 + extra) return false
    const length =
      extra === 0 ? short : extra === 2 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2))
    const start = 2 + extra
    if (this.#bytes.length < start + length) return false
    const payload = this.#bytes.subarray(start, start + length)
    if ((head & 15) === OPCODES.text) this.received += payload.toString()
    else this.controls.push(head & 15)
    if ((head & 15) === OPCODES.close && this.socket.writable) this.socket.end(frame(payload, 'close'))
    this.#bytes = this.#bytes.subarray(start + length)
    return true
  }
}
