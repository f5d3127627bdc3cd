import { connect, type Socket } from 'node:net'

const HEADER = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>`

/** A client that only reads text and counts, so that it adds little to what is measured. */
export class RawClient {
  readonly #socket: Socket
  #text = ''
  #counted = ''
  #count = 0
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8').setNoDelay(true)
    socket.on('data', text => this.#read(String(text)))
  }

  /** Signs in to a server on this machine with the password `secret`, and sends available presence. */
  static async signIn(port: number, user: string): Promise<RawClient> {
    const client = await RawClient.#open(port)
    const plain = Buffer.from(`\0${user}\0secret`).toString('base64')
    client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`)
    await client.until('<success')
    client.send(HEADER)
    await client.until('</stream:features>')
    client.send(
      `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>b</resource></bind></iq>`,
    )
    await client.until('</bind>')
    client.send('<presence/>')
    return client
  }

  static async #open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    const client = new RawClient(socket)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    client.send(HEADER)
    await client.until('</stream:features>')
    return client
  }

  /** How often the counted text has arrived. */
  get count(): number {
    return this.#count
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** Resolves when `wanted` has arrived, with the text up to its end, which it consumes. */
  async until(wanted: string | RegExp): Promise<string> {
    for (;;) {
      const found = typeof wanted === 'string' ? placeOf(this.#text, wanted) : wanted.exec(this.#text)
      if (found) {
        const end = found.index + found[0].length
        const text = this.#text.slice(0, end)
        this.#text = this.#text.slice(end)
        return text
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  /** Starts to count the occurrences of `text`. */
  counts(text: string): void {
    this.#counted = text
    this.#count = 0
    this.#text = ''
  }

  /** Ends the counting, and forgets what has arrived. */
  forgets(): void {
    this.counts('')
  }

  /** Resolves when the counted text has arrived `times` times. */
  async counted(times: number): Promise<void> {
    while (this.#count < times) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  end(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    if (this.#counted === '') this.#text += text
    else this.#countIn(text)
    this.#wake()
  }

  /** Also counts an occurrence that is split between two reads. */
  #countIn(text: string): void {
    const all = this.#text + text
    let end = 0
    for (let at = all.indexOf(this.#counted); at >= 0; at = all.indexOf(this.#counted, end)) {
      this.#count++
      end = at + this.#counted.length
    }
    this.#text = all.slice(Math.max(end, all.length - this.#counted.length))
  }
}

function placeOf(text: string, wanted: string) {
  const index = text.indexOf(wanted)
  return index < 0 ? undefined : { index, 0: wanted }
}
